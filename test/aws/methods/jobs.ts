import type { MethodCase } from '../stage.ts'

const CREATED = new Date('2026-11-02T03:04:05.678Z')
const AT = '2026-11-02T03:04:05Z'
const arn = (kind: string, name: string) =>
  `arn:aws:sagemaker:us-east-1:123456789012:${kind}/${name}`
const ROLE = 'arn:aws:iam::123456789012:role/training-role'
const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/train:1'
const RESOURCES = { InstanceType: 'ml.m5.xlarge', InstanceCount: 2, VolumeSizeInGB: 30 }
const TRAINING = {
  AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
  RoleArn: ROLE,
  OutputDataConfig: { S3OutputPath: 's3://acme/out' },
  ResourceConfig: RESOURCES,
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
}
const PROCESSING = {
  AppSpecification: { ImageUri: IMAGE },
  RoleArn: ROLE,
  ProcessingResources: { ClusterConfig: RESOURCES },
}
const TRANSFORM = {
  ModelName: 'm',
  TransformInput: {
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://acme/in/' } },
  },
  TransformOutput: { S3OutputPath: 's3://acme/scored' },
  TransformResources: { InstanceType: 'ml.m5.xlarge', InstanceCount: 2 },
}
const TUNING = {
  Strategy: 'Random',
  ResourceLimits: { MaxNumberOfTrainingJobs: 4, MaxParallelTrainingJobs: 2 },
  HyperParameterTuningJobObjective: { Type: 'Minimize', MetricName: 'loss' },
}

/** Answers when the request has this member of this value, so that a body that is lost shows. */
const when =
  (member: string, value: string, answer: object) =>
  ({ input }: { readonly input: Readonly<Record<string, unknown>> }) =>
    JSON.stringify(input[member]) === JSON.stringify(value)
      ? answer
      : { $error: { code: 'ValidationException', message: JSON.stringify(input) } }

const summary = (kind: string) => ({
  jobName: 'j',
  jobArn: arn(kind, 'j'),
  status: 'Completed',
  createdAt: AT,
  endedAt: AT,
})
const NOBODY = { $error: { code: 'ValidationException', message: 'Requested resource not found.' } }
const SIZE = { instanceType: 'ml.m5.xlarge', instanceCount: 2 }
const COUNTERS = {
  Completed: 3,
  InProgress: 1,
  RetryableError: 0,
  NonRetryableError: 2,
  Stopped: 0,
}
const TUNED = {
  TrainingJobName: 'j-001',
  TrainingJobArn: arn('training-job', 'j-001'),
  CreationTime: CREATED,
  TrainingJobStatus: 'Completed',
  TunedHyperParameters: { lr: '0.1' },
  FinalHyperParameterTuningJobObjectiveMetric: { MetricName: 'loss', Value: 0.25 },
}
const OWN_TUNED = {
  jobName: 'j-001',
  status: 'Completed',
  hyperParameters: { lr: '0.1' },
  objective: 0.25,
}

export const jobMethods: readonly MethodCase[] = [
  {
    method: 'trainingJobs.create',
    run: (ports) =>
      ports.trainingJobs.create({ jobName: 'j', body: TRAINING, tags: { team: 'a' } }),
    replies: {
      'sagemaker.CreateTrainingJob': when('RoleArn', ROLE, {
        TrainingJobArn: arn('training-job', 'j'),
      }),
    },
    gives: { jobArn: arn('training-job', 'j') },
    calls: ['CreateTrainingJob'],
  },
  {
    method: 'trainingJobs.find',
    run: (ports) => ports.trainingJobs.find('j'),
    replies: {
      'sagemaker.DescribeTrainingJob': {
        ...TRAINING,
        TrainingJobName: 'j',
        TrainingJobArn: arn('training-job', 'j'),
        TrainingJobStatus: 'Completed',
        SecondaryStatus: 'Completed',
        CreationTime: CREATED,
        TrainingStartTime: CREATED,
        TrainingEndTime: CREATED,
        ModelArtifacts: { S3ModelArtifacts: 's3://acme/out/j/output/model.tar.gz' },
        EnableManagedSpotTraining: true,
        EnableNetworkIsolation: true,
        EnableInterContainerTrafficEncryption: true,
        VpcConfig: { Subnets: ['subnet-0a'], SecurityGroupIds: ['sg-0a'] },
        Environment: { MODE: 'full' },
        StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 },
        CheckpointConfig: { S3Uri: 's3://acme/checkpoints' },
        HyperParameters: { lr: '0.1' },
        TrainingTimeInSeconds: 100,
        BillableTimeInSeconds: 30,
        FinalMetricDataList: [{ MetricName: 'loss', Value: 0.5, Timestamp: CREATED }],
        SecondaryStatusTransitions: [
          { Status: 'Interrupted', StartTime: CREATED, EndTime: CREATED, StatusMessage: 'gone' },
        ],
      },
    },
    gives: {
      ...summary('training-job'),
      ...SIZE,
      startedAt: AT,
      secondaryStatus: 'Completed',
      transitions: [{ status: 'Interrupted', startedAt: AT, endedAt: AT, message: 'gone' }],
      hyperParameters: { lr: '0.1' },
      environment: { MODE: 'full' },
      security: {
        roleArn: ROLE,
        networkIsolation: true,
        trafficEncryption: true,
        vpcConfig: { subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0a'] },
      },
      spot: true,
      metrics: { loss: 0.5 },
      image: IMAGE,
      maxRuntimeSeconds: 3600,
      maxWaitSeconds: 7200,
      checkpointS3Uri: 's3://acme/checkpoints',
      modelS3Uri: 's3://acme/out/j/output/model.tar.gz',
      outputS3Uri: 's3://acme/out',
      trainingSeconds: 100,
      billableSeconds: 30,
    },
    calls: ['DescribeTrainingJob'],
  },
  {
    method: 'trainingJobs.find of one that is not there',
    run: (ports) => ports.trainingJobs.find('j'),
    replies: { 'sagemaker.DescribeTrainingJob': NOBODY },
    gives: undefined,
    calls: ['DescribeTrainingJob'],
  },
  {
    method: 'trainingJobs.list',
    run: (ports) => ports.trainingJobs.list({ nameContains: 'j', statusEquals: 'Completed' }),
    replies: {
      'sagemaker.ListTrainingJobs': when('NameContains', 'j', {
        TrainingJobSummaries: [
          {
            TrainingJobName: 'j',
            TrainingJobArn: arn('training-job', 'j'),
            CreationTime: CREATED,
            TrainingEndTime: CREATED,
            TrainingJobStatus: 'Completed',
          },
        ],
      }),
    },
    gives: [summary('training-job')],
    calls: ['ListTrainingJobs'],
  },
  {
    method: 'trainingJobs.stop',
    run: (ports) => ports.trainingJobs.stop('j'),
    replies: { 'sagemaker.StopTrainingJob': {} },
    gives: undefined,
    calls: ['StopTrainingJob'],
  },
  {
    method: 'tuningJobs.create',
    run: (ports) =>
      ports.tuningJobs.create({
        jobName: 'j',
        body: { HyperParameterTuningJobConfig: TUNING, TrainingJobDefinition: TRAINING },
        tags: {},
      }),
    replies: {
      'sagemaker.CreateHyperParameterTuningJob': when('HyperParameterTuningJobName', 'j', {
        HyperParameterTuningJobArn: arn('hyper-parameter-tuning-job', 'j'),
      }),
    },
    gives: { jobArn: arn('hyper-parameter-tuning-job', 'j') },
    calls: ['CreateHyperParameterTuningJob'],
  },
  {
    method: 'tuningJobs.find',
    run: (ports) => ports.tuningJobs.find('j'),
    replies: {
      'sagemaker.DescribeHyperParameterTuningJob': {
        HyperParameterTuningJobName: 'j',
        HyperParameterTuningJobArn: arn('hyper-parameter-tuning-job', 'j'),
        HyperParameterTuningJobConfig: TUNING,
        HyperParameterTuningJobStatus: 'Completed',
        CreationTime: CREATED,
        HyperParameterTuningEndTime: CREATED,
        TrainingJobDefinition: TRAINING,
        TrainingJobStatusCounters: COUNTERS,
        ObjectiveStatusCounters: {},
        BestTrainingJob: TUNED,
      },
    },
    gives: {
      ...summary('hyper-parameter-tuning-job'),
      ...SIZE,
      strategy: 'Random',
      counts: { completed: 3, inProgress: 1, failed: 2, stopped: 0 },
      objective: { type: 'Minimize', metricName: 'loss' },
      maxTrainings: 4,
      best: OWN_TUNED,
    },
    calls: ['DescribeHyperParameterTuningJob'],
  },
  {
    method: 'tuningJobs.list',
    run: (ports) => ports.tuningJobs.list(),
    replies: {
      'sagemaker.ListHyperParameterTuningJobs': {
        HyperParameterTuningJobSummaries: [
          {
            HyperParameterTuningJobName: 'j',
            HyperParameterTuningJobArn: arn('hyper-parameter-tuning-job', 'j'),
            HyperParameterTuningJobStatus: 'Completed',
            Strategy: 'Random',
            CreationTime: CREATED,
            HyperParameterTuningEndTime: CREATED,
            TrainingJobStatusCounters: COUNTERS,
            ObjectiveStatusCounters: {},
          },
        ],
      },
    },
    gives: [summary('hyper-parameter-tuning-job')],
    calls: ['ListHyperParameterTuningJobs'],
  },
  {
    method: 'tuningJobs.stop',
    run: (ports) => ports.tuningJobs.stop('j'),
    replies: { 'sagemaker.StopHyperParameterTuningJob': {} },
    gives: undefined,
    calls: ['StopHyperParameterTuningJob'],
  },
  {
    method: 'tuningJobs.trainings',
    run: (ports) => ports.tuningJobs.trainings('j'),
    replies: {
      'sagemaker.ListTrainingJobsForHyperParameterTuningJob': { TrainingJobSummaries: [TUNED] },
    },
    gives: [OWN_TUNED],
    calls: ['ListTrainingJobsForHyperParameterTuningJob'],
  },
  {
    method: 'processingJobs.create',
    run: (ports) => ports.processingJobs.create({ jobName: 'j', body: PROCESSING, tags: {} }),
    replies: {
      'sagemaker.CreateProcessingJob': when('RoleArn', ROLE, {
        ProcessingJobArn: arn('processing-job', 'j'),
      }),
    },
    gives: { jobArn: arn('processing-job', 'j') },
    calls: ['CreateProcessingJob'],
  },
  {
    method: 'processingJobs.find',
    run: (ports) => ports.processingJobs.find('j'),
    replies: {
      'sagemaker.DescribeProcessingJob': {
        ...PROCESSING,
        ProcessingJobName: 'j',
        ProcessingJobArn: arn('processing-job', 'j'),
        ProcessingJobStatus: 'Completed',
        CreationTime: CREATED,
        ProcessingStartTime: CREATED,
        ProcessingEndTime: CREATED,
        ExitMessage: 'done',
        ProcessingOutputConfig: {
          Outputs: [
            {
              OutputName: 'clean',
              S3Output: {
                S3Uri: 's3://acme/clean/',
                LocalPath: '/opt/ml/processing/output',
                S3UploadMode: 'EndOfJob',
              },
            },
          ],
        },
      },
    },
    gives: {
      ...summary('processing-job'),
      ...SIZE,
      startedAt: AT,
      image: IMAGE,
      exitMessage: 'done',
      outputS3Uris: ['s3://acme/clean/'],
    },
    calls: ['DescribeProcessingJob'],
  },
  {
    method: 'processingJobs.list',
    run: (ports) => ports.processingJobs.list(),
    replies: {
      'sagemaker.ListProcessingJobs': {
        ProcessingJobSummaries: [
          {
            ProcessingJobName: 'j',
            ProcessingJobArn: arn('processing-job', 'j'),
            ProcessingJobStatus: 'Completed',
            CreationTime: CREATED,
            ProcessingEndTime: CREATED,
          },
        ],
      },
    },
    gives: [summary('processing-job')],
    calls: ['ListProcessingJobs'],
  },
  {
    method: 'processingJobs.stop',
    run: (ports) => ports.processingJobs.stop('j'),
    replies: { 'sagemaker.StopProcessingJob': {} },
    gives: undefined,
    calls: ['StopProcessingJob'],
  },
  {
    method: 'transformJobs.create',
    run: (ports) => ports.transformJobs.create({ jobName: 'j', body: TRANSFORM, tags: {} }),
    replies: {
      'sagemaker.CreateTransformJob': when('ModelName', 'm', {
        TransformJobArn: arn('transform-job', 'j'),
      }),
    },
    gives: { jobArn: arn('transform-job', 'j') },
    calls: ['CreateTransformJob'],
  },
  {
    method: 'transformJobs.find',
    run: (ports) => ports.transformJobs.find('j'),
    replies: {
      'sagemaker.DescribeTransformJob': {
        ...TRANSFORM,
        TransformJobName: 'j',
        TransformJobArn: arn('transform-job', 'j'),
        TransformJobStatus: 'Completed',
        CreationTime: CREATED,
        TransformStartTime: CREATED,
        TransformEndTime: CREATED,
      },
    },
    gives: {
      ...summary('transform-job'),
      ...SIZE,
      startedAt: AT,
      modelName: 'm',
      inputS3Uri: 's3://acme/in/',
      outputS3Uri: 's3://acme/scored',
    },
    calls: ['DescribeTransformJob'],
  },
  {
    method: 'transformJobs.list',
    run: (ports) => ports.transformJobs.list(),
    replies: {
      'sagemaker.ListTransformJobs': {
        TransformJobSummaries: [
          {
            TransformJobName: 'j',
            TransformJobArn: arn('transform-job', 'j'),
            TransformJobStatus: 'Completed',
            CreationTime: CREATED,
            TransformEndTime: CREATED,
          },
        ],
      },
    },
    gives: [summary('transform-job')],
    calls: ['ListTransformJobs'],
  },
  {
    method: 'transformJobs.stop',
    run: (ports) => ports.transformJobs.stop('j'),
    replies: { 'sagemaker.StopTransformJob': {} },
    gives: undefined,
    calls: ['StopTransformJob'],
  },
  {
    method: 'logs.streams',
    run: (ports) => ports.logs.streams('/aws/sagemaker/TrainingJobs', 'j/'),
    replies: {
      'logs.DescribeLogStreams': {
        logStreams: [{ logStreamName: 'j/algo-1-1', lastEventTimestamp: 7 }],
      },
    },
    gives: [{ name: 'j/algo-1-1', lastEventAt: 7 }],
    calls: ['DescribeLogStreams'],
  },
  {
    method: 'logs.page',
    run: (ports) => ports.logs.page('/aws/sagemaker/TrainingJobs', 'j/algo-1-1', { token: 'f/1' }),
    replies: {
      'logs.GetLogEvents': when('nextToken', 'f/1', {
        events: [{ timestamp: 7, message: 'hello' }],
        nextForwardToken: 'f/2',
      }),
    },
    gives: { lines: [{ at: 7, message: 'hello' }], token: 'f/2' },
    calls: ['GetLogEvents'],
  },
  {
    method: 'logs.page of a stream that is not there yet',
    run: (ports) => ports.logs.page('/aws/sagemaker/TrainingJobs', 'j/algo-1-1'),
    replies: {
      'logs.GetLogEvents': { $error: { code: 'ResourceNotFoundException', message: 'none' } },
    },
    gives: { lines: [], token: '' },
    calls: ['GetLogEvents'],
  },
]
