import type { Judgement } from './report-model.ts'

/** Agreement as it was counted, with its interval; fractions. */
export type Agreement = {
  readonly agreed: number
  readonly pairs: number
  readonly interval: readonly [low: number, high: number]
}

const percent = (fraction: number): string => `${Math.round(fraction * 1_000) / 10} %`

/**
 * Judges the agreement of answers by the share that is asked for: pass and fail need the whole interval on
 * one side of it.
 */
export const judgeAgreement = (
  { agreed, pairs, interval: [low, high] }: Agreement,
  wanted: number,
): Judgement => {
  const verdict = low >= wanted ? 'pass' : high < wanted ? 'fail' : 'inconclusive'
  const found =
    pairs === 0
      ? 'No two answers could be compared'
      : `${percent(agreed / pairs)} of ${pairs.toLocaleString('en-US')} answers agree (95 %: ${percent(low)} to ${percent(high)})`
  const open = verdict === 'inconclusive' && pairs > 0 ? '; more answers would decide' : ''
  return { metric: 'answers', verdict, reason: `${found}, wanted ${percent(wanted)}${open}.` }
}

/** A sentence about canary and baseline, said of shadow and production. */
export const ofShadow = (reason: string): string =>
  reason
    .replaceAll('The baseline', 'Production')
    .replaceAll('the baseline', 'production')
    .replaceAll('baseline', 'production')
    .replaceAll('Canary', 'Shadow')
    .replaceAll('canary', 'shadow')
