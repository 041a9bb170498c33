import type { JobBody } from '../../ports/jobs.ts'
import type { ProcessRecipe, TrainRecipe, TransformRecipe } from './recipe.ts'

/** What a recipe must have once flags, files and defaults are put together. */
export type Ready<T> = T & {
  readonly name: string
  readonly instanceType: string
  readonly output: string
}
export type ReadyTraining = Ready<TrainRecipe> & { readonly image: string; readonly role: string }
export type ReadyProcessing = Omit<ProcessRecipe, 'output'> & {
  readonly name: string
  readonly image: string
  readonly role: string
  readonly instanceType: string
}
export type ReadyTransform = Ready<TransformRecipe> & {
  readonly model: string
  readonly input: string
}

/** SageMaker's own default (API model). */
const DEFAULT_MAX_RUNTIME_SECONDS = 86_400
/** Room for images, data and model where the recipe does not say. */
const DEFAULT_VOLUME_GB = 30
/** The training toolkits read the script's name here (containers.md: SAGEMAKER_PROGRAM). */
const PROGRAM = 'SAGEMAKER_PROGRAM'

/** Seconds that a job may run. */
export const maxRuntimeOf = (recipe: { readonly maxRuntime?: number }): number =>
  recipe.maxRuntime ?? DEFAULT_MAX_RUNTIME_SECONDS

/** Seconds that a spot job may take with all its waiting: as long again as it may run, unless told. */
export const maxWaitOf = (recipe: TrainRecipe): number | undefined =>
  recipe.spot === true ? (recipe.maxWait ?? 2 * maxRuntimeOf(recipe)) : undefined

/** Members that have a value. */
export const filled = (members: Readonly<Record<string, unknown>>): JobBody =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

const vpcOf = (recipe: TrainRecipe | ProcessRecipe) =>
  recipe.subnets === undefined
    ? undefined
    : { Subnets: recipe.subnets, SecurityGroupIds: recipe.securityGroups ?? [] }

/** CreateTrainingJob without name and tags. */
export const trainingBody = (recipe: ReadyTraining): JobBody => ({
  ...sharedBody(recipe),
  ...filled({ HyperParameters: recipe.hyperparameters }),
})

/** What a training job and a definition of a tuning job have in common. */
export const sharedBody = (recipe: ReadyTraining): JobBody => {
  const { script, env } = recipe
  const environment = script === undefined ? env : { ...env, [PROGRAM]: script }
  return filled({
    AlgorithmSpecification: algorithmOf(recipe),
    RoleArn: recipe.role,
    InputDataConfig: channelsOf(recipe),
    OutputDataConfig: filled({ S3OutputPath: recipe.output, KmsKeyId: recipe.kmsKey }),
    ResourceConfig: filled({
      InstanceType: recipe.instanceType,
      InstanceCount: recipe.instances ?? 1,
      VolumeSizeInGB: recipe.volumeGb ?? DEFAULT_VOLUME_GB,
      VolumeKmsKeyId: recipe.volumeKmsKey,
      KeepAlivePeriodInSeconds: recipe.keepAlive,
    }),
    StoppingCondition: filled({
      MaxRuntimeInSeconds: maxRuntimeOf(recipe),
      MaxWaitTimeInSeconds: maxWaitOf(recipe),
    }),
    VpcConfig: vpcOf(recipe),
    Environment: environment,
    EnableManagedSpotTraining: recipe.spot,
    CheckpointConfig: recipe.checkpoints === undefined ? undefined : { S3Uri: recipe.checkpoints },
    EnableNetworkIsolation: recipe.networkIsolation,
    EnableInterContainerTrafficEncryption: recipe.encryptTraffic,
    RetryStrategy:
      recipe.retries === undefined ? undefined : { MaximumRetryAttempts: recipe.retries },
  })
}

const algorithmOf = (recipe: ReadyTraining): JobBody =>
  filled({
    TrainingImage: recipe.image,
    TrainingInputMode: recipe.inputMode ?? 'File',
    ContainerEntrypoint: recipe.entrypoint,
    ContainerArguments: recipe.arguments,
    MetricDefinitions:
      recipe.metrics === undefined
        ? undefined
        : Object.entries(recipe.metrics).map(([Name, Regex]) => ({ Name, Regex })),
  })

const channelsOf = ({ channels }: TrainRecipe): readonly JobBody[] | undefined =>
  channels === undefined
    ? undefined
    : Object.entries(channels).map(([ChannelName, channel]) =>
        filled({
          ChannelName,
          ContentType: channel.contentType,
          InputMode: channel.inputMode,
          DataSource: {
            S3DataSource: {
              S3DataType: 'S3Prefix',
              S3Uri: channel.uri,
              S3DataDistributionType: channel.distribution ?? 'FullyReplicated',
            },
          },
        }),
      )

const PROCESSING = '/opt/ml/processing'

/** CreateProcessingJob without name and tags. */
export const processingBody = (recipe: ReadyProcessing): JobBody => {
  const inputs = Object.entries(recipe.inputs ?? {}).map(([InputName, { uri, path }]) => ({
    InputName,
    S3Input: {
      S3Uri: uri,
      LocalPath: path ?? `${PROCESSING}/input/${InputName}`,
      S3DataType: 'S3Prefix',
      S3InputMode: 'File',
    },
  }))
  const outputs = Object.entries(recipe.outputs ?? {}).map(([OutputName, { uri, path }]) => ({
    OutputName,
    S3Output: {
      S3Uri: uri,
      LocalPath: path ?? `${PROCESSING}/output/${OutputName}`,
      S3UploadMode: 'EndOfJob',
    },
  }))
  const network = filled({
    EnableNetworkIsolation: recipe.networkIsolation,
    EnableInterContainerTrafficEncryption: recipe.encryptTraffic,
    VpcConfig: vpcOf(recipe),
  })
  return filled({
    AppSpecification: filled({
      ImageUri: recipe.image,
      ContainerEntrypoint: recipe.entrypoint,
      ContainerArguments: recipe.arguments,
    }),
    RoleArn: recipe.role,
    ProcessingInputs: inputs.length === 0 ? undefined : inputs,
    ProcessingOutputConfig:
      outputs.length === 0 ? undefined : filled({ Outputs: outputs, KmsKeyId: recipe.kmsKey }),
    ProcessingResources: {
      ClusterConfig: filled({
        InstanceType: recipe.instanceType,
        InstanceCount: recipe.instances ?? 1,
        VolumeSizeInGB: recipe.volumeGb ?? DEFAULT_VOLUME_GB,
        VolumeKmsKeyId: recipe.volumeKmsKey,
      }),
    },
    StoppingCondition: { MaxRuntimeInSeconds: maxRuntimeOf(recipe) },
    NetworkConfig: Object.keys(network).length === 0 ? undefined : network,
    Environment: recipe.env,
  })
}

/** CreateTransformJob without name and tags. */
export const transformBody = (recipe: ReadyTransform): JobBody =>
  filled({
    ModelName: recipe.model,
    TransformInput: filled({
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: recipe.input } },
      ContentType: recipe.contentType,
      SplitType: recipe.split,
    }),
    TransformOutput: filled({
      S3OutputPath: recipe.output,
      Accept: recipe.accept,
      AssembleWith: recipe.assemble,
      KmsKeyId: recipe.kmsKey,
    }),
    TransformResources: {
      InstanceType: recipe.instanceType,
      InstanceCount: recipe.instances ?? 1,
    },
    BatchStrategy: recipe.batch,
    MaxConcurrentTransforms: recipe.concurrency,
    MaxPayloadInMB: recipe.maxPayloadMb,
    Environment: recipe.env,
  })
