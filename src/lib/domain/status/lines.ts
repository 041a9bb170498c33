import type { Style } from '../../ports/io.ts'
import { moneyText } from '../core/money.ts'
import { table } from '../core/table.ts'
import type { StatusReport, StatusRow } from './report.ts'

export type StatusView = {
  readonly style: Style
  readonly columns: number
  readonly tty: boolean
}

/** What runs as a table, what it costs, and what could not be read. */
export const statusLines = (report: StatusReport, view: StatusView): readonly string[] => {
  const { rows, missing } = report
  const { style } = view
  const nothing =
    missing.length === 0
      ? 'Nothing runs here, and nothing ended in the last day.'
      : 'Nothing runs here, as far as it can be seen.'
  return [
    ...(rows.length === 0 ? [nothing] : table(COLUMNS, rows, view).split('\n')),
    ...missing.map(({ kind, why }) => style.caution(`missing: ${PLURALS[kind]}: ${why}`)),
    ...(view.tty || rows.length === 0 ? [''] : []),
    costLine(report),
  ]
}

const PLURALS = {
  job: 'customization jobs',
  deployment: 'deployments',
  endpoint: 'endpoints',
  rollout: 'rollouts',
  throughput: 'Provisioned Throughput',
} as const

const COLUMNS = [
  { title: 'what', of: ({ kind }: StatusRow) => kind },
  { title: 'name', of: ({ name }: StatusRow) => name },
  { title: 'status', of: ({ status }: StatusRow) => status },
  { title: 'hour', of: hourText, align: 'right' as const },
  { title: 'since', of: ({ since }: StatusRow) => since },
  { title: 'detail', of: ({ detail }: StatusRow) => detail },
] as const

function hourText({ perHour, unknownCost }: StatusRow): string {
  const known = perHour === undefined ? [] : [moneyText(perHour)]
  return [...known, ...(unknownCost === undefined ? [] : ['unknown'])].join(' + ') || '-'
}

/** `Running cost: $0.23 an hour, and unknown for fraud (1 × ml.g5.xlarge).` */
const costLine = ({ cost, missing }: StatusReport): string => {
  const unread = missing.length === 0 ? '' : ', without what could not be read'
  return `Running cost: ${costText(cost, `unknown for ${cost.unknown.join(', ')}`)}${unread}.`
}

/** Only what is known: a sum of nothing would read as free. */
const costText = ({ perHour, unknown }: StatusReport['cost'], unknownText: string): string => {
  const known = `${moneyText(perHour)} an hour`
  if (unknown.length === 0) return known
  return Number(perHour.amount) === 0 ? unknownText : `${known}, and ${unknownText}`
}

/** The one line that stands for the table where nothing can be redrawn. */
export const statusHeartbeat = ({ rows, cost, missing }: StatusReport): string => {
  const kinds = Object.entries(PLURALS).flatMap(([kind, words]) => {
    const states = rows
      .filter((row) => row.kind === kind)
      .map(({ name, status }) => `${name} ${status}`)
    return states.length === 0 ? [] : [`${words}: ${states.join(', ')}`]
  })
  const unread = missing.map(({ kind }) => `${PLURALS[kind]} cannot be read`)
  return [...kinds, ...unread, costText(cost, 'unknown cost')].join('; ')
}
