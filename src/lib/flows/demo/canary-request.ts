import { commandLine } from '../../domain/core/command-line.ts'
import type { Ports } from '../../ports/all.ts'
import type { CreateRequest } from '../endpoint/create.ts'
import type { StartRequest } from '../rollout/start.ts'
import type { TrafficRequest } from '../sandbox/traffic.ts'
import { YES } from './train-stages.ts'

export const CANARY_ENDPOINT = 'fraud'
export const OLD = 'v1'
export const BAD = 'v2'
export const GOOD = 'v3'

const STEPS = '10:15m:500,50:15m:500,100'
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const ROLE = 'demo-serving'
const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'sagemaker.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
}
const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/fraud:1'
/** What `mlctl iam setup --for hosting` gives, but for the model data, of which this one has none. */
const PULL = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    {
      Effect: 'Allow',
      Action: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:GetDownloadUrlForLayer',
      ],
      Resource: 'arn:aws:ecr:us-east-1:123456789012:repository/fraud',
    },
  ],
}

/** The old variant fails one request in 500, as real ones do; the bad one 25 times as many. */
export const TRAFFIC: TrafficRequest = {
  endpoint: CANARY_ENDPOINT,
  rps: 50,
  forMs: 8 * HOUR_MS,
  sinceMs: HOUR_MS,
  shape: 'flat',
  errorRates: ['0.002', `${BAD}=0.05`],
  // Quick enough for its instances: a variant that is busy answers late, and fails more.
  latencies: ['20'],
  stop: false,
}

export const trafficLine = (): string =>
  commandLine(['sandbox', 'traffic'], {
    endpoint: CANARY_ENDPOINT,
    rps: TRAFFIC.rps,
    for: '8h',
    since: '1h',
    'error-rate': TRAFFIC.errorRates,
    latency: TRAFFIC.latencies,
  })

export const startLine = (variant: string): string =>
  `${commandLine(['rollout', 'start'], { endpoint: CANARY_ENDPOINT, variant, steps: STEPS })} --yes`

/** What the command line of `startLine` means. */
export const canaryRequest = (variant: string): StartRequest => ({
  endpoint: CANARY_ENDPOINT,
  variant,
  stable: undefined,
  steps: STEPS,
  defaults: { bakeMs: 10 * MINUTE_MS, minRequests: 100 },
  policy: {
    analysis: {},
    errorMetrics: ['Invocation5XXErrors'],
    alarms: [],
    gates: [],
    metricGates: [],
    maxBakeMs: 2 * HOUR_MS,
    onInconclusive: 'hold',
  },
  driving: {
    mode: 'wait',
    force: false,
    rollbackOnExit: false,
    timeoutMs: undefined,
    command: startLine(variant),
  },
  apply: YES,
})

/** A role for the model, and a file with one model in three variants, of which one has the traffic. */
export const writeEndpointFile = async ({ files, roles }: Ports): Promise<void> => {
  const { arn } = await roles.create({
    roleName: ROLE,
    description: 'serves the model of the demo',
    trustPolicy: TRUST,
    tags: {},
  })
  await roles.putInlinePolicy(ROLE, 'pull', PULL)
  const variant = (VariantName: string) => ({
    VariantName,
    InstanceType: 'ml.m5.large',
    InitialInstanceCount: 2,
    InitialVariantWeight: VariantName === OLD ? 1 : 0,
  })
  const { stringify } = await import('yaml')
  const definition = {
    model: {
      PrimaryContainer: { Image: IMAGE },
      ExecutionRoleArn: arn,
    },
    config: { ProductionVariants: [OLD, BAD, GOOD].map(variant) },
  }
  await files.writeText('endpoint.yaml', stringify(definition))
}

export const createRequest = (): CreateRequest => ({
  answers: {
    ...NOTHING,
    name: CANARY_ENDPOINT,
    file: 'endpoint.yaml',
  },
  prices: {},
  tags: {},
  wait: true,
  timeoutMs: undefined,
  apply: { ...YES, consent: { yes: true, acceptHourlyCost: 'unknown' } },
})

const NOTHING = {
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
