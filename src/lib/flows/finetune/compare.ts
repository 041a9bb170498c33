import { lossByEpoch, type MetricPoint } from '../../domain/finetune/metrics.ts'
import type { Ports } from '../../ports/all.ts'
import { jobMetrics } from './artefacts.ts'
import { type JobDocument, jobDocument, requireJob } from './job.ts'

export type ComparedJob = {
  readonly job: JobDocument
  readonly epochs: readonly {
    readonly epoch: number
    readonly training?: MetricPoint
    readonly validation?: MetricPoint
  }[]
}

export type Comparison = {
  readonly jobs: readonly ComparedJob[]
  /** Settings that are not the same in all jobs. */
  readonly differences: readonly {
    readonly name: string
    readonly values: readonly (string | undefined)[]
  }[]
}

/** Two or more jobs side by side: what differs in their settings, and their losses. */
export const compareJobs = async (
  ports: Pick<Ports, 'customizationJobs' | 'objects' | 'clock'>,
  jobIdentifiers: readonly string[],
): Promise<Comparison> => {
  const jobs = await Promise.all(
    jobIdentifiers.map(async (identifier): Promise<ComparedJob> => {
      const job = jobDocument(await requireJob(ports, identifier), ports.clock.now())
      const { training, validation } = await jobMetrics(ports, job)
      return { job, epochs: lossByEpoch(training, validation) }
    }),
  )
  return { jobs, differences: differencesOf(jobs.map(({ job }) => job)) }
}

const differencesOf = (jobs: readonly JobDocument[]): Comparison['differences'] => {
  const settings = jobs.map(
    (job): Readonly<Record<string, string | undefined>> => ({
      'base model': job.baseModelArn.slice(job.baseModelArn.indexOf('/') + 1),
      'training data': job.trainingS3Uri,
      'validation data': job.validationS3Uri,
      ...job.hyperParameters,
    }),
  )
  const names = [...new Set(settings.flatMap((each) => Object.keys(each)))]
  return names
    .map((name) => ({ name, values: settings.map((each) => each[name]) }))
    .filter(({ values }) => new Set(values).size > 1)
}
