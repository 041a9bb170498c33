import type { DescribeProcessingJobCommandOutput } from '@aws-sdk/client-sagemaker'
import type { ProcessingJobs, ProcessingJobView } from '../ports/processing-jobs.ts'
import { instead, NOT_FOUND } from './explain.ts'
import { jobCall, jobRequest, jobSummary, listJobs } from './job-values.ts'
import type { AwsSession } from './session.ts'
import { isoOrAbsent, present } from './values.ts'

const KIND = 'processing job'

export const processingJobsOf = (aws: AwsSession): ProcessingJobs => ({
  create: async (job) => {
    const input = { ProcessingJobName: job.jobName, ...jobRequest(job) }
    const answer = await aws.sageMaker(
      jobCall('CreateProcessingJob', KIND, job.jobName),
      (client, sdk) => client.send(new sdk.CreateProcessingJobCommand(input as never)),
    )
    return { jobArn: answer.ProcessingJobArn ?? '' }
  },
  find: (ProcessingJobName) =>
    instead(
      aws
        .sageMaker(jobCall('DescribeProcessingJob', KIND, ProcessingJobName), (client, sdk) =>
          client.send(new sdk.DescribeProcessingJobCommand({ ProcessingJobName })),
        )
        .then(view),
      [NOT_FOUND],
      undefined,
    ),
  list: (filter = {}) =>
    listJobs(
      filter,
      (wanted) =>
        aws.sageMaker(jobCall('ListProcessingJobs', KIND), async (client, sdk) => {
          const page = await client.send(new sdk.ListProcessingJobsCommand(wanted))
          return { items: page.ProcessingJobSummaries ?? [], next: page.NextToken }
        }),
      (job) => ({
        name: job.ProcessingJobName,
        arn: job.ProcessingJobArn,
        status: job.ProcessingJobStatus,
        created: job.CreationTime,
        ended: job.ProcessingEndTime,
      }),
    ),
  stop: async (ProcessingJobName) => {
    await aws.sageMaker(jobCall('StopProcessingJob', KIND, ProcessingJobName), (client, sdk) =>
      client.send(new sdk.StopProcessingJobCommand({ ProcessingJobName })),
    )
  },
})

const view = (job: DescribeProcessingJobCommandOutput): ProcessingJobView => ({
  ...jobSummary({
    name: job.ProcessingJobName,
    arn: job.ProcessingJobArn,
    status: job.ProcessingJobStatus,
    created: job.CreationTime,
    ended: job.ProcessingEndTime,
  }),
  outputS3Uris: (job.ProcessingOutputConfig?.Outputs ?? []).flatMap(
    (output) => output.S3Output?.S3Uri ?? [],
  ),
  ...present({
    startedAt: isoOrAbsent(job.ProcessingStartTime),
    failureReason: job.FailureReason,
    exitMessage: job.ExitMessage,
    image: job.AppSpecification?.ImageUri,
    instanceType: job.ProcessingResources?.ClusterConfig?.InstanceType,
    instanceCount: job.ProcessingResources?.ClusterConfig?.InstanceCount,
  }),
})
