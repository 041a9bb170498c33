import type { DescribeTrainingJobCommandOutput } from '@aws-sdk/client-sagemaker'
import type { TrainingJobSecurity, TrainingJobs, TrainingJobView } from '../ports/training-jobs.ts'
import { instead, NOT_FOUND } from './explain.ts'
import { jobCall, jobRequest, jobSummary, listJobs } from './job-values.ts'
import type { AwsSession } from './session.ts'
import { iso, isoOrAbsent, present } from './values.ts'

const KIND = 'training job'

export const trainingJobsOf = (aws: AwsSession): TrainingJobs => ({
  create: async (job) => {
    const { jobName: TrainingJobName } = job
    const answer = await aws.sageMaker(
      jobCall('CreateTrainingJob', KIND, TrainingJobName),
      (client, sdk) =>
        client.send(
          new sdk.CreateTrainingJobCommand({ TrainingJobName, ...jobRequest(job) } as never),
        ),
    )
    return { jobArn: answer.TrainingJobArn ?? '' }
  },
  find: (TrainingJobName) =>
    instead(
      aws
        .sageMaker(jobCall('DescribeTrainingJob', KIND, TrainingJobName), (client, sdk) =>
          client.send(new sdk.DescribeTrainingJobCommand({ TrainingJobName })),
        )
        .then(view),
      [NOT_FOUND],
      undefined,
    ),
  list: (filter = {}) =>
    listJobs(
      filter,
      (wanted) =>
        aws.sageMaker(jobCall('ListTrainingJobs', KIND), async (client, sdk) => {
          const page = await client.send(new sdk.ListTrainingJobsCommand(wanted))
          return { items: page.TrainingJobSummaries ?? [], next: page.NextToken }
        }),
      (job) => ({
        name: job.TrainingJobName,
        arn: job.TrainingJobArn,
        status: job.TrainingJobStatus,
        created: job.CreationTime,
        ended: job.TrainingEndTime,
      }),
    ),
  stop: async (TrainingJobName) => {
    await aws.sageMaker(jobCall('StopTrainingJob', KIND, TrainingJobName), (client, sdk) =>
      client.send(new sdk.StopTrainingJobCommand({ TrainingJobName })),
    )
  },
})

const view = (job: DescribeTrainingJobCommandOutput): TrainingJobView => ({
  ...jobSummary({
    name: job.TrainingJobName,
    arn: job.TrainingJobArn,
    status: job.TrainingJobStatus,
    created: job.CreationTime,
    ended: job.TrainingEndTime,
  }),
  secondaryStatus: job.SecondaryStatus ?? 'Starting',
  transitions: (job.SecondaryStatusTransitions ?? []).map((one) => ({
    status: one.Status ?? '',
    startedAt: iso(one.StartTime),
    ...present({ endedAt: isoOrAbsent(one.EndTime), message: one.StatusMessage }),
  })),
  hyperParameters: job.HyperParameters ?? {},
  environment: job.Environment ?? {},
  security: security(job),
  spot: job.EnableManagedSpotTraining === true,
  metrics: Object.fromEntries(
    (job.FinalMetricDataList ?? []).map(({ MetricName, Value }) => [MetricName ?? '', Value ?? 0]),
  ),
  ...present({
    startedAt: isoOrAbsent(job.TrainingStartTime),
    failureReason: job.FailureReason,
    instanceType: job.ResourceConfig?.InstanceType,
    instanceCount: job.ResourceConfig?.InstanceCount,
    image: job.AlgorithmSpecification?.TrainingImage,
    maxRuntimeSeconds: job.StoppingCondition?.MaxRuntimeInSeconds,
    maxWaitSeconds: job.StoppingCondition?.MaxWaitTimeInSeconds,
    checkpointS3Uri: job.CheckpointConfig?.S3Uri,
    outputS3Uri: job.OutputDataConfig?.S3OutputPath,
    modelS3Uri: job.ModelArtifacts?.S3ModelArtifacts,
    trainingSeconds: job.TrainingTimeInSeconds,
    billableSeconds: job.BillableTimeInSeconds,
    warmPoolStatus: job.WarmPoolStatus?.Status,
  }),
})

const security = (job: DescribeTrainingJobCommandOutput): TrainingJobSecurity => ({
  networkIsolation: job.EnableNetworkIsolation === true,
  trafficEncryption: job.EnableInterContainerTrafficEncryption === true,
  ...present({
    roleArn: job.RoleArn,
    // Absent keys come back as empty texts.
    outputKmsKeyId: job.OutputDataConfig?.KmsKeyId || undefined,
    volumeKmsKeyId: job.ResourceConfig?.VolumeKmsKeyId || undefined,
    vpcConfig:
      job.VpcConfig === undefined
        ? undefined
        : {
            subnetIds: job.VpcConfig.Subnets ?? [],
            securityGroupIds: job.VpcConfig.SecurityGroupIds ?? [],
          },
  }),
})
