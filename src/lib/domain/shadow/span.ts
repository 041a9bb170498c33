import type { Judgement, ShadowReport, VerdictWord } from './report-model.ts'

const MINUTE_MS = 60_000

/** Epoch milliseconds; `to` is exclusive. */
export type Span = { readonly from: number; readonly to: number }

export type ShadowMinute = {
  readonly at: number
  readonly invocations: number
  /** False while CloudWatch may still change it. */
  readonly complete: boolean
}

/**
 * When production and shadow can be compared: while the shadow got requests. `inner` leaves out its first
 * minute, which it shares with a time without it, and minutes that are still arriving; where nothing
 * would be left they count. `asked` where the shadow got none.
 */
export const comparedSpan = (
  minutes: readonly ShadowMinute[],
  asked: Span,
): { readonly inner: Span; readonly outer: Span } => {
  const busy = minutes.filter(({ invocations }) => invocations > 0).sort((a, b) => a.at - b.at)
  if (busy.length === 0) return { inner: asked, outer: asked }
  const whole = busy.slice(1).filter(({ complete }) => complete)
  return {
    inner: around(whole.length > 0 ? whole : busy, asked),
    outer: { from: around(busy, asked).from, to: asked.to },
  }
}

const around = (minutes: readonly ShadowMinute[], asked: Span): Span => ({
  from: minutes[0]?.at ?? asked.from,
  to: (minutes.at(-1)?.at ?? asked.to) + MINUTE_MS,
})

const RANK: Readonly<Record<VerdictWord, number>> = { fail: 0, inconclusive: 1, pass: 2 }

/** The worst judgement speaks for all; of passes the one on errors does. */
export const worstOf = (
  judgements: readonly Judgement[],
): Pick<ShadowReport, 'verdict' | 'reason'> => {
  const [worst] = [...judgements].sort((a, b) => RANK[a.verdict] - RANK[b.verdict])
  if (worst === undefined) return { verdict: 'inconclusive', reason: 'Nothing has been measured.' }
  const errors = judgements.find(({ metric }) => metric === 'errors')
  const speaker = worst.verdict === 'pass' ? (errors ?? worst) : worst
  return { verdict: worst.verdict, reason: speaker.reason }
}
