import type { Ports } from '../../ports/all.ts'
import type { TunedTraining } from '../../ports/tuning-jobs.ts'
import { type JobDocument, jobDocument } from './document.ts'
import { findJob } from './find.ts'
import type { JobKind, JobPorts } from './kinds.ts'

export type JobReport = JobDocument & {
  /** Of a tuning job: its trainings, best first. */
  readonly ranking?: readonly TunedTraining[]
}

/** How a job stands; the trainings of a tuning job with it. @throws StateError MLC-TRN-007. */
export const jobStatus = async (
  ports: Pick<Ports, JobPorts | 'clock'>,
  nameOrArn: string,
  wanted: JobKind | undefined,
): Promise<JobReport> => {
  const { kind, job } = await findJob(ports, nameOrArn, wanted)
  const document = jobDocument(kind, job, ports.clock.now())
  if (kind !== 'tuning') return document
  const direction = job.objective?.type === 'Minimize' ? 1 : -1
  const worst = direction * Number.POSITIVE_INFINITY
  const trainings = await ports.tuningJobs.trainings(job.jobName)
  const ranking = [...trainings].sort(
    (a, b) => direction * ((a.objective ?? worst) - (b.objective ?? worst)) || 0,
  )
  return { ...document, ranking }
}
