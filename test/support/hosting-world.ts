import type { Ports } from '../../src/lib/ports/all.ts'
import { sandboxWorld, type WorldOptions } from './sandbox-world.ts'

export const ACCOUNT_ROLE = 'serving'

/** A sandbox with a role that SageMaker may take on; one clock for mlctl and services. */
export const hostingWorld = async (options: WorldOptions = {}) => {
  const world = sandboxWorld({ clock: '2026-11-22T10:00:00Z', ...options })
  const { arn: roleArn } = await servingRole(world.ports)
  return { ...world, roleArn }
}

/** A role that trusts SageMaker and may do everything. */
export const servingRole = async (
  ports: Ports,
  service = 'sagemaker.amazonaws.com',
  name = ACCOUNT_ROLE,
) => {
  const made = await ports.roles.create({
    roleName: name,
    description: 'serves models',
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    tags: {},
  })
  await ports.roles.putInlinePolicy(name, 'data', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  })
  return made
}

export const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/serve:1'

/** A model that can be hosted. */
export const hostedModel = (ports: Ports, modelName: string, roleArn: string) =>
  ports.hostedModels.create({
    modelName,
    body: { PrimaryContainer: { Image: IMAGE }, ExecutionRoleArn: roleArn },
    tags: {},
  })

/** Answers of `endpoint create` when nothing is given. */
export const NO_ANSWERS = {
  name: undefined,
  file: undefined,
  model: undefined,
  image: undefined,
  modelData: undefined,
  role: undefined,
  env: undefined,
  subnets: undefined,
  securityGroups: undefined,
  networkIsolation: undefined,
  acceleratorType: undefined,
  variantName: undefined,
} as const

/** A change of an endpoint that changes nothing yet. */
export const NO_CHANGE = {
  variant: undefined,
  instances: undefined,
  maxConcurrency: undefined,
  provisionedConcurrency: undefined,
  model: undefined,
  instanceType: undefined,
  endpointConfig: undefined,
  file: undefined,
  reset: false,
  prices: {},
  tags: {},
  wait: true,
  timeoutMs: undefined,
} as const
