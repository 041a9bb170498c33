import { AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam'
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  type ProductionVariant,
  UpdateEndpointCommand,
  type UpdateEndpointCommandInput,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from '@aws-sdk/client-sagemaker'
import { createControl } from '../../../src/sandbox/control.ts'
import { inProcess, newEngine } from '../clients.ts'

/** Where the fixed clock of these tests starts. */
export const NOON = Date.parse('2026-11-22T12:00:00Z')

export const ROLE = 'arn:aws:iam::000000000000:role/serving'

const trusting = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  })

const FULL_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess'

/** An image of AWS's own, which is there without a push. */
export const IMAGE = '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6.0-cpu'

/** A fresh sandbox whose time stands still at noon until a test moves it, with a role to serve as. */
export const createWorld = async (clock = new Date(NOON).toISOString()) => {
  const engine = newEngine()
  const control = createControl({ directory: engine.directory })
  control.clock(clock)
  const clients = inProcess(engine)
  const role = {
    RoleName: 'serving',
    AssumeRolePolicyDocument: trusting('sagemaker.amazonaws.com'),
  }
  await clients.iam.send(new CreateRoleCommand(role))
  await clients.iam.send(
    new AttachRolePolicyCommand({ RoleName: 'serving', PolicyArn: FULL_ACCESS }),
  )
  const strange = { RoleName: 'other', AssumeRolePolicyDocument: trusting('ec2.amazonaws.com') }
  await clients.iam.send(new CreateRoleCommand(strange))
  return {
    engine,
    control,
    ...clients,
    /** Lets seconds of the sandbox's time pass. */
    pass: (seconds: number): void => void engine.clock.wait(seconds * 1000),
  }
}

export type World = Awaited<ReturnType<typeof createWorld>>

/** Makes a model; its environment says how it behaves. */
export const model = (
  { sagemaker }: World,
  ModelName: string,
  Environment: Record<string, string> = {},
) =>
  sagemaker.send(
    new CreateModelCommand({
      ModelName,
      ExecutionRoleArn: ROLE,
      PrimaryContainer: { Image: IMAGE, Environment },
    }),
  )

/** A variant of the model of its own name. */
export const variant = (name: string, changes: Partial<ProductionVariant> = {}) => ({
  VariantName: name,
  ModelName: name,
  InstanceType: 'ml.m5.large' as const,
  InitialInstanceCount: 2,
  InitialVariantWeight: 1,
  ...changes,
})

export const config = (
  { sagemaker }: World,
  EndpointConfigName: string,
  ProductionVariants: ProductionVariant[],
  more: object = {},
) =>
  sagemaker.send(
    new CreateEndpointConfigCommand({ EndpointConfigName, ProductionVariants, ...more }),
  )

export const create = ({ sagemaker }: World, EndpointConfigName: string) =>
  sagemaker.send(new CreateEndpointCommand({ EndpointName: 'live', EndpointConfigName }))

export const describeLive = ({ sagemaker }: World) =>
  sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'live' }))

export const update = (
  { sagemaker }: World,
  EndpointConfigName: string,
  more: Partial<UpdateEndpointCommandInput> = {},
) =>
  sagemaker.send(new UpdateEndpointCommand({ EndpointName: 'live', EndpointConfigName, ...more }))

/** Sets weights, by variant. */
export const weigh = ({ sagemaker }: World, weights: Readonly<Record<string, number>>) =>
  sagemaker.send(
    new UpdateEndpointWeightsAndCapacitiesCommand({
      EndpointName: 'live',
      DesiredWeightsAndCapacities: Object.entries(weights).map(([VariantName, DesiredWeight]) => ({
        VariantName,
        DesiredWeight,
      })),
    }),
  )

/** Sets the instances of one variant. */
export const resize = ({ sagemaker }: World, VariantName: string, DesiredInstanceCount: number) =>
  sagemaker.send(
    new UpdateEndpointWeightsAndCapacitiesCommand({
      EndpointName: 'live',
      DesiredWeightsAndCapacities: [{ VariantName, DesiredInstanceCount }],
    }),
  )

/** An endpoint `live` in service with variants A and B (models A and B) at these weights. */
export const liveWorld = async (
  weights: Readonly<Record<string, number>> = { A: 9, B: 1 },
  environments: Readonly<Record<string, Record<string, string>>> = {},
): Promise<World> => {
  const world = await createWorld()
  const variants: ProductionVariant[] = []
  for (const [name, InitialVariantWeight] of Object.entries(weights)) {
    await model(world, name, environments[name])
    variants.push(variant(name, { InitialVariantWeight }))
  }
  await config(world, 'first', variants)
  await create(world, 'first')
  world.pass(240)
  return world
}

/** What a refusal was: its name and text. */
export const refusalOf = async (
  work: Promise<unknown>,
): Promise<{ name: string; message: string }> => {
  try {
    await work
  } catch (error) {
    const { name, message } = error as Error
    return { name, message }
  }
  return { name: 'accepted', message: '' }
}
