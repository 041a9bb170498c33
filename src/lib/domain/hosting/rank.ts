import type { Recommendation } from '../../ports/recommendations.ts'

/** A measured recommendation with its place. */
export type Ranked = Recommendation & { readonly rank: number; readonly withinLatency: boolean }

/**
 * Cheapest per inference first among those within the wanted latency, then the others; what has no
 * cost comes last, and latency decides between equals.
 */
export const rank = (
  recommendations: readonly Recommendation[],
  maxLatencyMs: number | undefined,
): readonly Ranked[] =>
  recommendations
    .map((one) => ({
      ...one,
      withinLatency: maxLatencyMs === undefined || (one.modelLatencyMs ?? Infinity) <= maxLatencyMs,
    }))
    .sort(
      (a, b) =>
        Number(b.withinLatency) - Number(a.withinLatency) ||
        compare(a.costPerInference, b.costPerInference) ||
        compare(a.modelLatencyMs, b.modelLatencyMs),
    )
    .map((one, at) => ({ ...one, rank: at + 1 }))

const compare = (a: number | undefined, b: number | undefined): number => {
  if (a === b) return 0
  return (a ?? Infinity) < (b ?? Infinity) ? -1 : 1
}
