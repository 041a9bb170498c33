/** Two-sided z of 95 % and of 99.9 %. */
export const Z95 = 1.959964
export const Z999 = 3.290527

/**
 * Wilson's score interval for a share of `count` in `of` trials, as fractions; [0, 1] without trials
 * (E. B. Wilson, JASA 22, 1927).
 */
export const wilson = (count: number, of: number, z = Z95): readonly [number, number] => {
  if (of === 0) return [0, 1]
  const share = count / of
  const scale = 1 + (z * z) / of
  const centre = (share + (z * z) / (2 * of)) / scale
  const half = (z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))) / scale
  return [Math.max(0, centre - half), Math.min(1, centre + half)]
}

/**
 * Whether `errors` in `requests` prove an error rate below `rate` with 95 % confidence, exactly: so few
 * errors must be rarer than 1 in 20 at that rate (Clopper and Pearson, Biometrika 26, 1934). Without an
 * error it takes about 3 / rate requests, the rule of three.
 */
export const provedBelow = (rate: number, errors: number, requests: number): boolean => {
  if (rate <= 0 || requests === 0 || errors / requests >= rate) return false
  const odds = rate / (1 - rate)
  let log = requests * Math.log1p(-rate)
  let sum = Math.exp(log)
  for (let k = 1; k <= errors && sum < 0.05; k++) {
    log += Math.log(((requests - k + 1) / k) * odds)
    sum += Math.exp(log)
  }
  return sum < 0.05
}
