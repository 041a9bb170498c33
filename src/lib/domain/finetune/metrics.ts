import type { ChartPoint, ChartSeries } from '../core/chart.ts'

/** One row of the metric files that a job writes. */
export type MetricPoint = {
  readonly step: number
  readonly epoch: number
  readonly loss: number
  readonly perplexity?: number
}

/** Folder below the output prefix, and the files in it that hold the losses. */
export const TRAINING_FILE = 'training_artifacts/step_wise_training_metrics.csv'
export const VALIDATION_FILE =
  'validation_artifacts/post_fine_tuning_validation/validation_metrics.csv'
/** Counts of accepted and rejected records, written after validation. */
export const MANIFEST_FILE = 'manifest.report.csv'

/**
 * The folder of a job's artefacts: `<output prefix>model-customization-job-<job id>/`
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-analyze.html).
 */
export const artefactFolder = (outputKey: string, jobArn: string): string => {
  const prefix = outputKey === '' || outputKey.endsWith('/') ? outputKey : `${outputKey}/`
  return `${prefix}model-customization-job-${jobArn.slice(jobArn.lastIndexOf('/') + 1)}/`
}

/** Rows of a metric file, in the order of their steps; lines without a number are left out. */
export const readMetrics = (csv: string): readonly MetricPoint[] => {
  const [header = [], ...rows] = csvRows(csv)
  const at = (name: RegExp) => header.findIndex((title) => name.test(title))
  const columns = {
    step: at(/^step/),
    epoch: at(/^epoch/),
    loss: at(/loss$/),
    perplexity: at(/^perplexity/),
  }
  return rows
    .map((row): MetricPoint => {
      const perplexity = numberAt(row, columns.perplexity)
      return {
        step: numberAt(row, columns.step),
        epoch: numberAt(row, columns.epoch),
        loss: numberAt(row, columns.loss),
        ...(Number.isFinite(perplexity) ? { perplexity } : {}),
      }
    })
    .filter((point) => Number.isFinite(point.step) && Number.isFinite(point.loss))
    .sort((a, b) => a.step - b.step)
}

export type ManifestRow = {
  readonly fileName: string
  readonly total: number
  readonly accepted: number
  readonly rejected: number
}

/** Rows of `manifest.report.csv`: what the service took of each file. */
export const readManifest = (csv: string): readonly ManifestRow[] => {
  const [header = [], ...rows] = csvRows(csv)
  const at = (name: string) => header.indexOf(name)
  return rows.map((row) => ({
    fileName: row[at('fileName')] ?? '',
    total: numberAt(row, at('totalProcessedRecordCount')),
    accepted: numberAt(row, at('acceptedRecordCount')),
    rejected: numberAt(row, at('rejectedRecordCount')),
  }))
}

/** Metric files hold names and numbers alone: no quotes, no commas inside a field. */
const csvRows = (csv: string): readonly (readonly string[])[] =>
  csv
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',').map((cell) => cell.trim()))

const numberAt = (row: readonly string[], column: number): number => {
  const text = row[column]
  return text === undefined || text === '' ? Number.NaN : Number(text)
}

/** The same numbers as one CSV file with both series. */
export const metricsCsv = (
  training: readonly MetricPoint[],
  validation: readonly MetricPoint[],
): string => {
  const line = (series: string) => (point: MetricPoint) =>
    [series, point.step, point.epoch, point.loss, point.perplexity ?? ''].join(',')
  const rows = [...training.map(line('training')), ...validation.map(line('validation'))]
  return `${['series,step,epoch,loss,perplexity', ...rows].join('\n')}\n`
}

/** The last point of each epoch, training and validation side by side. */
export const lossByEpoch = (
  training: readonly MetricPoint[],
  validation: readonly MetricPoint[],
): readonly {
  readonly epoch: number
  readonly training?: MetricPoint
  readonly validation?: MetricPoint
}[] => {
  const last = (points: readonly MetricPoint[]) =>
    new Map(points.map((point) => [point.epoch, point]))
  const [byTraining, byValidation] = [last(training), last(validation)]
  const epochs = [...new Set([...byTraining.keys(), ...byValidation.keys()])]
  return epochs
    .sort((a, b) => a - b)
    .map((epoch) => {
      const [one, other] = [byTraining.get(epoch), byValidation.get(epoch)]
      return {
        epoch,
        ...(one === undefined ? {} : { training: one }),
        ...(other === undefined ? {} : { validation: other }),
      }
    })
}

/** The curves as charts take them: many training steps as a line, few validation points as marks. */
export const lossSeries = (
  training: readonly MetricPoint[],
  validation: readonly MetricPoint[],
): readonly ChartSeries[] => {
  const points = (of: readonly MetricPoint[]): readonly ChartPoint[] =>
    of.map(({ step, loss }) => ({ x: step, y: loss }))
  return [
    { name: 'training', style: 'line', points: points(training) },
    { name: 'validation', style: 'points', points: points(validation) },
  ]
}
