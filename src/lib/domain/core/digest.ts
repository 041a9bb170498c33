import { createHash } from 'node:crypto'

/** JSON with sorted keys and no undefined members: equal content gives equal text. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

/** SHA-256 of the canonical JSON, in hex. */
export const digestOf = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex')

/**
 * A clientRequestToken made of the content alone, so that the same line after a crash re-attaches
 * instead of paying twice. Letters, digits and `-` only: Bedrock refuses `_` (API model, pattern
 * of IdempotencyToken).
 */
export const clientToken = (content: unknown): string => `mlctl-${digestOf(content).slice(0, 40)}`
