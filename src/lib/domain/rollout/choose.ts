import type { LiveVariant } from './weights.ts'

/** Which variant a percentage is meant for; `ask` lists what a person must choose from. */
export type Choice =
  | { readonly kind: 'chosen'; readonly variant: string; readonly because: string }
  | { readonly kind: 'ask'; readonly variants: readonly LiveVariant[] }

/**
 * The "new" variant: the one named; else the one a rollout of this endpoint is about; else, of two,
 * the one at weight 0. Nothing else is guessed: a wrong guess would move live traffic.
 */
export const chooseVariant = (
  live: readonly LiveVariant[],
  known: { readonly named: string | undefined; readonly remembered: string | undefined },
): Choice => {
  if (known.named !== undefined) {
    return { kind: 'chosen', variant: known.named, because: 'named by --variant' }
  }
  const has = (name: string) => live.some(({ variantName }) => variantName === name)
  if (known.remembered !== undefined && has(known.remembered)) {
    return { kind: 'chosen', variant: known.remembered, because: 'the rollout is about it' }
  }
  const idle = live.filter(({ weight }) => weight === 0)
  const [only] = idle
  if (live.length === 2 && idle.length === 1 && only !== undefined) {
    return { kind: 'chosen', variant: only.variantName, because: 'it is the one without traffic' }
  }
  return { kind: 'ask', variants: live }
}
