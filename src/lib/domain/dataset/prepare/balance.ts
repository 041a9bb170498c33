import { drawer } from './draw.ts'

export type Balance = 'under' | 'over'

/**
 * How often each row of the training side is written so that all classes have the same number:
 * `under` draws from the larger ones, `over` repeats those of the smaller ones. `copies` is changed.
 */
export const balanceCopies = (
  copies: Uint32Array,
  rows: {
    readonly takesPart: (row: number) => boolean
    readonly stratumOf: (row: number) => string
  },
  how: { readonly balance: Balance; readonly random: () => number },
): void => {
  const counts = new Map<string, number>()
  for (let row = 0; row < copies.length; row++) {
    if (!rows.takesPart(row)) continue
    const stratum = rows.stratumOf(row)
    counts.set(stratum, (counts.get(stratum) ?? 0) + 1)
  }
  const sizes = [...counts.values()]
  const goal = how.balance === 'under' ? Math.min(...sizes) : Math.max(...sizes)
  const plans = new Map(
    [...counts].map(([stratum, count]) => {
      const whole = Math.floor(goal / count)
      return [stratum, { whole, more: drawer(count, goal - whole * count, how.random) }] as const
    }),
  )
  for (let row = 0; row < copies.length; row++) {
    if (!rows.takesPart(row)) continue
    const plan = plans.get(rows.stratumOf(row))
    if (plan !== undefined) copies[row] = plan.whole + (plan.more() ? 1 : 0)
  }
}
