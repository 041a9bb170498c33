import type { DescribeTransformJobCommandOutput } from '@aws-sdk/client-sagemaker'
import type { TransformJobs, TransformJobView } from '../ports/transform-jobs.ts'
import { instead, NOT_FOUND } from './explain.ts'
import { jobCall, jobRequest, jobSummary, listJobs } from './job-values.ts'
import type { AwsSession } from './session.ts'
import { isoOrAbsent, present } from './values.ts'

const KIND = 'transform job'

export const transformJobsOf = (aws: AwsSession): TransformJobs => ({
  create: async (job) => {
    const input = { TransformJobName: job.jobName, ...jobRequest(job) }
    const answer = await aws.sageMaker(
      jobCall('CreateTransformJob', KIND, job.jobName),
      (client, sdk) => client.send(new sdk.CreateTransformJobCommand(input as never)),
    )
    return { jobArn: answer.TransformJobArn ?? '' }
  },
  find: (TransformJobName) =>
    instead(
      aws
        .sageMaker(jobCall('DescribeTransformJob', KIND, TransformJobName), (client, sdk) =>
          client.send(new sdk.DescribeTransformJobCommand({ TransformJobName })),
        )
        .then(view),
      [NOT_FOUND],
      undefined,
    ),
  list: (filter = {}) =>
    listJobs(
      filter,
      (wanted) =>
        aws.sageMaker(jobCall('ListTransformJobs', KIND), async (client, sdk) => {
          const page = await client.send(new sdk.ListTransformJobsCommand(wanted))
          return { items: page.TransformJobSummaries ?? [], next: page.NextToken }
        }),
      (job) => ({
        name: job.TransformJobName,
        arn: job.TransformJobArn,
        status: job.TransformJobStatus,
        created: job.CreationTime,
        ended: job.TransformEndTime,
      }),
    ),
  stop: async (TransformJobName) => {
    await aws.sageMaker(jobCall('StopTransformJob', KIND, TransformJobName), (client, sdk) =>
      client.send(new sdk.StopTransformJobCommand({ TransformJobName })),
    )
  },
})

const view = (job: DescribeTransformJobCommandOutput): TransformJobView => ({
  ...jobSummary({
    name: job.TransformJobName,
    arn: job.TransformJobArn,
    status: job.TransformJobStatus,
    created: job.CreationTime,
    ended: job.TransformEndTime,
  }),
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
