import type { JobRecord } from '../state.ts'

/**
 * Phases of a job in seconds on AWS. Real ones: validation 2 to 4 minutes, then a queue of minutes to
 * hours, then training of about an hour for 5,000 records and 2 epochs (published runs of 2026).
 */
const VALIDATION = 180
const PROCESSING = 60
const QUEUE = 480
const STOPPING = 90
const INTERNAL_ERROR = 100
const TRAINING_PER_RECORD = 0.36
const TRAINING_MIN = 20 * 60
const TRAINING_MAX = 90 * 60

/** The text of a failure on the service's side (seen in published runs). */
const INTERNAL_ERROR_TEXT = 'Encountered an internal error when processing the request.'

export type JobStatus = 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped'
export type PhaseStatus = JobStatus | 'NotStarted'

type Phase = { readonly status: PhaseStatus; readonly from?: number; readonly to?: number }

/** How far a job is: a function of its record and the time, in milliseconds since the epoch. */
export type Progress = {
  readonly status: JobStatus
  readonly validation: Phase
  readonly processing: Phase
  readonly training: Phase
  readonly lastModified: number
  readonly end?: number
  readonly failure?: string
}

/** Instants at which the phases of a job end, were nothing to go wrong. */
export const milestones = (job: JobRecord) => {
  const after = (from: number, seconds: number): number => from + seconds * job.msPerSecond
  const validated = after(job.createdAt, VALIDATION)
  const processed = after(validated, PROCESSING)
  const dequeued = after(processed, QUEUE)
  const epochs = Number(job.hyperParameters.epochCount ?? 1)
  const work = (job.validation?.records ?? 0) * epochs * TRAINING_PER_RECORD
  const trained = after(dequeued, Math.min(TRAINING_MAX, Math.max(TRAINING_MIN, work)))
  return { validated, processed, dequeued, trained }
}

type End = {
  readonly at: number
  readonly status: 'Completed' | 'Failed'
  /** The phase that failed. */
  readonly phase?: 'validation' | 'training'
  readonly failure?: string
}

/** When and how a job ends by itself; undefined while that is not known or never comes. */
const endOf = (job: JobRecord): End | undefined => {
  const { validated, trained } = milestones(job)
  const failed = (at: number, phase: 'validation' | 'training', failure: string): End => ({
    at,
    status: 'Failed',
    phase,
    failure,
  })
  if (job.effect === 'internal-error') {
    const at = job.createdAt + INTERNAL_ERROR * job.msPerSecond
    return failed(at, 'validation', INTERNAL_ERROR_TEXT)
  }
  const refused = job.validation?.failure
  if (refused !== undefined) return failed(validated, 'validation', refused)
  if (job.effect === 'stuck-in-queue' || job.training === undefined) return undefined
  if ('failure' in job.training) return failed(trained, 'training', job.training.failure)
  return { at: trained, status: 'Completed' }
}

/** The phases of a job that has ended by itself. */
const finalPhases = (job: JobRecord, end: End): [Phase, Phase, Phase] => {
  const { validated, processed, dequeued } = milestones(job)
  const over = (from: number, to: number): Phase => ({ status: 'Completed', from, to })
  if (end.phase === 'validation') {
    const validation: Phase = { status: 'Failed', from: job.createdAt, to: end.at }
    return [validation, { status: 'NotStarted' }, { status: 'NotStarted' }]
  }
  const training: Phase = { status: end.status, from: dequeued, to: end.at }
  return [over(job.createdAt, validated), over(validated, processed), training]
}

/** The phases as they would stand at `at`, seen from an untroubled run. */
const phasesAt = (job: JobRecord, at: number): [Phase, Phase, Phase] => {
  const { validated, processed, dequeued } = milestones(job)
  const span = (from: number, to: number): Phase => {
    if (at < from) return { status: 'NotStarted' }
    return at < to ? { status: 'InProgress', from, to: from } : { status: 'Completed', from, to }
  }
  // Nobody has looked at the records yet: validation cannot be over.
  if (job.validation === undefined) {
    const validation: Phase = { status: 'InProgress', from: job.createdAt, to: job.createdAt }
    return [validation, { status: 'NotStarted' }, { status: 'NotStarted' }]
  }
  const stuck = job.effect === 'stuck-in-queue'
  return [
    span(job.createdAt, validated),
    span(validated, processed),
    stuck || at < dequeued
      ? { status: 'NotStarted' }
      : { status: 'InProgress', from: dequeued, to: dequeued },
  ]
}

const closed = (phases: readonly Phase[], status: JobStatus, at: number): [Phase, Phase, Phase] => {
  const close = (phase: Phase | undefined): Phase =>
    phase?.status === 'InProgress'
      ? { ...phase, status, to: at }
      : (phase ?? { status: 'NotStarted' })
  return [close(phases[0]), close(phases[1]), close(phases[2])]
}

const progress = (
  status: JobStatus,
  [validation, processing, training]: readonly [Phase, Phase, Phase],
  rest: { readonly lastModified: number; readonly end?: number; readonly failure?: string },
): Progress => ({ status, validation, processing, training, ...rest })

/**
 * Status of a job and its phases at `now`. Statuses only move forward: a phase that is over stays as
 * it is, and Completed, Failed and Stopped are final.
 */
export const progressOf = (job: JobRecord, now: number): Progress => {
  const end = endOf(job)
  const stopped = job.stoppedAt
  if (stopped !== undefined && now >= stopped && !(end !== undefined && end.at <= stopped)) {
    const over = stopped + STOPPING * job.msPerSecond
    const status = now < over ? 'Stopping' : 'Stopped'
    const phases = closed(phasesAt(job, stopped), status, Math.min(now, over))
    return progress(
      status,
      phases,
      now < over ? { lastModified: stopped } : { lastModified: over, end: over },
    )
  }
  if (end !== undefined && now >= end.at) {
    const failure = end.failure === undefined ? {} : { failure: end.failure }
    const rest = { lastModified: end.at, end: end.at, ...failure }
    return progress(end.status, finalPhases(job, end), rest)
  }
  const phases = phasesAt(job, now)
  const lastModified = Math.max(job.createdAt, ...phases.map((phase) => phase.to ?? 0))
  return progress('InProgress', phases, { lastModified })
}

/** Which work is due at `now`: reading the records, fitting the stand-in, or none. */
export const workDue = (job: JobRecord, now: number): 'validate' | 'train' | undefined => {
  const { validated, trained } = milestones(job)
  const until = Math.min(now, job.stoppedAt ?? now)
  if (job.effect === 'internal-error') return undefined
  if (job.validation === undefined) return until >= validated ? 'validate' : undefined
  if (job.validation.failure !== undefined || job.training !== undefined) return undefined
  if (job.effect === 'stuck-in-queue') return undefined
  return until >= trained ? 'train' : undefined
}
