import type { DescribeTrainingJobCommandOutput } from '@aws-sdk/client-sagemaker'
import type { TrainingJobSecurity, TrainingJobs, TrainingJobView } from '../ports/training-jobs.ts'
import { type JobFacts, jobRequest, jobSummary, sageMakerJobs } from './job-values.ts'
import type { AwsSession } from './session.ts'
import { iso, isoOrAbsent, present } from './values.ts'

const KIND = 'training job'

export const trainingJobsOf = (aws: AwsSession): TrainingJobs =>
  sageMakerJobs(aws, {
    noun: 'TrainingJob',
    kind: KIND,
    create: async (client, sdk, job) => {
      const input = { TrainingJobName: job.jobName, ...jobRequest(job) }
      return (await client.send(new sdk.CreateTrainingJobCommand(input as never))).TrainingJobArn
    },
    describe: (client, sdk, TrainingJobName) =>
      client.send(new sdk.DescribeTrainingJobCommand({ TrainingJobName })),
    list: async (client, sdk, wanted) => {
      const page = await client.send(new sdk.ListTrainingJobsCommand(wanted))
      return { items: page.TrainingJobSummaries ?? [], next: page.NextToken }
    },
    stop: (client, sdk, TrainingJobName) =>
      client.send(new sdk.StopTrainingJobCommand({ TrainingJobName })),
    facts,
    view,
  })

/** Describe and List name these alike. */
const facts = (job: Named): JobFacts => ({
  name: job.TrainingJobName,
  arn: job.TrainingJobArn,
  status: job.TrainingJobStatus,
  created: job.CreationTime,
  ended: job.TrainingEndTime,
})

type Named = Pick<
  DescribeTrainingJobCommandOutput,
  'TrainingJobName' | 'TrainingJobArn' | 'TrainingJobStatus' | 'CreationTime' | 'TrainingEndTime'
>

const view = (job: DescribeTrainingJobCommandOutput): TrainingJobView => ({
  ...jobSummary(facts(job)),
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
