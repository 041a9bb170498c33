/**
 * Whether a document of AWS says what was asked for: every wanted member is there and equal. Members
 * that AWS added (defaults, states) do not count.
 */
export const covers = (found: unknown, wanted: unknown): boolean => {
  if (wanted === undefined) return true
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) &&
      found.length === wanted.length &&
      wanted.every((item, at) => covers(found[at], item))
    )
  }
  if (wanted === null || typeof wanted !== 'object') return sameScalar(found, wanted)
  if (found === null || typeof found !== 'object') return Object.keys(wanted).length === 0
  return Object.entries(wanted).every(([name, member]) =>
    covers((found as Record<string, unknown>)[name], member),
  )
}

/** Weights travel as single-precision floats: 0.1 comes back as 0.10000000149011612. */
const sameScalar = (found: unknown, wanted: unknown): boolean =>
  typeof found === 'number' && typeof wanted === 'number'
    ? Math.fround(found) === Math.fround(wanted)
    : found === wanted
