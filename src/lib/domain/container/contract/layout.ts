/** A channel or input: its name, and where its data is on this machine. */
export type Channel = {
  readonly name: string
  readonly path: string
  /** Its data comes through named pipes; FastFile looks like File to a container. */
  readonly isPipe?: boolean
}

/** The host name that SageMaker gives the first instance. */
export const HOST = 'algo-1'

const JOB = 'mlctl-container-test'

/** Any account: nothing is asked of AWS. */
const JOB_ARN = `arn:aws:sagemaker:us-east-1:123456789012:training-job/${JOB}`

export type ConfigFile = { readonly path: string; readonly text: string }

const resourceConfig = {
  current_host: HOST,
  current_instance_type: 'ml.m5.xlarge',
  current_group_name: 'homogeneousCluster',
  hosts: [HOST],
  instance_groups: [
    { instance_group_name: 'homogeneousCluster', instance_type: 'ml.m5.xlarge', hosts: [HOST] },
  ],
  network_interface_name: 'eth0',
}

/**
 * The files below /opt/ml/input/config; every hyperparameter is a text.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html
 */
export const trainingConfig = (
  hyperparameters: Readonly<Record<string, string>>,
  channels: readonly Channel[],
): readonly ConfigFile[] => [
  file('hyperparameters', hyperparameters),
  file(
    'inputdataconfig',
    Object.fromEntries(
      channels.map(({ name, isPipe }) => [
        name,
        {
          TrainingInputMode: isPipe === true ? 'Pipe' : 'File',
          S3DistributionType: 'FullyReplicated',
          RecordWrapperType: 'None',
        },
      ]),
    ),
  ),
  file('resourceconfig', resourceConfig),
]

export const TRAINING_ENVIRONMENT = { TRAINING_JOB_NAME: JOB, TRAINING_JOB_ARN: JOB_ARN } as const

/**
 * The files below /opt/ml/config.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html
 */
export const processingConfig = (inputs: readonly Channel[]): readonly ConfigFile[] => [
  file('processingjobconfig', {
    ProcessingJobName: JOB,
    ProcessingJobArn: JOB_ARN.replace('training-job', 'processing-job'),
    ProcessingInputs: inputs.map(({ name }) => ({
      InputName: name,
      S3Input: {
        LocalPath: `/opt/ml/processing/input/${name}`,
        S3Uri: `s3://example/${name}`,
        S3DataType: 'S3Prefix',
        S3InputMode: 'File',
      },
    })),
    ProcessingOutputConfig: {
      Outputs: [
        {
          OutputName: 'output',
          S3Output: { LocalPath: '/opt/ml/processing/output', S3Uri: 's3://example/output' },
        },
      ],
    },
    ProcessingResources: {
      ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.xlarge', VolumeSizeInGB: 30 },
    },
  }),
  file('resourceconfig', { current_host: HOST, hosts: [HOST] }),
]

const file = (name: string, content: object): ConfigFile => ({
  path: `${name}.json`,
  text: JSON.stringify(content),
})

/** Values that no program takes for what it asked for. */
export const spoiled = (
  hyperparameters: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(hyperparameters).map((name) => [name, 'mlctl: not a value']))

/** Bytes that are no CSV, JSON, Parquet, image or UTF-8. */
export const GARBAGE: Uint8Array = Uint8Array.from(
  { length: 512 },
  (_, n) => (n * 197 + 0x80) % 256,
)
