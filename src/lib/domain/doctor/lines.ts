import type { Style } from '../../ports/io.ts'
import type { CheckStatus } from '../checkup/finding.ts'
import type { DoctorReport } from './report.ts'
import { wrapped } from './wrap.ts'

type View = { readonly style: Style; readonly columns: number; readonly tty: boolean }
type Check = DoctorReport['checks'][number]

/** Signs with and without Unicode; a pipe gets the words of the JSON document. */
const SIGNS: Readonly<Record<CheckStatus, readonly [string, string]>> = {
  ok: ['✓', 'ok'],
  warn: ['!', '!'],
  fail: ['✗', 'x'],
  unknown: ['?', '?'],
  'not-applicable': ['-', '-'],
}

const GROUPS: Readonly<Record<string, string>> = {
  machine: 'This machine',
  connection: 'The way to AWS',
  access: 'Who you are',
  storage: 'Buckets and keys',
  role: 'The role of the job',
  network: 'The network of the job',
  quotas: 'Quotas and registries',
}

/** The report as people read it: groups in the order of repair, remedies below what is wrong. */
export const doctorLines = (report: DoctorReport, view: View): readonly string[] => {
  if (!view.tty) return [...report.checks.map(plainRow), '', ...summary(report, view)]
  const looked = report.checks.filter(
    (check) => check.status !== 'not-applicable' && rootOf(check) === undefined,
  )
  const groups = [...new Set(looked.map(({ group }) => group))]
  return [
    ...groups.flatMap((group) => [
      view.style.bold(GROUPS[group] ?? group),
      ...looked.filter((check) => check.group === group).flatMap((check) => rows(check, view)),
    ]),
    ...later(report.checks, view),
    '',
    ...summary(report, view),
  ]
}

/** A report as doctor repeats it: after a repair only what was looked at anew, and with --fix what became of it. */
export const doctorResultLines = (
  result: DoctorReport & {
    readonly lookedAgain?: readonly string[]
    readonly repairs?: readonly { readonly command: string; readonly status: string }[]
  },
  view: View,
): readonly string[] => {
  const { lookedAgain, repairs, ...report } = result
  const checks = report.checks.filter(({ id }) => lookedAgain?.includes(id) ?? true)
  return [
    ...doctorLines({ ...report, checks }, view),
    ...(repairs?.map(({ command, status }) => `${REPAIRED[status] ?? status}: ${command}`) ?? []),
    ...(repairs?.length === 0 ? ['Nothing of it is for mlctl to repair.'] : []),
  ]
}

const REPAIRED: Readonly<Record<string, string>> = {
  applied: 'Carried out',
  planned: 'Planned, nothing was changed',
  'nothing-to-do': 'Nothing to change',
}

/** The check whose fault must be repaired before this one can be looked at. */
const rootOf = ({ evidence }: Check): string | undefined =>
  typeof evidence === 'object' && evidence !== null && 'after' in evidence
    ? String(evidence.after)
    : undefined

/** What could not be looked at, in one line for each fault that stands before it. */
const later = (checks: readonly Check[], { style, columns }: View): readonly string[] => {
  const roots = [...new Set(checks.flatMap((check) => rootOf(check) ?? []))]
  return roots.flatMap((root) => {
    const waiting = checks.filter((check) => rootOf(check) === root)
    const text = `After ${root}: ${waiting.map(({ id, title }) => `${id} ${title}`).join(', ')}`
    return wrapped(text, columns).map((line) => style.dim(line))
  })
}

/** Status, id, title, what was found, the line that repairs it: for `cut` and `awk`. */
const plainRow = ({ status, id, title, detail, remedy }: Check): string =>
  [status, id, title, detail, remedy?.command ?? remedy?.text ?? '']
    .map((cell) => cell.replace(/[\t\r\n]+/g, ' '))
    .join('\t')
    .trimEnd()

const INDENT = '      '

const rows = (check: Check, view: View): readonly string[] => {
  const { style } = view
  const [sign, plain] = SIGNS[check.status]
  const mark = paint(check.status, style)(style.unicode ? sign : plain)
  const head = `${check.id} ${check.title}: `
  const room = view.columns - 4
  const [first = '', ...more] = wrapped(`${head}${check.detail}`, room)
  const below = (text: string, how: (text: string) => string) =>
    wrapped(text, view.columns - INDENT.length).map((line) => `${INDENT}${how(line)}`)
  const isWrong = check.status === 'fail' || check.status === 'warn'
  const same = (text: string) => text
  return [
    `  ${mark} ${first}`,
    ...more.map((line) => `    ${line}`),
    ...(isWrong && check.remedy !== undefined
      ? [
          ...below(check.remedy.text, same),
          ...(check.remedy.missing ?? []).flatMap(({ statement }) =>
            below(JSON.stringify(statement), style.dim),
          ),
          // A command is copied: it is never broken.
          ...(check.remedy.command === undefined
            ? []
            : [`${INDENT}${style.accent(check.remedy.command)}`]),
        ]
      : []),
  ]
}

const paint = (status: CheckStatus, style: Style): ((text: string) => string) => {
  if (status === 'ok') return style.good
  if (status === 'fail') return style.bad
  return status === 'not-applicable' ? style.dim : style.caution
}

/** One line where it fits; else a line each, as colours may not be broken. */
const summary = ({ counts, for: names }: DoctorReport, view: View): readonly string[] => {
  const { style } = view
  const parts: readonly (readonly [text: string, paint: (text: string) => string])[] = [
    [counts.fail > 0 ? `${counts.fail} failed` : '', style.bad],
    [counts.warn > 0 ? `${counts.warn} to look at` : '', style.caution],
    [counts.unknown > 0 ? `${counts.unknown} could not be told` : '', style.caution],
    [`${counts.ok} fine`, style.good],
  ]
  const shown = parts.filter(([text]) => text !== '')
  const what =
    names === undefined || names.length > 3
      ? ''
      : ` for ${names.map((name) => `mlctl ${name}`).join(', ')}`
  const fits = `${shown.map(([text]) => text).join(', ')}${what}.`.length <= view.columns
  const painted = shown.map(([text, paint]) => paint(text))
  return fits || !view.tty ? [`${painted.join(', ')}${what}.`] : painted
}
