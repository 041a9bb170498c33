import { isObject } from './rule.ts'

/** A known finding, and how often it is accepted. */
export type KnownFinding = {
  readonly fingerprint: string
  readonly rule: string
  readonly count: number
  /** Where it was when the file was written; for people. */
  readonly example: string
}

export type Baseline = { readonly schemaVersion: 1; readonly findings: readonly KnownFinding[] }

/** More known findings than this are no exceptions any more, and would fill the memory. */
export const MAX_KNOWN = 100_000

/** The baseline in a file's text; otherwise what is wrong with it. */
export const readBaseline = (
  text: string,
): { readonly baseline: Baseline } | { readonly problem: string } => {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return { problem: 'it is not JSON' }
  }
  if (!isObject(document) || document.schemaVersion !== 1 || !Array.isArray(document.findings)) {
    return { problem: 'it has no schemaVersion 1 and findings' }
  }
  const findings: KnownFinding[] = []
  for (const [i, entry] of document.findings.entries()) {
    const known = knownFinding(entry)
    if (known === undefined) return { problem: `findings/${i} has no fingerprint, rule and count` }
    findings.push(known)
  }
  return { baseline: { schemaVersion: 1, findings } }
}

const knownFinding = (entry: unknown): KnownFinding | undefined => {
  if (!isObject(entry)) return undefined
  const { fingerprint, rule, count, example } = entry
  return typeof fingerprint === 'string' &&
    typeof rule === 'string' &&
    typeof count === 'number' &&
    Number.isInteger(count) &&
    count > 0
    ? { fingerprint, rule, count, example: typeof example === 'string' ? example : '' }
    : undefined
}

/** One line an entry, sorted: a change of the file shows what was accepted and what is gone. */
export const baselineText = ({ findings }: Baseline): string => {
  const rows = findings.toSorted((a, b) =>
    a.rule === b.rule ? compare(a.fingerprint, b.fingerprint) : compare(a.rule, b.rule),
  )
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')
  return `{\n  "schemaVersion": 1,\n  "findings": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Decides finding by finding whether it is a known one. */
export type Acceptance = {
  readonly takes: (fingerprint: string, rule: string, place: string) => boolean
  /** Known findings that were not there any more, as far as was seen. */
  readonly stale: () => number
}

/** Accepts each known finding as often as the baseline says. */
export const acceptanceOf = ({ findings }: Baseline): Acceptance => {
  const left = new Map<string, number>()
  for (const { fingerprint, count } of findings) {
    left.set(fingerprint, (left.get(fingerprint) ?? 0) + count)
  }
  return {
    takes: (fingerprint) => {
      const count = left.get(fingerprint) ?? 0
      if (count === 0) return false
      left.set(fingerprint, count - 1)
      return true
    },
    stale: () => [...left.values()].filter((count) => count > 0).length,
  }
}

/** Accepts everything and remembers it; `overflow` when it is too much for a baseline. */
export const baselineRecorder = () => {
  const known = new Map<string, KnownFinding>()
  let overflow = false
  const acceptance: Acceptance = {
    takes: (fingerprint, rule, example) => {
      const there = known.get(fingerprint)
      if (there === undefined && known.size >= MAX_KNOWN) overflow = true
      else {
        known.set(fingerprint, {
          ...(there ?? { fingerprint, rule, example }),
          count: (there?.count ?? 0) + 1,
        })
      }
      return true
    },
    stale: () => 0,
  }
  return {
    acceptance,
    baseline: (): Baseline => ({ schemaVersion: 1, findings: [...known.values()] }),
    overflow: () => overflow,
  }
}
