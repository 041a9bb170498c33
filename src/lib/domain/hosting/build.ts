import type { EndpointConfigBody, ProductionVariant } from '../../ports/endpoint-configs.ts'
import type { HostedModelBody } from '../../ports/hosted-models.ts'

/** What flags, a wizard or mlctl.yaml say of a new endpoint's capacity and surroundings. */
export type EndpointAnswers = {
  readonly variantName: string
  readonly instanceType?: string | undefined
  readonly instanceCount?: number | undefined
  /** In order of preference, 1 first. */
  readonly pools?: readonly string[] | undefined
  readonly serverlessMemoryMb?: number | undefined
  readonly maxConcurrency?: number | undefined
  readonly provisionedConcurrency?: number | undefined
  readonly asyncOutput?: string | undefined
  readonly asyncConcurrency?: number | undefined
  readonly kmsKey?: string | undefined
  readonly captureUri?: string | undefined
  readonly capturePercent?: number | undefined
  readonly routing?: string | undefined
  readonly volumeGb?: number | undefined
  readonly startupTimeoutSeconds?: number | undefined
}

export type ModelAnswers = {
  readonly image: string
  readonly modelData?: string | undefined
  readonly roleArn: string
  readonly environment: Readonly<Record<string, string>>
  readonly subnets?: readonly string[] | undefined
  readonly securityGroups?: readonly string[] | undefined
  readonly networkIsolation?: boolean | undefined
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }
const present = <T extends object>(members: T): Defined<T> =>
  Object.fromEntries(Object.entries(members).filter(([, one]) => one !== undefined)) as Defined<T>

/** The config document of the answers. */
export const endpointConfigOf = (
  answers: EndpointAnswers,
  modelName: string,
): EndpointConfigBody => ({
  ProductionVariants: [variantOf(answers, modelName)],
  // Absent, SageMaker turns detailed observability on, which may be charged for.
  MetricsConfig: { EnableEnhancedMetrics: false, EnableDetailedObservability: false },
  ...present({
    KmsKeyId: answers.kmsKey,
    AsyncInferenceConfig: asyncConfig(answers),
    DataCaptureConfig: captureConfig(answers),
  }),
})

const variantOf = (answers: EndpointAnswers, modelName: string): ProductionVariant => {
  const serverless = answers.serverlessMemoryMb !== undefined
  return {
    VariantName: answers.variantName,
    ModelName: modelName,
    InitialVariantWeight: 1,
    ...(serverless ? serverlessOf(answers) : instancesOf(answers)),
  }
}

const serverlessOf = (answers: EndpointAnswers): Partial<ProductionVariant> => ({
  ServerlessConfig: {
    MemorySizeInMB: answers.serverlessMemoryMb ?? 0,
    MaxConcurrency: answers.maxConcurrency ?? 5,
    ...present({ ProvisionedConcurrency: answers.provisionedConcurrency }),
  },
})

const instancesOf = (answers: EndpointAnswers): Partial<ProductionVariant> => ({
  InitialInstanceCount: answers.instanceCount ?? 1,
  ...(answers.pools === undefined || answers.pools.length === 0
    ? present({ InstanceType: answers.instanceType })
    : {
        InstancePools: answers.pools.map((InstanceType, at) => ({
          InstanceType,
          Priority: at + 1,
        })),
      }),
  ...present({
    RoutingConfig: answers.routing === undefined ? undefined : { RoutingStrategy: answers.routing },
    VolumeSizeInGB: answers.volumeGb,
    ContainerStartupHealthCheckTimeoutInSeconds: answers.startupTimeoutSeconds,
  }),
})

const asyncConfig = ({ asyncOutput, asyncConcurrency }: EndpointAnswers) =>
  asyncOutput === undefined
    ? undefined
    : {
        OutputConfig: { S3OutputPath: asyncOutput },
        ...(asyncConcurrency === undefined
          ? {}
          : { ClientConfig: { MaxConcurrentInvocationsPerInstance: asyncConcurrency } }),
      }

const captureConfig = ({ captureUri, capturePercent = 100, kmsKey }: EndpointAnswers) =>
  captureUri === undefined
    ? undefined
    : {
        EnableCapture: true,
        InitialSamplingPercentage: capturePercent,
        DestinationS3Uri: captureUri,
        ...(kmsKey === undefined ? {} : { KmsKeyId: kmsKey }),
        CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
        CaptureContentTypeHeader: {
          JsonContentTypes: ['application/json'],
          CsvContentTypes: ['text/csv'],
        },
      }

/** The model document of the answers. */
export const modelOf = (answers: ModelAnswers): HostedModelBody => ({
  PrimaryContainer: {
    Image: answers.image,
    ...present({ ModelDataUrl: answers.modelData }),
    ...(Object.keys(answers.environment).length === 0 ? {} : { Environment: answers.environment }),
  },
  ExecutionRoleArn: answers.roleArn,
  ...(answers.subnets === undefined || answers.subnets.length === 0
    ? {}
    : { VpcConfig: { Subnets: answers.subnets, SecurityGroupIds: answers.securityGroups ?? [] } }),
  ...present({ EnableNetworkIsolation: answers.networkIsolation }),
})
