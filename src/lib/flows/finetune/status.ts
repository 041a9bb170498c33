import type { Ports } from '../../ports/all.ts'
import { type JobDocument, jobDocument, requireJob } from './job.ts'

/**
 * How far a job is.
 * @throws StateError MLC-FT-004 when there is no such job.
 */
export const jobStatus = async (
  ports: Pick<Ports, 'customizationJobs' | 'clock'>,
  jobIdentifier: string,
): Promise<JobDocument> => jobDocument(await requireJob(ports, jobIdentifier), ports.clock.now())
