import type { Style } from '../../../ports/io.ts'
import { barChart } from '../../core/bar-chart.ts'
import { chartsOf, costText, factsOf, type StatsReport } from './report.ts'

/** Statistics for a terminal: figures, then charts that fit 40 columns. */
export const statsText = (report: StatsReport, style: Style, columns: number): string => {
  const size = { columns, unicode: style.unicode }
  const plain = (text: string) =>
    style.unicode ? text : text.replaceAll('–', '-').replaceAll('≤', '<=').replaceAll('±', '+-')
  const facts = factsOf(report)
  const width = Math.max(...facts.map(([label]) => label.length))
  const lines = [
    ...facts.map(([label, value]) => `${style.bold(label.padEnd(width))}  ${plain(value)}`),
    ...chartsOf(report).flatMap(({ title, bars, note }) => [
      '',
      style.bold(title),
      ...barChart(bars, size).map(plain),
      ...(note === undefined ? [] : [style.dim(note)]),
    ]),
  ]
  if (report.epochCosts.length === 0) return lines.join('\n')
  return [
    ...lines,
    '',
    style.bold('One epoch of training'),
    ...report.epochCosts.map((cost) => `${cost.model}  ${costText(cost)}`),
  ].join('\n')
}
