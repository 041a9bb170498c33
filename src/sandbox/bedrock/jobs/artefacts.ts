import type { Call } from '../../service.ts'
import type { Report } from '../records/data-sets.ts'
import { locationOf, putBelow, smallObject } from '../s3-uri.ts'
import type { Fit, MetricRow } from '../stand-in/fit.ts'
import type { JobRecord } from '../state.ts'

/** A data set larger than this is not copied to validated_data. */
const COPY_LIMIT = 64 * 1024 * 1024

const folderOf = (job: JobRecord): string => `model-customization-job-${job.id}`

const baseName = (uri: string): string => locationOf(uri).key.split('/').at(-1) ?? ''

/** The empty object with which Bedrock tries its right to write. */
export const preflightArtefact = (call: Call, outputUri: string): void =>
  putBelow(call, outputUri, { path: '.write_access_check_file.temp', body: '' })

/** What the validation phase leaves behind: a manifest per file, and a copy of clean data. */
export const validationArtefacts = (
  call: Call,
  job: JobRecord,
  reports: readonly Report[],
): void => {
  const uris = [job.trainingUri, ...job.validationUris]
  uris.forEach((uri, i) => {
    const report = reports[i]
    if (report === undefined) return
    const set = i === 0 ? 'training' : `validation${i === 1 ? '' : `-${i}`}`
    const { records, rejected } = report
    const rows = [
      'fileName,totalProcessedRecordCount,acceptedRecordCount,partiallyAcceptedRecordCount,rejectedRecordCount',
      `${baseName(uri)},${records},${records - rejected},0,${rejected}`,
    ]
    putBelow(call, job.outputUri, {
      path: `${folderOf(job)}/input_status/${set}/manifest.report.csv`,
      body: `${rows.join('\n')}\n`,
    })
    const body = rejected > 0 ? undefined : smallObject(call, uri, COPY_LIMIT)
    if (body === undefined) return
    const path = `${folderOf(job)}/validated_data/${set}/validated_prompts.jsonl`
    putBelow(call, job.outputUri, { path, body })
  })
}

const csv = (lossColumn: string, rows: readonly MetricRow[]): string =>
  [
    `step_number,epoch_number,${lossColumn},perplexity`,
    ...rows.map(({ step, epoch, loss }) =>
      [step, epoch, loss.toFixed(6), Math.exp(loss).toFixed(6)].join(','),
    ),
    '',
  ].join('\n')

/**
 * The metrics files where Bedrock puts them; the numbers are the stand-in's. Source:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-analyze.html
 */
export const trainingArtefacts = (call: Call, job: JobRecord, fitted: Fit): void => {
  putBelow(call, job.outputUri, {
    path: `${folderOf(job)}/training_artifacts/step_wise_training_metrics.csv`,
    body: csv('training_loss', fitted.training),
  })
  fitted.validation.forEach((rows, i) => {
    const file = i === 0 ? 'validation_metrics.csv' : `validation_metrics_${i + 1}.csv`
    putBelow(call, job.outputUri, {
      path: `${folderOf(job)}/validation_artifacts/post_fine_tuning_validation/${file}`,
      body: csv('validation_loss', rows),
    })
  })
}
