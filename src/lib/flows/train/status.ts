import { type Ranking, rankTrainings } from '../../domain/train/ranking.ts'
import type { Ports } from '../../ports/all.ts'
import { type JobDocument, jobDocument } from './document.ts'
import { findJob } from './find.ts'
import type { JobKind, JobPorts } from './kinds.ts'

/** Of a tuning job: its trainings by their rank too. */
export type JobReport = JobDocument & Partial<Ranking>

/** How a job stands; the trainings of a tuning job with it. @throws StateError MLC-TRN-007. */
export const jobStatus = async (
  ports: Pick<Ports, JobPorts | 'clock'>,
  nameOrArn: string,
  wanted: JobKind | undefined,
): Promise<JobReport> => {
  const { kind, job } = await findJob(ports, nameOrArn, wanted)
  const document = jobDocument(kind, job, ports.clock.now())
  if (kind !== 'tuning') return document
  return { ...document, ...rankTrainings(job, await ports.tuningJobs.trainings(job.jobName)) }
}
