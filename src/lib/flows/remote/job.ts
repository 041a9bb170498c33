import { CODE_FILE, containerCall } from '../../domain/remote/bootstrap.ts'
import { UsageError } from '../../errors.ts'

/** What a remote command needs beside the packed folder; sizes and times in the unit they name. */
export type RemoteSpec = {
  readonly command: readonly string[]
  readonly image: string
  readonly instanceType: string
  readonly roleArn: string
  readonly environment: Readonly<Record<string, string>>
  /** More channels, by name: `s3://…` prefixes that appear in /opt/ml/input/data/NAME. */
  readonly inputs: Readonly<Record<string, string>>
  readonly volumeGb: number
  readonly maxRuntimeSeconds: number
  /** Present: managed spot capacity, and how long to wait for it at most. */
  readonly maxWaitSeconds?: number
  /** Keep what the command leaves in $MLCTL_CHECKPOINTS, and bring it back at the next start. */
  readonly checkpoint?: boolean
}

export type Places = {
  /** Folder of the packed code, ending in `/`. */
  readonly codeUri: string
  readonly outputUri: string
  /** Of this content alone: the next attempt of it goes on from there. */
  readonly checkpointUri: string
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/model-checkpoints.html */
const CHECKPOINTS = '/opt/ml/checkpoints'

/**
 * The request of a training job that runs the command, in AWS's spelling.
 * @throws UsageError MLC-RMT-001 for a command that does not fit.
 */
export const jobBody = (spec: RemoteSpec, places: Places): Readonly<Record<string, unknown>> => {
  const call = containerCall({ command: spec.command })
  if (call === undefined) {
    throw new UsageError('MLC-RMT-001', 'The command is too long.', {
      why: 'SageMaker takes 100 arguments of 256 characters for a container.',
      hint: 'Write it into a script in this folder and run that: mlctl remote … -- sh run.sh',
    })
  }
  return {
    AlgorithmSpecification: {
      TrainingImage: spec.image,
      TrainingInputMode: 'File',
      ContainerEntrypoint: call.entrypoint,
      ContainerArguments: call.args,
    },
    RoleArn: spec.roleArn,
    InputDataConfig: [
      channel('code', places.codeUri),
      ...Object.entries(spec.inputs).map(([name, uri]) => channel(name, uri)),
    ],
    OutputDataConfig: { S3OutputPath: places.outputUri },
    ResourceConfig: {
      InstanceType: spec.instanceType,
      InstanceCount: 1,
      VolumeSizeInGB: spec.volumeGb,
    },
    StoppingCondition: {
      MaxRuntimeInSeconds: spec.maxRuntimeSeconds,
      ...(spec.maxWaitSeconds === undefined ? {} : { MaxWaitTimeInSeconds: spec.maxWaitSeconds }),
    },
    ...(spec.maxWaitSeconds === undefined ? {} : { EnableManagedSpotTraining: true }),
    ...(spec.checkpoint === true
      ? { CheckpointConfig: { S3Uri: places.checkpointUri, LocalPath: CHECKPOINTS } }
      : {}),
    ...(Object.keys(spec.environment).length === 0 ? {} : { Environment: spec.environment }),
  }
}

/** Key of the packed folder, by its content: the same content is sent once. */
export const codeKey = (prefix: string, tarSha256: string): string =>
  `${prefix}code/${tarSha256}/${CODE_FILE}`

const channel = (name: string, uri: string) => ({
  ChannelName: name,
  InputMode: 'File',
  DataSource: {
    S3DataSource: {
      S3DataType: 'S3Prefix',
      S3Uri: uri,
      S3DataDistributionType: 'FullyReplicated',
    },
  },
})
