/** A whole number from 0 to below `below`. */
export type Dice = (below: number) => number

/** Mulberry32: the same seed throws the same numbers. */
export const diceFrom = (seed: number): Dice => {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return Math.floor((((x ^ (x >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** One of a list. */
export const pick = <T>(dice: Dice, list: readonly T[]): T => {
  const found = list[dice(list.length)]
  if (found === undefined) throw new Error('nothing to pick from')
  return found
}
