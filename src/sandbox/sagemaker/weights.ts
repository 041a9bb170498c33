/**
 * A weight as the API gives it back: single precision, in the shortest decimal form that stands for
 * it (33.333333333 is 33.333332).
 */
export const singlePrecision = (value: number): number => {
  const rounded = Math.fround(value)
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(rounded.toPrecision(digits))
    if (Math.fround(short) === rounded) return short
  }
  return rounded
}
