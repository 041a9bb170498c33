import { list, members, text } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { checkVpc } from '../network.ts'
import { listed } from '../paging.ts'
import { checkRole } from '../role.ts'
import { arnOf } from '../state.ts'
import { checkInput, checkOutput } from './checks.ts'
import { jobNamed, jobsOf, keepJob, newJob, type Stand, standOf, stopJob } from './find.ts'
import type { JobRecord } from './records.ts'

/** Makes a processing job, after the checks that the service makes at once. */
export const createProcessingJob = (call: Call, input: Input): Output => {
  const roleArn = text(input, 'RoleArn')
  const name = text(input, 'ProcessingJobName')
  checkRole(call, roleArn, arnOf(call, 'processing-job', name))
  checkVpc(call, members(input, 'NetworkConfig'))
  for (const item of list<Input>(input, 'ProcessingInputs')) {
    const uri = members(item, 'S3Input').S3Uri
    if (typeof uri === 'string') checkInput(call, roleArn, uri)
  }
  for (const item of list<Input>(members(input, 'ProcessingOutputConfig'), 'Outputs')) {
    const uri = members(item, 'S3Output').S3Uri
    if (typeof uri === 'string') checkOutput(call, uri)
  }
  const job = newJob(call, 'processing-job', { name, request: input })
  keepJob(call, job, input)
  return { ProcessingJobArn: job.arn }
}

/** A processing job as it stands. */
export const describeProcessingJob = async (call: Call, input: Input): Promise<Output> => {
  const job = await jobNamed(call, 'processing-job', input)
  const stand = standOf(call, job)
  return {
    ...job.request,
    ...summaryOf(job, stand),
    ...(stand.startedAt === undefined ? {} : { ProcessingStartTime: new Date(stand.startedAt) }),
  }
}

const summaryOf = (job: JobRecord, stand: Stand) => ({
  ProcessingJobName: job.name,
  ProcessingJobArn: job.arn,
  CreationTime: new Date(job.createdAt),
  LastModifiedTime: new Date(stand.endedAt ?? stand.stages.at(-1)?.at ?? job.createdAt),
  ProcessingJobStatus: stand.status,
  ...(stand.endedAt === undefined ? {} : { ProcessingEndTime: new Date(stand.endedAt) }),
  ...(stand.endedAt === undefined || job.work?.message === undefined
    ? {}
    : { ExitMessage: job.work.message }),
  ...(stand.failureReason === undefined ? {} : { FailureReason: stand.failureReason }),
})

/** The processing jobs of the region, page by page. */
export const listProcessingJobs = async (call: Call, input: Input): Promise<Output> => {
  const { page, ...rest } = listed(input, await jobsOf(call, 'processing-job'))
  return { ProcessingJobSummaries: page.map(({ job, stand }) => summaryOf(job, stand)), ...rest }
}

export const stopProcessingJob = async (call: Call, input: Input): Promise<Output> => {
  await stopJob(call, 'processing-job', input)
  return {}
}
