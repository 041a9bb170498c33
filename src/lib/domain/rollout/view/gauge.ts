import type { EvidenceFigures } from './model.ts'

/**
 * Where the test of errors stands, in [-1, 1]: -1 is where the canary passes, 1 where it fails. What
 * speaks for a failure and what speaks for a pass are two sums with a bound each; the former goes first.
 */
export const leaning = ({ upper, lower, path }: EvidenceFigures): number => {
  const last = path.at(-1)
  if (last === undefined) return 0
  const { logLikelihood, ofRatio } = last
  if (logLikelihood > 0 && upper > 0) return Math.min(1, logLikelihood / upper)
  return ofRatio < 0 && lower < 0 ? -Math.min(1, ofRatio / lower) : 0
}

/** `passes ├──●──┼─────┤ fails` in exactly `width` columns, or undefined where that is too narrow. */
export const gauge = (
  evidence: EvidenceFigures,
  { width, unicode }: { readonly width: number; readonly unicode: boolean },
): string | undefined => {
  const [left, line, middle, right, mark] = unicode ? '├─┼┤●' : '|-+|O'
  const room = width - 'passes '.length - ' fails'.length
  const inner = room - 2
  if (inner < 5) return undefined
  const cells = Array.from({ length: inner }, () => line ?? '')
  const half = (inner - 1) / 2
  cells[Math.round(half)] = middle ?? ''
  cells[Math.round(half + leaning(evidence) * half)] = mark ?? ''
  return `passes ${left}${cells.join('')}${right} fails`
}
