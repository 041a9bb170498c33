import { createHash } from 'node:crypto'
import type { Documents } from '../service.ts'

/**
 * One scripted fault. `error` words an API error in the service's protocol; `kind` is everything
 * that is not an API error. Without `times` the rule holds for ever.
 */
export type FaultRule = {
  /** `service.Operation` with `*`: 'bedrock.Create*', 's3.*', '*'. */
  readonly match: string
  readonly times?: number
  /** How many matching calls pass first. */
  readonly skip?: number
  /** Error code, e.g. ThrottlingException. */
  readonly error?: string
  readonly status?: number
  readonly message?: string
  readonly kind?: FaultKind
  /** For `delay`: how long; for `clockSkew`: how far ahead (default one hour); for `iamDelay`: how long. */
  readonly seconds?: number
}

/**
 * `error` 500 InternalFailure in the protocol; `html` a 503 page from a proxy; `reset` no answer;
 * `lost` the call is carried out but its answer never arrives; `delay` an answer that is late;
 * `clockSkew` a signature error whose Date header is off; `iamDelay` a new role is not assumable yet.
 */
export type FaultKind = 'error' | 'html' | 'reset' | 'lost' | 'delay' | 'clockSkew' | 'iamDelay'

export const FAULT_KINDS: readonly FaultKind[] = [
  'error',
  'html',
  'reset',
  'lost',
  'delay',
  'clockSkew',
  'iamDelay',
]

export type FaultsDocument = {
  rules: FaultRule[]
  /** How many calls each rule has seen, by its identity, for rules of the file and of the environment. */
  seen: Record<string, number>
}

const DOCUMENT = 'faults'
const EMPTY: FaultsDocument = { rules: [], seen: {} }

/** The same rule twice is two rules: the position is part of its identity. */
const identityOf = (rule: FaultRule, index: number): string =>
  createHash('sha256')
    .update(JSON.stringify([index, rule]))
    .digest('hex')
    .slice(0, 16)

/** Whether `service.Operation` fits a pattern with `*` for any run of characters. */
export const matches = (pattern: string, call: string): boolean => {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(call)
}

const isRule = (value: unknown): value is FaultRule => {
  if (value === null || typeof value !== 'object') return false
  const rule = value as Record<string, unknown>
  const counts = [rule.times, rule.skip, rule.status, rule.seconds]
  return (
    typeof rule.match === 'string' &&
    counts.every((count) => count === undefined || (typeof count === 'number' && count >= 0)) &&
    (rule.error === undefined || typeof rule.error === 'string') &&
    (rule.kind === undefined || FAULT_KINDS.includes(rule.kind as FaultKind)) &&
    (rule.error !== undefined || rule.kind !== undefined)
  )
}

/** Rules from JSON: one object or an array of them. Throws RangeError that says what a rule is. */
export const parseFaults = (json: string): readonly FaultRule[] => {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new RangeError('faults: not JSON')
  }
  const rules = Array.isArray(value) ? value : [value]
  const wrong = rules.find((rule) => !isRule(rule))
  if (wrong === undefined) return rules as FaultRule[]
  const kinds = FAULT_KINDS.join(', ')
  throw new RangeError(
    `faults: ${JSON.stringify(wrong)} is no rule: {"match":"bedrock.Create*","times":2,"error":"ThrottlingException"}, or "kind" (${kinds}) in place of "error"`,
  )
}

/** The rules in force (persisted, then those of the environment) with the calls each has seen. */
export const listFaults = (
  documents: Documents,
  extra: readonly FaultRule[],
): readonly (FaultRule & { readonly seen: number })[] => {
  const { rules, seen } = documents.read(DOCUMENT, EMPTY)
  return [
    ...rules.map((rule, index) => ({ ...rule, seen: seen[identityOf(rule, index)] ?? 0 })),
    ...extra.map((rule, index) => ({ ...rule, seen: seen[identityOf(rule, -1 - index)] ?? 0 })),
  ]
}

/** Whether a rule still fires after it has seen so many calls. */
export const isSpent = (rule: FaultRule, seen: number): boolean =>
  rule.times !== undefined && seen >= (rule.skip ?? 0) + rule.times

/** Adds rules after those that are there. */
export const addFaults = (documents: Documents, rules: readonly FaultRule[]): void => {
  documents.update(DOCUMENT, EMPTY, (document) => {
    document.rules.push(...rules)
  })
}

export const clearFaults = (documents: Documents): void => {
  documents.update(DOCUMENT, EMPTY, (document) => {
    document.rules = []
    document.seen = {}
  })
}

/**
 * The fault that hits this call, if any. Counts the call against every rule it matches up to the
 * one that fires; the counts are persisted, so several processes share `times`.
 */
export const takeFault = (
  documents: Documents,
  extra: readonly FaultRule[],
  call: string,
): FaultRule | undefined => {
  const current = documents.read(DOCUMENT, EMPTY)
  const hits = (rules: readonly FaultRule[]): boolean =>
    rules.some((rule) => rule.kind !== 'iamDelay' && matches(rule.match, call))
  // Most calls meet no rule: they must not pay for the lock.
  if (!hits(current.rules) && !hits(extra)) return undefined
  return documents.update(DOCUMENT, EMPTY, (document) => {
    const keyed = [
      ...document.rules.map((rule, index) => ({ rule, key: identityOf(rule, index) })),
      ...extra.map((rule, index) => ({ rule, key: identityOf(rule, -1 - index) })),
    ]
    for (const { rule, key } of keyed) {
      if (rule.kind === 'iamDelay' || !matches(rule.match, call)) continue
      const seen = document.seen[key] ?? 0
      if (isSpent(rule, seen)) continue
      document.seen[key] = seen + 1
      if (seen >= (rule.skip ?? 0)) return rule
    }
    return undefined
  })
}

/** For how many AWS seconds a new role stays unknown to other services. */
export const iamDelaySeconds = (documents: Documents, extra: readonly FaultRule[]): number =>
  Math.max(
    0,
    ...[...documents.read(DOCUMENT, EMPTY).rules, ...extra]
      .filter((rule) => rule.kind === 'iamDelay')
      .map((rule) => rule.seconds ?? 0),
  )
