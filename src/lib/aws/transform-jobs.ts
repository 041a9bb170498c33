import type { DescribeTransformJobCommandOutput } from '@aws-sdk/client-sagemaker'
import type { TransformJobs, TransformJobView } from '../ports/transform-jobs.ts'
import { type JobFacts, jobRequest, jobSummary, sageMakerJobs } from './job-values.ts'
import type { AwsSession } from './session.ts'
import { isoOrAbsent, present } from './values.ts'

const KIND = 'transform job'

export const transformJobsOf = (aws: AwsSession): TransformJobs =>
  sageMakerJobs(aws, {
    noun: 'TransformJob',
    kind: KIND,
    create: async (client, sdk, job) => {
      const input = { TransformJobName: job.jobName, ...jobRequest(job) }
      return (await client.send(new sdk.CreateTransformJobCommand(input as never))).TransformJobArn
    },
    describe: (client, sdk, TransformJobName) =>
      client.send(new sdk.DescribeTransformJobCommand({ TransformJobName })),
    list: async (client, sdk, wanted) => {
      const page = await client.send(new sdk.ListTransformJobsCommand(wanted))
      return { items: page.TransformJobSummaries ?? [], next: page.NextToken }
    },
    stop: (client, sdk, TransformJobName) =>
      client.send(new sdk.StopTransformJobCommand({ TransformJobName })),
    facts,
    view,
  })

/** Describe and List name these alike. */
const facts = (job: Named): JobFacts => ({
  name: job.TransformJobName,
  arn: job.TransformJobArn,
  status: job.TransformJobStatus,
  created: job.CreationTime,
  ended: job.TransformEndTime,
})

type Named = Pick<
  DescribeTransformJobCommandOutput,
  | 'TransformJobName'
  | 'TransformJobArn'
  | 'TransformJobStatus'
  | 'CreationTime'
  | 'TransformEndTime'
>

const view = (job: DescribeTransformJobCommandOutput): TransformJobView => ({
  ...jobSummary(facts(job)),
  modelName: job.ModelName ?? '',
  ...present({
    startedAt: isoOrAbsent(job.TransformStartTime),
    failureReason: job.FailureReason,
    instanceType: job.TransformResources?.InstanceType,
    instanceCount: job.TransformResources?.InstanceCount,
    inputS3Uri: job.TransformInput?.DataSource?.S3DataSource?.S3Uri,
    outputS3Uri: job.TransformOutput?.S3OutputPath,
  }),
})
