import { members, optionalText, text } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { listed } from '../paging.ts'
import { checkRole } from '../role.ts'
import { arnOf, readState } from '../state.ts'
import { checkInput, checkOutput } from './checks.ts'
import { jobNamed, jobsOf, keepJob, newJob, type Stand, standOf, stopJob } from './find.ts'
import type { JobRecord } from './records.ts'

/** Makes a batch transform job, after the checks that the service makes at once. */
export const createTransformJob = (call: Call, input: Input): Output => {
  const arn = arnOf(call, 'model', text(input, 'ModelName'))
  const model = readState(call).models[arn]
  if (model === undefined) throw refusal.missing('model', arn)
  checkRole(call, model.request.ExecutionRoleArn)
  checkOutput(call, text(members(input, 'TransformOutput'), 'S3OutputPath'))
  const source = members(members(input, 'TransformInput'), 'DataSource')
  const uri = text(members(source, 'S3DataSource'), 'S3Uri')
  // The call looks at the input as the model's role: aws/amazon-sagemaker-examples#2414.
  checkInput(call, optionalText(model.request, 'ExecutionRoleArn'), uri)
  const name = text(input, 'TransformJobName')
  const job = newJob(call, 'transform-job', { name, request: input })
  keepJob(call, job, input)
  return { TransformJobArn: job.arn }
}

/** A transform job as it stands. */
export const describeTransformJob = async (call: Call, input: Input): Promise<Output> => {
  const job = await jobNamed(call, 'transform-job', input)
  const stand = standOf(call, job)
  const { LastModifiedTime: _modified, ...summary } = summaryOf(job, stand)
  return {
    ...job.request,
    ...summary,
    ...(stand.startedAt === undefined ? {} : { TransformStartTime: new Date(stand.startedAt) }),
  }
}

const summaryOf = (job: JobRecord, stand: Stand) => ({
  TransformJobName: job.name,
  TransformJobArn: job.arn,
  CreationTime: new Date(job.createdAt),
  LastModifiedTime: new Date(stand.endedAt ?? stand.stages.at(-1)?.at ?? job.createdAt),
  TransformJobStatus: stand.status,
  ...(stand.endedAt === undefined ? {} : { TransformEndTime: new Date(stand.endedAt) }),
  ...(stand.failureReason === undefined ? {} : { FailureReason: stand.failureReason }),
})

/** The transform jobs of the region, page by page. */
export const listTransformJobs = async (call: Call, input: Input): Promise<Output> => {
  const { page, ...rest } = listed(input, await jobsOf(call, 'transform-job'))
  return { TransformJobSummaries: page.map(({ job, stand }) => summaryOf(job, stand)), ...rest }
}

export const stopTransformJob = async (call: Call, input: Input): Promise<Output> => {
  await stopJob(call, 'transform-job', input)
  return {}
}
