import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { dateOf, listed, present } from '../paging.ts'
import { type BedrockState, changeState, findRecord, type JobRecord } from '../state.ts'
import { type Progress, progressOf } from './timeline.ts'
import { settle } from './work.ts'

const jobOf = (call: Call, state: BedrockState, input: Input): JobRecord => {
  const identifier = String(input.jobIdentifier)
  const job = findRecord(call, state.jobs, identifier)
  if (job !== undefined) return job
  throw refusal.notFound(`The model customization job ${identifier} could not be found.`)
}

type Phase = Progress['validation']

const phaseOut = ({ status, from, to }: Phase): Output =>
  present({ status, creationTime: dateOf(from), lastModifiedTime: dateOf(to) })

const detailsOf = ({ validation, processing, training }: Progress): Output => ({
  validationDetails: phaseOut(validation),
  dataProcessingDetails: phaseOut(processing),
  trainingDetails: phaseOut(training),
})

const modelArnOf = (job: JobRecord, { status }: Progress): string | undefined =>
  status === 'Completed' && job.training !== undefined && 'modelArn' in job.training
    ? job.training.modelArn
    : undefined

/** Data set members of a job, as Get answers them for the job and for its model. */
export const dataConfigsOf = (job: JobRecord): Output => ({
  trainingDataConfig: { s3Uri: job.trainingUri },
  validationDataConfig: { validators: job.validationUris.map((s3Uri) => ({ s3Uri })) },
  outputDataConfig: { s3Uri: job.outputUri },
  hyperParameters: job.hyperParameters,
  customizationType: job.customizationType,
})

/** Losses of a job whose training ended well; of the stand-in, not of a foundation model. */
export const metricsOf = (job: JobRecord): Output => {
  const { training } = job
  if (training === undefined || 'failure' in training) return {}
  return {
    trainingMetrics: { trainingLoss: training.trainingLoss },
    validationMetrics: training.validationLosses.map((validationLoss) => ({ validationLoss })),
  }
}

/** A job with its status, phases, and after its end its losses or the reason of its failure. */
export const getModelCustomizationJob = async (call: Call, input: Input): Promise<Output> => {
  const job = jobOf(call, await settle(call), input)
  const progress = progressOf(job, call.clock.now())
  return present({
    jobArn: job.arn,
    jobName: job.name,
    outputModelName: job.modelName,
    outputModelArn: modelArnOf(job, progress),
    clientRequestToken: job.token,
    roleArn: job.roleArn,
    status: progress.status,
    statusDetails: detailsOf(progress),
    failureMessage: progress.failure,
    creationTime: dateOf(job.createdAt),
    lastModifiedTime: dateOf(progress.lastModified),
    endTime: dateOf(progress.end),
    baseModelArn: job.baseModelArn,
    outputModelKmsKeyArn: job.kmsKeyArn,
    vpcConfig: job.vpcConfig,
    ...dataConfigsOf(job),
    ...(progress.status === 'Completed' ? metricsOf(job) : {}),
  })
}

const summaryOf = (job: JobRecord, now: number): Output => {
  const progress = progressOf(job, now)
  return present({
    jobArn: job.arn,
    jobName: job.name,
    baseModelArn: job.parentArn ?? job.baseModelArn,
    status: progress.status,
    statusDetails: detailsOf(progress),
    creationTime: dateOf(job.createdAt),
    lastModifiedTime: dateOf(progress.lastModified),
    endTime: dateOf(progress.end),
    customModelArn: modelArnOf(job, progress),
    customModelName: job.modelName,
    customizationType: job.customizationType,
  })
}

/** The jobs of the region, page by page. */
export const listModelCustomizationJobs = async (call: Call, input: Input): Promise<Output> => {
  const { jobs } = await settle(call)
  const now = call.clock.now()
  const wanted = input.statusEquals
  const { page, nextToken } = listed(call, input, {
    records: jobs,
    keep: (job) => wanted === undefined || progressOf(job, now).status === wanted,
  })
  return present({
    modelCustomizationJobSummaries: page.map((job) => summaryOf(job, now)),
    nextToken,
  })
}

/** Stops a job that is still going: Stopping for a while, then Stopped, with no model. */
export const stopModelCustomizationJob = async (call: Call, input: Input): Promise<Output> => {
  const { arn } = jobOf(call, await settle(call), input)
  changeState(call, (state) => {
    const job = state.jobs[arn]
    const now = call.clock.now()
    if (job === undefined) return
    const { status } = progressOf(job, now)
    if (status !== 'InProgress') {
      throw refusal.conflict(`The job ${job.name} cannot be stopped: its status is ${status}.`)
    }
    job.stoppedAt = now
  })
  return {}
}
