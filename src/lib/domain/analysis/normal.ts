/**
 * Distribution function of the standard normal, to about 1e-15: Pólya's series around 0 (G. Marsaglia,
 * Journal of Statistical Software 11 (4), 2004), Laplace's continued fraction in the tails, where the
 * series would cancel.
 */
export const normalCdf = (z: number): number => {
  const x = Math.abs(z)
  const tail = x < 3 ? 0.5 - density(x) * series(x) : density(x) / fraction(x)
  return z > 0 ? 1 - tail : tail
}

/** The z below which a standard normal stays with this probability, for -8 to 8. */
export const normalQuantile = (probability: number): number =>
  bisect((z) => normalCdf(z) < probability, -8, 8)

/** Where `below` turns from true to false between the ends. */
export const bisect = (below: (x: number) => boolean, from: number, to: number): number => {
  let [low, high] = [from, to]
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (below(middle)) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)

const series = (x: number): number => {
  let [sum, term] = [x, x]
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (x * x) / odd
    sum += term
  }
  return sum
}

const fraction = (x: number): number => {
  let value = x
  for (let depth = 120; depth > 0; depth--) value = x + depth / value
  return value
}
