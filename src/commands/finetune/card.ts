import { formatDuration } from '../../lib/domain/core/duration.ts'
import type { EstimateDocument } from '../../lib/flows/finetune/estimate.ts'
import type { JobDocument } from '../../lib/flows/finetune/job.ts'
import type { FinetuneResult } from '../../lib/flows/finetune/run.ts'
import type { View } from '../define.ts'
import { plannedText } from '../planned.ts'

/** A job for people: state, phases, losses, what went wrong, what to type next. */
export const jobCard = (job: JobDocument, { style }: Pick<View, 'style'>): string => {
  const paint =
    job.status === 'Completed' ? style.good : job.status === 'Failed' ? style.bad : style.accent
  const took = (seconds: number) => formatDuration(seconds * 1_000)
  const fact = (label: string, value: string | undefined) =>
    value === undefined ? [] : [`  ${label.padEnd(16)} ${value}`]
  return [
    `${style.bold(job.jobName)}  ${paint(job.status)}  ${took(job.elapsedSeconds)}`,
    ...job.phases.flatMap(({ name, status, tookSeconds }) =>
      fact(name, tookSeconds === undefined ? status : `${status} (${took(tookSeconds)})`),
    ),
    ...(job.queueSeconds > 0 ? fact('in the queue', took(job.queueSeconds)) : []),
    ...fact('base model', job.baseModelArn.slice(job.baseModelArn.indexOf('/') + 1)),
    ...fact('custom model', job.customModelName),
    ...fact('training loss', job.trainingLoss?.toFixed(4)),
    ...fact('validation loss', job.validationLoss?.toFixed(4)),
    ...fact('created', job.createdAt),
    ...(job.failure === undefined ? [] : [`  ${style.bad(job.failure.id)} ${job.failure.message}`]),
    `  ${style.dim(`next: ${job.next}`)}`,
  ].join('\n')
}

/** What a run has come to. */
export const runText = (result: FinetuneResult, view: View): string => {
  const estimate = result.estimate === undefined ? [] : [estimateText(result.estimate)]
  if (result.status === 'planned') {
    return [`Training ${result.jobName}`, ...estimate, plannedText(result)].join('\n')
  }
  if (result.job === undefined) return `${result.jobName}: nothing to do.`
  return [...estimate, jobCard(result.job, view)].join('\n')
}

/** Tokens, money and time as ranges, each with where it comes from. */
export const estimateText = (estimate: EstimateDocument): string => {
  const { tokens, epochs, cost, price, unknown, storagePerMonth, time } = estimate
  const count = (value: number) => value.toLocaleString('en-US')
  const money =
    cost === undefined
      ? `unknown: ${unknown ?? 'no price'}`
      : `$${cost.low.amount} to $${cost.high.amount} (price of ${price?.asOf ?? '?'})`
  const storage = storagePerMonth === undefined ? '' : `, then $${storagePerMonth.amount} a month`
  return [
    `  ${'tokens'.padEnd(16)} ${count(tokens.low)} to ${count(tokens.high)}${epochs === undefined ? '' : ` × ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`}`,
    `  ${'training'.padEnd(16)} ${money}${storage}`,
    `  ${'time'.padEnd(16)} ${formatDuration(time.lowMinutes * 60_000)} to ${formatDuration(time.highMinutes * 60_000)} in published runs; the queue decides`,
  ].join('\n')
}
