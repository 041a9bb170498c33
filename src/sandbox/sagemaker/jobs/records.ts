import { ServiceError } from '../../service.ts'
import type { Ground, Members } from '../state.ts'

export type JobKind =
  | 'training-job'
  | 'hyper-parameter-tuning-job'
  | 'processing-job'
  | 'transform-job'

export type Metric = { readonly name: string; readonly value: number; readonly at: number }

/** What became of running a job's container. */
export type Work = {
  /** Seconds that it ran, without interruptions. */
  readonly seconds: number
  readonly exitCode: number
  /** What it left in /opt/ml/output/failure, or why it could not run. */
  readonly failure?: string
  /** The whole FailureReason, where the container is not to blame. */
  readonly reason?: string
  /** What it left in /opt/ml/output/message (processing). */
  readonly message?: string
  /** Whether a container really ran, or a stand-in that trains nothing. */
  readonly how: 'container' | 'stand-in'
  readonly metrics: readonly Metric[]
  readonly hasModel: boolean
}

/** A job of any kind; times are milliseconds since the epoch. */
export type JobRecord = {
  readonly kind: JobKind
  readonly arn: string
  readonly name: string
  readonly createdAt: number
  /** The request as it came, with defaults filled in. */
  readonly request: Members
  /** When the container starts. */
  readonly startsAt: number
  /** Fractions of its work after which its spot capacity is taken away. */
  readonly interruptions: readonly number[]
  /** Who runs its container now. */
  running?: { readonly pid: number; readonly at: number }
  work?: Work
  stoppedAt?: number
  /** The tuning job that it belongs to, and what was tuned for it. */
  readonly tuning?: {
    readonly arn: string
    /** Which of several definitions it is of. */
    readonly definition?: string
    readonly tuned: Readonly<Record<string, string>>
  }
}

export type JobsDocument = { jobs: Record<string, JobRecord> }

const DOCUMENT = 'sagemaker-jobs'

/** The jobs as they were last written; settle.ts says what has happened since. */
export const readJobs = ({ documents }: Pick<Ground, 'documents'>): JobsDocument =>
  documents.read(DOCUMENT, { jobs: {} })

/** Changes the jobs in one atomic step. */
export const changeJobs = <R>(
  { documents }: Pick<Ground, 'documents'>,
  change: (document: JobsDocument) => R,
): R => documents.update<JobsDocument, R>(DOCUMENT, { jobs: {} }, change)

/** Refusals of jobs, by the codes of the API model. */
export const refused = {
  inUse: (message: string) => new ServiceError('ResourceInUse', message),
}
