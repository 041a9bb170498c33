import type { Style } from '../../ports/io.ts'
import type { Severity } from '../checkup/finding.ts'
import { countOf } from '../core/count.ts'
import { displayWidth } from '../core/width.ts'
import type { AuditFinding, AuditReport, AuditUnknown } from './report.ts'
import { SEVERITIES } from './severity.ts'

export type AuditView = { readonly style: Style; readonly columns: number; readonly tty: boolean }

/** Below this a line for each thing cannot hold name and words side by side. */
const WIDE = 80
const INDENT = 2

/** An audit for a terminal: faults by severity and rule, then what is unknown, then the sums. */
export const auditText = (report: AuditReport, view: AuditView): string =>
  [
    ...headLines(report, view),
    ...SEVERITIES.flatMap((severity) => severityLines(report, severity, view)),
    ...acceptedLines(report, view),
    ...unknownLines(report, view),
    '',
    ...endLines(report, view),
  ].join('\n')

/** `us-east-1`, the names of a few, or how many. */
export const regionsText = ({ region, regions = [region] }: AuditReport): string =>
  regions.length > 4 ? countOf(regions.length, 'region') : regions.join(', ')

/** The thing, and its region where several were looked at and its name does not tell. */
export const subjectText = ({ subject, region }: AuditFinding): string =>
  region === undefined || subject.includes(region) ? subject : `${subject} (${region})`

const headLines = (report: AuditReport, view: AuditView) => {
  const { scope, account, looked } = report
  const kinds = Object.entries(looked).map(([kind, count]) => kindText(kind, count))
  return [
    ...folded(`Audit of ${scope}`, 0, view).map((line) => view.style.bold(line)),
    ...folded(`account ${account} · ${regionsText(report)}`, INDENT, view).map((line) =>
      view.style.dim(line),
    ),
    ...folded(`looked at ${kinds.join(', ') || 'nothing'}`, INDENT, view).map((line) =>
      view.style.dim(line),
    ),
  ]
}

/** Kinds that an s does not make many of, and those that name many already. */
const WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  repository: ['repository', 'repositories'],
  subnets: ['group of subnets', 'groups of subnets'],
  trails: ['set of trails', 'sets of trails'],
}

const kindText = (kind: string, count: number): string => {
  const [one, many] = WORDS[kind] ?? [kind, `${kind}s`]
  return countOf(count, one, many)
}

const severityLines = (report: AuditReport, severity: Severity, view: AuditView) => {
  const findings = report.findings.filter((one) => one.severity === severity && !one.accepted)
  if (findings.length === 0) return []
  const head = `${severity.toUpperCase()} (${findings.length})`
  return ['', painter(severity, view.style)(head), ...byRule(findings, view)]
}

const painter = (severity: Severity, style: Style): ((text: string) => string) =>
  severity === 'critical' || severity === 'high'
    ? (text) => style.bold(style.bad(text))
    : severity === 'medium'
      ? style.caution
      : style.accent

/** Rule by rule: what is wrong, each thing with its fault, and the remedy once. */
const byRule = (findings: readonly AuditFinding[], view: AuditView): readonly string[] => {
  const groups = new Map<string, AuditFinding[]>()
  for (const one of findings) groups.set(one.id, [...(groups.get(one.id) ?? []), one])
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { remedy } = first
    const commands = group.flatMap((one) => one.remedy?.command ?? [])
    const command = commands.slice(0, 1)
    return [
      ...folded(`${first.id} ${first.title}`, INDENT, view).map((line) => view.style.bold(line)),
      ...rowsOf(group, view),
      ...folded(`${remedy?.text ?? ''}${fixedText(group)}`, INDENT * 2, view).map((line) =>
        view.style.dim(line),
      ),
      // A line to be copied is never broken.
      ...command.map((line) => view.style.dim(`${' '.repeat(INDENT * 2)}${line}`)),
      ...(commands.length === group.length && group.length > 1
        ? [view.style.dim(`${' '.repeat(INDENT * 2)}and the others likewise`)]
        : []),
    ]
  })
}

/** For how many of a rule's things `--fix` is. */
const fixedText = (group: readonly AuditFinding[]): string => {
  const count = group.filter(({ remedy }) => remedy?.isFixable).length
  if (count === 0) return ''
  return count === group.length
    ? ' (--fix does it)'
    : ` (--fix does it for ${count} of ${group.length})`
}

const rowsOf = (group: readonly AuditFinding[], view: AuditView): readonly string[] => {
  const indent = INDENT * 2
  if (view.tty && view.columns < WIDE) {
    return group.flatMap((one) => [
      ...folded(subjectText(one), indent, view),
      ...folded(one.detail, indent + INDENT, view),
    ])
  }
  const width = Math.max(...group.map((one) => displayWidth(subjectText(one))))
  return group.flatMap((one) => {
    const { detail } = one
    const subject = subjectText(one)
    const name = `${' '.repeat(indent)}${subject}${' '.repeat(width - displayWidth(subject))}  `
    const fits = !view.tty || displayWidth(name + detail) <= view.columns
    return fits ? [`${name}${detail}`] : [name.trimEnd(), ...folded(detail, indent + INDENT, view)]
  })
}

const acceptedLines = ({ findings, baseline }: AuditReport, view: AuditView) => {
  const accepted = findings.filter((one) => one.accepted !== undefined)
  if (baseline === undefined) return []
  const { file, stale, expired, written } = baseline
  const parts = [
    `${accepted.length} accepted by ${file}${written ? ' (written)' : ''}`,
    ...(expired > 0 ? [`${expired} of it expired and counted again`] : []),
    ...(stale > 0 ? [`${countOf(stale, 'entry', 'entries')} no longer found`] : []),
  ]
  return ['', ...folded(parts.join('; '), 0, view).map((line) => view.style.dim(line))]
}

/** One reason for which something could not be judged, in a sentence. */
export const unknownText = ({ id, title, kind, why, count, subjects }: AuditUnknown): string => {
  const more = count > subjects.length ? ` and ${count - subjects.length} more` : ''
  return `${id} ${title}: unknown for ${kindText(kind, count)} (${why}): ${subjects.join(', ')}${more}`
}

const unknownLines = ({ unknown, gaps }: AuditReport, view: AuditView): readonly string[] => {
  if (unknown.length + gaps.length === 0) return []
  return [
    '',
    view.style.caution('UNKNOWN'),
    ...unknown.flatMap((one) => folded(unknownText(one), INDENT, view)),
    ...gaps.flatMap((gap) => folded(gap, INDENT, view)),
  ]
}

const endLines = (report: AuditReport, view: AuditView): readonly string[] => {
  const { counts, passed, fix } = report
  const faults = SEVERITIES.filter((severity) => counts[severity] > 0)
  const words = faults.map((severity) => `${counts[severity]} ${severity}`)
  const told = faults.length === 0 ? view.style.good('No faults') : view.style.bad(words.join(', '))
  const canFix = report.findings.some(({ remedy, accepted }) => remedy?.isFixable && !accepted)
  return [
    ...(view.tty && view.columns < WIDE
      ? [told, `${countOf(passed, 'check')} passed`]
      : [`${told}; ${countOf(passed, 'check')} passed`]),
    ...(fix === undefined ? [] : folded(fixText(fix), 0, view)),
    ...(canFix && fix === undefined ? ['Repair what is safe: add --fix'] : []),
  ]
}

const fixText = ({ status, fixed, planFile }: NonNullable<AuditReport['fix']>): string => {
  if (status === 'planned') {
    return planFile === undefined
      ? 'Nothing was changed (dry run).'
      : `Nothing was changed. Apply the plan: mlctl apply ${planFile}`
  }
  if (status === 'nothing-to-do') return 'Nothing that --fix can do.'
  return `Repaired and read again: ${countOf(fixed.length, 'fault')}.`
}

/** Words on as many lines as they need; a word that is too long for a line is broken, not lost. */
const folded = (text: string, indent: number, view: AuditView): readonly string[] => {
  const margin = ' '.repeat(indent)
  if (!view.tty) return [margin + text]
  const width = Math.max(8, view.columns - indent)
  const lines: string[] = []
  for (const word of text.split(' ').flatMap((one) => chunks(one, width))) {
    const last = lines.at(-1)
    if (last !== undefined && displayWidth(`${last} ${word}`) <= width) {
      lines[lines.length - 1] = `${last} ${word}`
    } else lines.push(word)
  }
  return lines.map((line) => margin + line)
}

const chunks = (word: string, width: number): readonly string[] => {
  const parts: string[] = []
  let part = ''
  for (const sign of word) {
    if (displayWidth(part + sign) > width) {
      parts.push(part)
      part = ''
    }
    part += sign
  }
  return [...parts, part]
}
