import { countOf } from '../lib/domain/core/count.ts'
import { moneyText } from '../lib/domain/core/money.ts'
import { table } from '../lib/domain/core/table.ts'
import type { Confusion } from '../lib/domain/invoke/evaluation.ts'
import type { AnswerCost } from '../lib/flows/invoke/ask.ts'
import type { Batch } from '../lib/flows/invoke/batch-report.ts'
import type { Chat } from '../lib/flows/invoke/chat.ts'
import type { InvokeResult } from '../lib/flows/invoke/invoke.ts'
import type { View } from './define.ts'

/** An answer as it is; a file's run as a report. What stands on stdout already is not said again. */
export const invokeText = (result: InvokeResult, view: View): string => {
  switch (result.mode) {
    case 'answer':
      return result.streamed ? '' : result.text
    case 'chat':
      return chatText(result)
    case 'batch':
      return batchText(result, view)
  }
}

const chatText = ({ turns, usage, cost, stoppedAnswers }: Chat): string => {
  const lacking = stoppedAnswers === 0 ? '' : `, without ${stoppedAnswers} that were stopped`
  return `${countOf(turns, 'answer')}. ${usageText(usage)}, ${costText(cost)}${lacking}`
}

const batchText = (batch: Batch, view: View): string => {
  const { evaluation } = batch
  const lines = [
    `${batch.answered} of ${batch.asked} answered by ${batch.target.name}` +
      (batch.reused > 0 ? `, ${batch.reused} of them in an earlier run` : '') +
      (batch.failed > 0 ? `, ${view.style.bad(`${batch.failed} failed`)}` : ''),
    `${usageText(batch.usage)}, ${costText(batch.cost)}`,
    ...(batch.latencyMs === undefined
      ? []
      : [`latency: median ${batch.latencyMs.median} ms, p95 ${batch.latencyMs.p95} ms`]),
    ...(batch.out === undefined ? [] : [`answers: ${batch.out}`]),
  ]
  if (evaluation.accuracy !== undefined) {
    const always =
      evaluation.baseline === undefined
        ? ''
        : `; always the commonest label: ${percent(evaluation.baseline)}`
    lines.push(
      '',
      `accuracy ${view.style.bold(percent(evaluation.accuracy))} (${evaluation.correct} of ${evaluation.judged}${always})`,
    )
  }
  if (evaluation.confusion !== undefined)
    lines.push('', ...confusionText(evaluation.confusion, view))
  return lines.join('\n')
}

/** Rows are what is expected, columns what was answered. */
const confusionText = (confusion: Confusion, view: View): readonly string[] => {
  const columns = [
    { title: 'expected', of: (row: ConfusionRow) => row.label },
    ...[...confusion.labels, '(other)'].map((title, at) => ({
      title,
      of: (row: ConfusionRow) => String(row.counts[at] ?? 0),
      align: 'right' as const,
    })),
    {
      title: 'precision',
      of: (row: ConfusionRow) => score(row.precision),
      align: 'right' as const,
    },
    { title: 'recall', of: (row: ConfusionRow) => score(row.recall), align: 'right' as const },
    { title: 'f1', of: (row: ConfusionRow) => score(row.f1), align: 'right' as const },
  ]
  const rows = confusion.perLabel.map((one, at) => ({ ...one, counts: confusion.rows[at] ?? [] }))
  return [table(columns, rows, view)]
}

type ConfusionRow = Confusion['perLabel'][number] & { readonly counts: readonly number[] }

const score = (value: number | undefined): string => (value === undefined ? '-' : percent(value))

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

const usageText = (usage: Batch['usage']): string =>
  `${countOf(usage.inputTokens, 'token')} in, ${usage.outputTokens.toLocaleString('en-US')} out`

const costText = (cost: AnswerCost): string =>
  cost === 'unknown' ? 'cost unknown: no token price in the catalogue' : moneyText(cost)
