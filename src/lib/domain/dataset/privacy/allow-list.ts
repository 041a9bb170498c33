import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { DETECTORS, type Search } from './detect.ts'

const IDS = DETECTORS.map(({ id }) => id)
const detector = v.exactOptional(v.picklist(IDS, 'is no detector'))
const reason = v.pipe(v.string(), v.trim(), v.minLength(1, 'must say why it may stay'))

const entrySchema = v.union(
  [
    v.strictObject({
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits')),
      detector,
      reason,
    }),
    v.strictObject({
      pattern: v.pipe(v.string(), v.regex(/[^*]/, 'must not allow everything')),
      detector,
      reason,
    }),
  ],
  'must have sha256 or pattern, and a reason; detector is optional',
)

const listSchema = v.strictObject({ allow: v.array(entrySchema) })

/** A value that may stay: by digest, so that the list itself tells nothing, or by `*` wildcards. */
export type AllowEntry = v.InferOutput<typeof entrySchema>

export type AllowListReading =
  | { readonly ok: true; readonly entries: readonly AllowEntry[] }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Reads the document of an allow-list file: `allow: [{ sha256 | pattern, detector?, reason }]`. */
export const readAllowList = (document: unknown): AllowListReading => {
  const parsed = v.safeParse(listSchema, document)
  if (parsed.success) return { ok: true, entries: parsed.output.allow }
  const problems = parsed.issues.map(
    (issue) => `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`,
  )
  return { ok: false, problems }
}

export type AllowList = Required<Pick<Search, 'allows' | 'passed'>> & {
  /** How often each entry let a value pass; an unused one may be out of date. */
  readonly used: () => readonly { readonly reason: string; readonly count: number }[]
}

/** Entries as a predicate, and a counter. Digests are of the value as it stands in the text. */
export const allowList = (entries: readonly AllowEntry[]): AllowList => {
  const counts = entries.map(() => 0)
  const entryOf = (id: string, value: string): number => {
    if (entries.length === 0) return -1
    const digest = createHash('sha256').update(value).digest('hex')
    return entries.findIndex(
      (entry) =>
        (entry.detector === undefined || entry.detector === id) &&
        ('sha256' in entry ? entry.sha256.toLowerCase() === digest : fits(entry.pattern, value)),
    )
  }
  return {
    allows: (id, value) => entryOf(id, value) >= 0,
    passed: (id, value) => {
      const at = entryOf(id, value)
      counts[at] = (counts[at] ?? 0) + 1
    },
    used: () => entries.map(({ reason: why }, i) => ({ reason: why, count: counts[i] ?? 0 })),
  }
}

/** `*` stands for any run of characters; case does not matter. Each part is searched once: linear. */
const fits = (pattern: string, value: string): boolean => {
  const [first = '', ...rest] = pattern.toLowerCase().split('*')
  const text = value.toLowerCase()
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at + last.length <= text.length
}
