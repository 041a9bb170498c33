import { chartsOf, costText, factsOf, type StatsReport } from './report.ts'

/** Section, name and value a line (RFC 4180), for spreadsheets. */
export const statsCsv = (report: StatsReport): string => {
  const rows: readonly (readonly string[])[] = [
    ['section', 'name', 'value'],
    ...report.files.map(({ path, records }) => ['file', path, String(records)]),
    ...factsOf(report).map(([label, value]) => ['figure', label, value]),
    ...chartsOf(report).flatMap(({ title, bars }) =>
      bars.map(({ label, value }) => [title, label, String(value)]),
    ),
    ...report.epochCosts.map((cost) => ['One epoch of training', cost.model, costText(cost)]),
  ]
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** A leading = + - @ would be run as a formula by spreadsheets. */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
