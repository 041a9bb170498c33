import type { CustomizationJobView, JobPhase, PhaseStatus } from '../../ports/customization-jobs.ts'
import { epochOf } from '../core/duration.ts'

/** What a job is at. `queue`: its data is accepted and the training waits for capacity. */
export type Stage = 'validation' | 'data processing' | 'queue' | 'training' | 'stopping' | 'over'

export type PhaseLine = {
  readonly name: 'validation' | 'data processing' | 'training'
  readonly status: PhaseStatus
  /** From its start to its end, or to now. */
  readonly tookMs?: number
}

export type JobProgress = {
  readonly stage: Stage
  /** From the creation to the end, or to now. */
  readonly elapsedMs: number
  /** How long the training waited, or has been waiting, for its turn. */
  readonly queueMs: number
  readonly phases: readonly PhaseLine[]
}

/** What a job's view says about how far it is; `now` in milliseconds since the epoch. */
export const progressOf = (job: CustomizationJobView, now: number): JobProgress => {
  const end = job.endTime === undefined ? now : epochOf(job.endTime)
  const { validation, dataProcessing, training } = job.statusDetails
  return {
    stage: stageOf(job),
    elapsedMs: Math.max(0, end - epochOf(job.creationTime)),
    queueMs: queueOf(job, end),
    phases: [
      line('validation', validation, end),
      line('data processing', dataProcessing, end),
      line('training', training, end),
    ],
  }
}

const stageOf = (job: CustomizationJobView): Stage => {
  if (job.status === 'Stopping') return 'stopping'
  if (job.status !== 'InProgress') return 'over'
  const { validation, dataProcessing, training } = job.statusDetails
  if (training.status !== 'NotStarted') return 'training'
  if (dataProcessing.status === 'Completed') return 'queue'
  if (dataProcessing.status !== 'NotStarted') return 'data processing'
  return validation.status === 'Completed' ? 'data processing' : 'validation'
}

/** Between the end of the data processing and the start of the training. */
const queueOf = (job: CustomizationJobView, end: number): number => {
  const { dataProcessing, training } = job.statusDetails
  if (dataProcessing.status !== 'Completed' || dataProcessing.lastModifiedTime === undefined) {
    return 0
  }
  const until = training.creationTime === undefined ? end : epochOf(training.creationTime)
  return Math.max(0, until - epochOf(dataProcessing.lastModifiedTime))
}

const line = (name: PhaseLine['name'], phase: JobPhase, end: number): PhaseLine => {
  const { status, creationTime, lastModifiedTime } = phase
  if (creationTime === undefined || status === 'NotStarted') return { name, status }
  const over = status !== 'InProgress' && lastModifiedTime !== undefined
  const until = over ? epochOf(lastModifiedTime) : end
  return { name, status, tookMs: Math.max(0, until - epochOf(creationTime)) }
}
