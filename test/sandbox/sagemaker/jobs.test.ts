import { gunzipSync } from 'node:zlib'
import {
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import {
  CreateHyperParameterTuningJobCommand,
  CreateProcessingJobCommand,
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  CreateTransformJobCommand,
  DescribeHyperParameterTuningJobCommand,
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
  ListTrainingJobsCommand,
  ListTrainingJobsForHyperParameterTuningJobCommand,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker'
import { describe, expect, it } from 'vitest'
import { createWorld, model, ROLE, type World } from './world.ts'

const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:*', 'ecr:*'], Resource: '*' }],
})

/** A world with data to train on and a role that may read it. */
const jobsWorld = async (): Promise<World> => {
  const world = await createWorld()
  await world.s3.send(new CreateBucketCommand({ Bucket: 'acme-ml' }))
  await world.s3.send(
    new PutObjectCommand({ Bucket: 'acme-ml', Key: 'data/a.csv', Body: '1,2\n3,4\n' }),
  )
  await world.iam.send(
    new PutRolePolicyCommand({ RoleName: 'serving', PolicyName: 'p', PolicyDocument: policy }),
  )
  return world
}

const ALGORITHM = {
  TrainingImage: '000000000000.dkr.ecr.us-east-1.amazonaws.com/train:1',
  TrainingInputMode: 'File' as const,
  MetricDefinitions: [{ Name: 'validation:loss', Regex: 'val_loss=([0-9.]+)' }],
}

const request = (
  changes: Partial<CreateTrainingJobCommandInput> = {},
): CreateTrainingJobCommandInput => ({
  TrainingJobName: 'fraud',
  RoleArn: ROLE,
  AlgorithmSpecification: ALGORITHM,
  InputDataConfig: [
    {
      ChannelName: 'train',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://acme-ml/data/' } },
    },
  ],
  OutputDataConfig: { S3OutputPath: 's3://acme-ml/out' },
  ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 30 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  Environment: { SANDBOX_SECONDS: '1000' },
  ...changes,
})

const SPOT: Partial<CreateTrainingJobCommandInput> = {
  EnableManagedSpotTraining: true,
  StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 },
}

const start = (world: World, changes: Partial<CreateTrainingJobCommandInput> = {}) =>
  world.sagemaker.send(new CreateTrainingJobCommand(request(changes)))

const look = (world: World) =>
  world.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: 'fraud' }))

const secondaries = async (world: World) =>
  (await look(world)).SecondaryStatusTransitions?.map(({ Status }) => Status)

describe('a training job', () => {
  it.each([
    [0, 'InProgress', 'Starting'],
    [50, 'InProgress', 'Downloading'],
    [100, 'InProgress', 'Training'],
    [1070, 'InProgress', 'Uploading'],
    [1080, 'Completed', 'Completed'],
  ])('is after %i seconds %s, %s', async (seconds, status, secondary) => {
    const world = await jobsWorld()
    await start(world)
    world.pass(seconds)
    expect(await look(world)).toMatchObject({
      TrainingJobStatus: status,
      SecondaryStatus: secondary,
    })
  })

  it('leaves a model, its metrics and its lines', async () => {
    const world = await jobsWorld()
    await start(world)
    world.pass(2000)
    const job = await look(world)
    expect(job.TrainingTimeInSeconds).toBe(1000)
    expect(job.BillableTimeInSeconds).toBe(1000)
    expect(job.FinalMetricDataList?.[0]).toMatchObject({ MetricName: 'validation:loss' })
    expect(job.ModelArtifacts?.S3ModelArtifacts).toBe('s3://acme-ml/out/fraud/output/model.tar.gz')
    const stored = await world.s3.send(
      new GetObjectCommand({ Bucket: 'acme-ml', Key: 'out/fraud/output/model.tar.gz' }),
    )
    const archive = gunzipSync((await stored.Body?.transformToByteArray()) ?? new Uint8Array(0))
    expect(archive.toString('utf8', 0, 20)).toContain('hyperparameters.json')
    expect(archive.toString('utf8', 257, 262)).toBe('ustar')
    const logGroupName = '/aws/sagemaker/TrainingJobs'
    const { logStreams } = await world.logs.send(
      new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: 'fraud/' }),
    )
    const logStreamName = logStreams?.[0]?.logStreamName ?? ''
    const first = await world.logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true, limit: 3 }),
    )
    expect(first.events?.[0]?.message).toContain('stand-in run, nothing is computed')
    const rest = await world.logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, nextToken: first.nextForwardToken }),
    )
    expect(rest.events?.length).toBe(10)
    const filtered = await world.logs.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern: 'val_loss' }),
    )
    expect(filtered.events?.length).toBe(10)
  })

  it('shows only lines whose time has come', async () => {
    const world = await jobsWorld()
    await start(world)
    world.pass(65 + 500)
    await look(world)
    const { events } = await world.logs.send(
      new FilterLogEventsCommand({
        logGroupName: '/aws/sagemaker/TrainingJobs',
        filterPattern: 'val_loss',
      }),
    )
    expect(events?.length).toBe(5)
  })

  it('fails with the exit code, and leaves no model', async () => {
    const world = await jobsWorld()
    await start(world, { Environment: { SANDBOX_EXIT_CODE: '3' } })
    world.pass(4000)
    const job = await look(world)
    expect(job.TrainingJobStatus).toBe('Failed')
    expect(job.FailureReason).toContain('exit code: 3')
    const { logStreams } = await world.logs.send(
      new DescribeLogStreamsCommand({ logGroupName: '/aws/sagemaker/TrainingJobs' }),
    )
    expect(logStreams?.length).toBe(1)
  })

  it('ends at its longest runtime', async () => {
    const world = await jobsWorld()
    await start(world, { StoppingCondition: { MaxRuntimeInSeconds: 300 } })
    world.pass(2000)
    const job = await look(world)
    expect(job).toMatchObject({
      TrainingJobStatus: 'Stopped',
      SecondaryStatus: 'MaxRuntimeExceeded',
      TrainingTimeInSeconds: 300,
    })
  })

  it('stops when asked, also twice', async () => {
    const world = await jobsWorld()
    await start(world)
    world.pass(200)
    const stop = new StopTrainingJobCommand({ TrainingJobName: 'fraud' })
    await world.sagemaker.send(stop)
    expect((await look(world)).TrainingJobStatus).toBe('Stopping')
    await world.sagemaker.send(stop)
    world.pass(60)
    expect(await look(world)).toMatchObject({ TrainingJobStatus: 'Stopped' })
  })
})

describe('managed spot training', () => {
  it('loses its capacity, waits, goes on from its checkpoint and is billed less', async () => {
    const world = await jobsWorld()
    world.control.plantHostingFault({
      on: 'train',
      nameContains: '',
      effect: 'interrupt',
      times: 1,
    })
    await start(world, { ...SPOT, CheckpointConfig: { S3Uri: 's3://acme-ml/checkpoints' } })
    world.pass(65 + 520)
    expect(await look(world)).toMatchObject({
      TrainingJobStatus: 'InProgress',
      SecondaryStatus: 'Starting',
    })
    world.pass(3000)
    expect(await secondaries(world)).toEqual([
      'Starting',
      'Downloading',
      'Training',
      'Interrupted',
      'Starting',
      'Downloading',
      'Training',
      'Uploading',
      'Completed',
    ])
    const job = await look(world)
    expect(job.TrainingTimeInSeconds).toBe(1000)
    expect(job.BillableTimeInSeconds).toBe(320)
  })

  it('begins anew without checkpoints', async () => {
    const world = await jobsWorld()
    await start(world, {
      ...SPOT,
      Environment: { SANDBOX_SECONDS: '1000', SANDBOX_INTERRUPTIONS: '1' },
    })
    world.pass(4000)
    expect((await look(world)).TrainingTimeInSeconds).toBe(1500)
  })

  it('gives up at its longest wait', async () => {
    const world = await jobsWorld()
    await start(world, {
      ...SPOT,
      StoppingCondition: { MaxRuntimeInSeconds: 600, MaxWaitTimeInSeconds: 600 },
    })
    world.pass(4000)
    expect(await look(world)).toMatchObject({
      TrainingJobStatus: 'Stopped',
      SecondaryStatus: 'MaxWaitTimeExceeded',
    })
  })
})

describe('a training job is refused', () => {
  it.each<[string, Partial<CreateTrainingJobCommandInput>, string]>([
    ['no such role', { RoleArn: 'arn:aws:iam::000000000000:role/none' }, 'Could not assume role'],
    ['a role for EC2', { RoleArn: 'arn:aws:iam::000000000000:role/other' }, 'Could not assume'],
    ['spot without a wait', { EnableManagedSpotTraining: true }, 'MaxWaitTimeInSeconds'],
    ['no output bucket', { OutputDataConfig: { S3OutputPath: 's3://nowhere/x' } }, 'bucket'],
    [
      'an empty channel',
      {
        InputDataConfig: [
          {
            ChannelName: 'train',
            DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://acme-ml/empty/' } },
          },
        ],
      },
      'No S3 objects found',
    ],
  ])('for %s', async (_why, changes, words) => {
    const world = await jobsWorld()
    await expect(start(world, changes)).rejects.toThrow(words)
  })

  it('for a name that was used before', async () => {
    const world = await jobsWorld()
    await start(world)
    await expect(start(world)).rejects.toMatchObject({ name: 'ResourceInUse' })
  })
})

const tuned = {
  HyperParameterTuningJobName: 'tune',
  HyperParameterTuningJobConfig: {
    Strategy: 'Random' as const,
    HyperParameterTuningJobObjective: {
      Type: 'Minimize' as const,
      MetricName: 'validation:loss',
    },
    ResourceLimits: { MaxNumberOfTrainingJobs: 4, MaxParallelTrainingJobs: 2 },
    ParameterRanges: {
      ContinuousParameterRanges: [
        { Name: 'lr', MinValue: '0.001', MaxValue: '0.1', ScalingType: 'Logarithmic' as const },
      ],
    },
  },
}

describe('a tuning job', () => {
  it('runs its trainings two at a time and names the best', async () => {
    const world = await jobsWorld()
    const { TrainingJobName: _name, ...definition } = request()
    await world.sagemaker.send(
      new CreateHyperParameterTuningJobCommand({
        ...tuned,
        TrainingJobDefinition: {
          ...definition,
          AlgorithmSpecification: { ...ALGORITHM },
          RoleArn: ROLE,
          StoppingCondition: { MaxRuntimeInSeconds: 3600 },
          OutputDataConfig: { S3OutputPath: 's3://acme-ml/out' },
        },
      }),
    )
    const at = { HyperParameterTuningJobName: 'tune' }
    const describe = () => world.sagemaker.send(new DescribeHyperParameterTuningJobCommand(at))
    world.pass(10)
    expect((await describe()).TrainingJobStatusCounters).toMatchObject({ InProgress: 2 })
    world.pass(5000)
    const end = await describe()
    expect(end.HyperParameterTuningJobStatus).toBe('Completed')
    expect(end.TrainingJobStatusCounters).toMatchObject({ Completed: 4, InProgress: 0 })
    const { TrainingJobSummaries = [] } = await world.sagemaker.send(
      new ListTrainingJobsForHyperParameterTuningJobCommand({
        ...at,
        SortBy: 'FinalObjectiveMetricValue',
        SortOrder: 'Ascending',
      }),
    )
    const values = TrainingJobSummaries.map(
      (job) => job.FinalHyperParameterTuningJobObjectiveMetric?.Value ?? 0,
    )
    expect(values).toEqual([...values].sort((a, b) => a - b))
    expect(end.BestTrainingJob?.TrainingJobName).toBe(TrainingJobSummaries[0]?.TrainingJobName)
    const { TrainingJobSummaries: all = [] } = await world.sagemaker.send(
      new ListTrainingJobsCommand({ NameContains: 'tune' }),
    )
    expect(all.length).toBe(4)
  })
})

describe('a tuning job of several algorithms', () => {
  const definition = (name: string, change: object = {}) => {
    const { TrainingJobName: _name, ...shared } = request()
    return {
      ...shared,
      DefinitionName: name,
      TuningObjective: { Type: 'Minimize' as const, MetricName: 'validation:loss' },
      HyperParameterRanges: tuned.HyperParameterTuningJobConfig.ParameterRanges,
      AlgorithmSpecification: { ...ALGORITHM },
      RoleArn: ROLE,
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      OutputDataConfig: { S3OutputPath: 's3://acme-ml/out' },
      ...change,
    }
  }
  const config = {
    Strategy: 'Random' as const,
    ResourceLimits: { MaxNumberOfTrainingJobs: 4, MaxParallelTrainingJobs: 2 },
  }
  const create = async (changes: object) => {
    const world = await jobsWorld()
    await world.sagemaker.send(
      new CreateHyperParameterTuningJobCommand({
        HyperParameterTuningJobName: 'tune',
        HyperParameterTuningJobConfig: config,
        TrainingJobDefinitions: [definition('a'), definition('b')],
        ...changes,
      }),
    )
    return world
  }

  it('lets them take turns, and says of which each training is', async () => {
    const world = await create({})
    world.pass(5000)
    const { TrainingJobSummaries = [] } = await world.sagemaker.send(
      new ListTrainingJobsForHyperParameterTuningJobCommand({
        HyperParameterTuningJobName: 'tune',
        SortBy: 'Name',
        SortOrder: 'Ascending',
      }),
    )
    const of = TrainingJobSummaries.map(
      ({ TrainingJobDefinitionName }) => TrainingJobDefinitionName,
    )
    expect(of).toEqual(['a', 'b', 'a', 'b'])
  })

  it.each<[string, object, string]>([
    ['both forms at once', { TrainingJobDefinition: definition('a') }, 'Exactly one'],
    [
      'an objective of the whole',
      { HyperParameterTuningJobConfig: tuned.HyperParameterTuningJobConfig },
      'belongs to each definition',
    ],
    [
      'a definition without ranges',
      { TrainingJobDefinitions: [definition('a', { HyperParameterRanges: undefined })] },
      'HyperParameterRanges is missing',
    ],
    ['two of one name', { TrainingJobDefinitions: [definition('a'), definition('a')] }, 'unique'],
    [
      'early stopping',
      { HyperParameterTuningJobConfig: { ...config, TrainingJobEarlyStoppingType: 'Auto' } },
      'Early stopping',
    ],
  ])('refuses %s', async (_what, changes, words) => {
    await expect(create(changes)).rejects.toThrow(words)
  })
})

describe('a processing job', () => {
  it('goes from start to end', async () => {
    const world = await jobsWorld()
    await world.sagemaker.send(
      new CreateProcessingJobCommand({
        ProcessingJobName: 'prepare',
        RoleArn: ROLE,
        AppSpecification: { ImageUri: 'x.dkr.ecr.us-east-1.amazonaws.com/p:1' },
        ProcessingResources: {
          ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.xlarge', VolumeSizeInGB: 10 },
        },
      }),
    )
    const look = () =>
      world.sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: 'prepare' }))
    expect((await look()).ProcessingJobStatus).toBe('InProgress')
    world.pass(1000)
    expect((await look()).ProcessingJobStatus).toBe('Completed')
  })
})

describe('a transform job', () => {
  const transform = (world: World, uri: string) =>
    world.sagemaker.send(
      new CreateTransformJobCommand({
        TransformJobName: 'score',
        ModelName: 'A',
        TransformInput: {
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri } },
          SplitType: 'Line',
        },
        TransformOutput: { S3OutputPath: 's3://acme-ml/scored' },
        TransformResources: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1 },
      }),
    )
  const look = (world: World) =>
    world.sagemaker.send(new DescribeTransformJobCommand({ TransformJobName: 'score' }))

  it('writes one line of output for each line of input', async () => {
    const world = await jobsWorld()
    await model(world, 'A')
    await transform(world, 's3://acme-ml/data/')
    world.pass(1000)
    expect((await look(world)).TransformJobStatus).toBe('Completed')
    const { Body } = await world.s3.send(
      new GetObjectCommand({ Bucket: 'acme-ml', Key: 'scored/a.csv.out' }),
    )
    expect((await Body?.transformToString())?.trim().split('\n').length).toBe(2)
  })

  it('fails when its model does', async () => {
    const world = await jobsWorld()
    await model(world, 'A', { SANDBOX_ERROR_RATE: '1' })
    await transform(world, 's3://acme-ml/data/')
    world.pass(1000)
    const job = await look(world)
    expect(job.TransformJobStatus).toBe('Failed')
    expect(job.FailureReason).toContain('Bad HTTP status')
  })
})
