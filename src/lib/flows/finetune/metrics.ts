import { chartPng } from '../../domain/core/chart-png.ts'
import { curvesHtml } from '../../domain/finetune/curves-html.ts'
import { curvesSvg } from '../../domain/finetune/curves-svg.ts'
import {
  lossByEpoch,
  lossSeries,
  type MetricPoint,
  metricsCsv,
} from '../../domain/finetune/metrics.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { Target } from '../../ports/target.ts'
import { jobMetrics } from './artefacts.ts'
import { type JobDocument, jobDocument, requireJob } from './job.ts'

export type MetricsResult = {
  readonly job: JobDocument
  readonly folder: string
  readonly training: readonly MetricPoint[]
  readonly validation: readonly MetricPoint[]
  /** The file that was written. */
  readonly out?: string
}

type Kind = 'csv' | 'svg' | 'html' | 'png'

/**
 * The losses of a job, and with `out` a file of them: the ending of its name decides the kind.
 * @throws UsageError MLC-FT-011 for another ending; StateError MLC-FT-010 when there are none yet.
 */
export const metricsOf = async (
  ports: Pick<Ports, 'customizationJobs' | 'objects' | 'files' | 'clock' | 'target'>,
  jobIdentifier: string,
  out: string | undefined,
): Promise<MetricsResult> => {
  const kind = out === undefined ? undefined : kindOf(out)
  const job = jobDocument(await requireJob(ports, jobIdentifier), ports.clock.now())
  const metrics = await jobMetrics(ports, job)
  if (metrics.training.length === 0) throw noMetrics(job, metrics.folder)
  const result = { job, ...metrics }
  if (out === undefined || kind === undefined) return result
  if (kind === 'png')
    await ports.files.writeBytes(out, chartPng(lossSeries(metrics.training, metrics.validation)))
  else await ports.files.writeText(out, textOf(kind, result, (await ports.target()).name))
  return { ...result, out: ports.files.absolute(out) }
}

const kindOf = (path: string): Kind => {
  const ending = /\.(csv|svg|html|png)$/i.exec(path)?.[1]?.toLowerCase()
  if (ending !== undefined) return ending as Kind
  throw new UsageError('MLC-FT-011', `${path} says no kind of chart file.`, {
    hint: 'End the name in .csv, .svg, .html or .png.',
  })
}

/** Pictures are passed on without the terminal's notice, so they carry where they come from. */
const textOf = (
  kind: 'csv' | 'svg' | 'html',
  { job, training, validation }: MetricsResult,
  target: Target['name'],
): string => {
  if (kind === 'csv') return metricsCsv(training, validation)
  const series = lossSeries(training, validation)
  if (kind === 'svg') return curvesSvg(series, `Loss of ${job.jobName} (${target})`)
  return curvesHtml({
    title: job.jobName,
    facts: [
      ['Target', target],
      ['Status', job.status],
      ['Base model', job.baseModelArn],
      ['Created', job.createdAt],
      ['Data', job.trainingS3Uri ?? 'unknown'],
      ...Object.entries(job.hyperParameters),
    ],
    series,
    epochs: lossByEpoch(training, validation),
  })
}

const noMetrics = (job: JobDocument, folder: string) =>
  new StateError('MLC-FT-010', `Customization job ${job.jobName} has written no metrics.`, {
    why: `It is ${job.status} (${job.stage}); looked in ${folder}`,
    hint: `See how far it is: mlctl finetune status ${job.jobName}`,
  })
