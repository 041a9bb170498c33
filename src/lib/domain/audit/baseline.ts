import {
  array,
  exactOptional,
  literal,
  pipe,
  regex,
  safeParse,
  strictObject,
  string,
} from 'valibot'
import { isoTime } from '../core/duration.ts'
import type { AuditFinding } from './report.ts'

/** Why a fault is accepted, since when and until when (days, UTC). */
export type Acceptance = {
  readonly reason: string
  readonly acceptedOn: string
  /** From this day on it counts again. */
  readonly expiresOn?: string
}

const Day = pipe(string(), regex(/^\d{4}-\d{2}-\d{2}$/, 'a day is written as 2026-11-22'))

const Entry = strictObject({
  fingerprint: string(),
  id: string(),
  subject: string(),
  reason: string(),
  acceptedOn: Day,
  expiresOn: exactOptional(Day),
})

const Document = strictObject({ schemaVersion: literal(1), accepted: array(Entry) })

export type BaselineEntry = Acceptance & {
  readonly fingerprint: string
  readonly id: string
  readonly subject: string
}

/** The entries of a baseline file's text; otherwise what is wrong with it. */
export const readAuditBaseline = (
  text: string,
): { readonly entries: readonly BaselineEntry[] } | { readonly problem: string } => {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return { problem: 'it is not JSON' }
  }
  const read = safeParse(Document, document)
  if (read.success) return { entries: read.output.accepted }
  const [issue] = read.issues
  const place = issue.path?.map(({ key }) => String(key)).join('/')
  return { problem: place === undefined ? issue.message : `${place}: ${issue.message}` }
}

const DAY_LENGTH = '2026-11-22'.length

/** The day of an instant, in UTC. */
export const dayOf = (epochMs: number): string => isoTime(epochMs).slice(0, DAY_LENGTH)

/** Findings with the acceptance of those that a baseline knows, as of a day. */
export const withBaseline = (
  findings: readonly AuditFinding[],
  entries: readonly BaselineEntry[],
  today: string,
) => {
  const isOver = ({ expiresOn }: BaselineEntry) => expiresOn !== undefined && expiresOn <= today
  const known = new Map(entries.map((entry) => [entry.fingerprint, entry]))
  const found = new Set(findings.map(({ fingerprint }) => fingerprint))
  return {
    findings: findings.map((finding): AuditFinding => {
      const entry = known.get(finding.fingerprint)
      if (entry === undefined || isOver(entry)) return finding
      const { reason, acceptedOn, expiresOn } = entry
      const until = expiresOn === undefined ? {} : { expiresOn }
      return { ...finding, accepted: { reason, acceptedOn, ...until } }
    }),
    stale: entries.filter(({ fingerprint }) => !found.has(fingerprint)).length,
    expired: entries.filter((entry) => found.has(entry.fingerprint) && isOver(entry)).length,
  }
}

/**
 * A baseline of all that is found now: what was accepted before keeps its reason and days, what is over
 * is accepted anew, what was not found any more goes.
 */
export const updatedBaseline = (
  findings: readonly AuditFinding[],
  entries: readonly BaselineEntry[],
  acceptance: Acceptance,
): readonly BaselineEntry[] => {
  const known = new Map(entries.map((entry) => [entry.fingerprint, entry]))
  return findings.map(({ fingerprint, id, subject, accepted }) => {
    const before = known.get(fingerprint)
    if (before !== undefined && accepted !== undefined) return before
    return { fingerprint, id, subject, ...acceptance }
  })
}

/** One line an entry, sorted: a change of the file shows what was accepted and what is gone. */
export const baselineText = (entries: readonly BaselineEntry[]): string => {
  const key = ({ id, subject }: BaselineEntry) => `${id} ${subject}`
  const lines = entries
    .toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
    .map((entry) => `    ${JSON.stringify(entry)}`)
    .join(',\n')
  return `{\n  "schemaVersion": 1,\n  "accepted": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`
}
