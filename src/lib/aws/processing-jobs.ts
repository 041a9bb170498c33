import type { DescribeProcessingJobCommandOutput } from '@aws-sdk/client-sagemaker'
import type { ProcessingJobs, ProcessingJobView } from '../ports/processing-jobs.ts'
import { type JobFacts, jobRequest, jobSummary, sageMakerJobs } from './job-values.ts'
import type { AwsSession } from './session.ts'
import { isoOrAbsent, present } from './values.ts'

const KIND = 'processing job'

export const processingJobsOf = (aws: AwsSession): ProcessingJobs =>
  sageMakerJobs(aws, {
    noun: 'ProcessingJob',
    kind: KIND,
    create: async (client, sdk, job) => {
      const input = { ProcessingJobName: job.jobName, ...jobRequest(job) }
      return (await client.send(new sdk.CreateProcessingJobCommand(input as never)))
        .ProcessingJobArn
    },
    describe: (client, sdk, ProcessingJobName) =>
      client.send(new sdk.DescribeProcessingJobCommand({ ProcessingJobName })),
    list: async (client, sdk, wanted) => {
      const page = await client.send(new sdk.ListProcessingJobsCommand(wanted))
      return { items: page.ProcessingJobSummaries ?? [], next: page.NextToken }
    },
    stop: (client, sdk, ProcessingJobName) =>
      client.send(new sdk.StopProcessingJobCommand({ ProcessingJobName })),
    facts,
    view,
  })

/** Describe and List name these alike. */
const facts = (job: Named): JobFacts => ({
  name: job.ProcessingJobName,
  arn: job.ProcessingJobArn,
  status: job.ProcessingJobStatus,
  created: job.CreationTime,
  ended: job.ProcessingEndTime,
})

type Named = Pick<
  DescribeProcessingJobCommandOutput,
  | 'ProcessingJobName'
  | 'ProcessingJobArn'
  | 'ProcessingJobStatus'
  | 'CreationTime'
  | 'ProcessingEndTime'
>

const view = (job: DescribeProcessingJobCommandOutput): ProcessingJobView => ({
  ...jobSummary(facts(job)),
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
