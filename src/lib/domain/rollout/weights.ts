import { StateError, UsageError } from '../../errors.ts'

/** What DescribeEndpoint tells of a variant; the weight is unknown where the service omits it. */
export type LiveVariant = { readonly variantName: string; readonly weight: number | undefined }

/** A weight to send, in percent of untargeted traffic. All of a plan sum to 100. */
export type VariantWeight = { readonly variantName: string; readonly desiredWeight: number }

/** A variant's part of untargeted traffic, 0 to 100. */
export type Share = { readonly variantName: string; readonly percent: number }

export type Split = {
  /** The variant that gets `percent`. */
  readonly variant: string
  readonly percent: number
  /** Who takes the rest when all others are at 0. */
  readonly stable?: string | undefined
}

/** Two shares that differ by no more are equal: the wire value is a single-precision float. */
const SAME_WITHIN_POINTS = 0.05

/** Weights are sent with four decimals: finer than traffic can show, coarser than the float's error. */
const UNITS_PER_PERCENT = 10_000
const ALL_UNITS = 100 * UNITS_PER_PERCENT

/**
 * The weights that give `variant` its percentage of untargeted traffic. The others share the rest in
 * their present mutual ratio; all variants are named and the weights sum to 100, so that whoever reads
 * DescribeEndpoint sees percentages.
 * @throws UsageError MLC-ROL-001 (percent), MLC-ROL-006 (who takes the rest); StateError MLC-ROL-002
 * (unknown variant), MLC-ROL-003 (nothing to split), MLC-ROL-004 (weights unreadable).
 */
export const planWeights = (
  live: readonly LiveVariant[],
  split: Split,
): readonly VariantWeight[] => {
  const percent = checkedPercent(split.percent)
  requireVariant(live, split.variant)
  if (split.stable !== undefined) requireVariant(live, split.stable)
  if (live.length === 1) throw onlyOne(split.variant)
  const others = live
    .filter(({ variantName }) => variantName !== split.variant)
    .map(({ variantName, weight }) => ({ variantName, weight: knownWeight(variantName, weight) }))
  const canaryUnits = Math.round(percent * UNITS_PER_PERCENT)
  const units = new Map(apportion(sharesForRest(others, split, percent), ALL_UNITS - canaryUnits))
  units.set(split.variant, canaryUnits)
  return live.map(({ variantName }) => ({
    variantName,
    desiredWeight: (units.get(variantName) ?? 0) / UNITS_PER_PERCENT,
  }))
}

/** Weights as shares of their sum. @throws StateError MLC-ROL-004 when they have none. */
export const sharesOf = (live: readonly LiveVariant[]): readonly Share[] => {
  const known = live.map(({ variantName, weight }) => ({
    variantName,
    weight: knownWeight(variantName, weight),
  }))
  const sum = known.reduce((total, { weight }) => total + weight, 0)
  if (sum === 0) throw noTraffic()
  return known.map(({ variantName, weight }) => ({ variantName, percent: (100 * weight) / sum }))
}

/** The same variants with the same shares; 9:1 and 90:10 are equal. */
export const sameShares = (a: readonly Share[], b: readonly Share[]): boolean =>
  a.length === b.length &&
  a.every(({ variantName, percent }) => {
    const other = b.find((one) => one.variantName === variantName)
    return other !== undefined && Math.abs(other.percent - percent) <= SAME_WITHIN_POINTS
  })

export const sharesOfWeights = (weights: readonly VariantWeight[]): readonly Share[] =>
  sharesOf(
    weights.map(({ variantName, desiredWeight }) => ({ variantName, weight: desiredWeight })),
  )

/** Weights with the given shares, summing to 100: the way back to a snapshot. */
export const weightsOf = (shares: readonly Share[]): readonly VariantWeight[] => {
  const units = new Map(
    apportion(
      shares.map(({ variantName, percent }) => ({ variantName, weight: percent })),
      ALL_UNITS,
    ),
  )
  return shares.map(({ variantName }) => ({
    variantName,
    desiredWeight: (units.get(variantName) ?? 0) / UNITS_PER_PERCENT,
  }))
}

export const percentOf = (shares: readonly Share[], variantName: string): number =>
  shares.find((share) => share.variantName === variantName)?.percent ?? 0

/** For people: `90`, `12.5`, `67.4997`; never more decimals than are sent. */
export const percentText = (percent: number): string =>
  `${Math.round(percent * UNITS_PER_PERCENT) / UNITS_PER_PERCENT} %`

/** For people: `blue 90 %, green 10 %`. */
export const sharesText = (shares: readonly Share[]): string =>
  shares.map(({ variantName, percent }) => `${variantName} ${percentText(percent)}`).join(', ')

/** @throws UsageError MLC-ROL-001 for what is no percentage. */
export const checkedPercent = (percent: number): number => {
  if (Number.isFinite(percent) && percent >= 0 && percent <= 100) return percent
  throw new UsageError('MLC-ROL-001', `A weight is 0 to 100 percent of traffic, not ${percent}.`, {
    hint: 'For example --weight 10: ten percent of the requests that name no variant.',
  })
}

const requireVariant = (live: readonly LiveVariant[], name: string): void => {
  if (live.some(({ variantName }) => variantName === name)) return
  const names = live.map(({ variantName }) => variantName).join(', ')
  throw new StateError('MLC-ROL-002', `There is no variant ${name} on this endpoint.`, {
    hint: `Its variants: ${names}.`,
    details: { variants: live.map(({ variantName }) => variantName) },
  })
}

const knownWeight = (variantName: string, weight: number | undefined): number => {
  if (weight !== undefined && Number.isFinite(weight) && weight >= 0) return weight
  throw new StateError('MLC-ROL-004', `The weight of variant ${variantName} cannot be read.`, {
    why: `The service tells ${weight === undefined ? 'none' : String(weight)}.`,
    hint: 'Shares cannot be kept that are not known; look at the endpoint and its config.',
  })
}

const sharesForRest = (
  others: readonly { readonly variantName: string; readonly weight: number }[],
  split: Split,
  percent: number,
): readonly { readonly variantName: string; readonly weight: number }[] => {
  const sum = others.reduce((total, { weight }) => total + weight, 0)
  if (sum > 0 || percent === 100) return others
  const taker = split.stable ?? (others.length === 1 ? others[0]?.variantName : undefined)
  if (taker === undefined || taker === split.variant) throw whoTakesTheRest(others, percent)
  return others.map(({ variantName }) => ({
    variantName,
    weight: variantName === taker ? 1 : 0,
  }))
}

/** Whole units in proportion to the weights, summing exactly to `total` (largest remainders). */
const apportion = (
  parts: readonly { readonly variantName: string; readonly weight: number }[],
  total: number,
): readonly (readonly [string, number])[] => {
  const sum = parts.reduce((all, { weight }) => all + weight, 0)
  if (sum === 0) return parts.map(({ variantName }) => [variantName, 0])
  const exact = parts.map(({ variantName, weight }) => {
    // The ratio first: a sum of huge weights times the units would overflow.
    const units = (weight / sum) * total
    return { variantName, whole: Math.floor(units), rest: units - Math.floor(units) }
  })
  let left = total - exact.reduce((all, { whole }) => all + whole, 0)
  const given = new Set(
    [...exact]
      // A variant at zero stays at zero.
      .filter(({ whole, rest }) => whole > 0 || rest > 0)
      .sort((a, b) => b.rest - a.rest)
      .filter(() => left-- > 0)
      .map(({ variantName }) => variantName),
  )
  return exact.map(({ variantName, whole }) => [
    variantName,
    whole + (given.has(variantName) ? 1 : 0),
  ])
}

const onlyOne = (variant: string) =>
  new StateError('MLC-ROL-003', `${variant} is the only variant: there is nothing to split.`, {
    hint: 'Add a variant first: mlctl rollout add --model <name>',
  })

const whoTakesTheRest = (others: readonly { readonly variantName: string }[], percent: number) =>
  new UsageError('MLC-ROL-006', `Who takes the other ${percentText(100 - percent)}?`, {
    why: 'All other variants are at 0, so there is no ratio to keep.',
    hint: `Pass --stable ${others.map(({ variantName }) => variantName).join(' or --stable ')}.`,
  })

const noTraffic = () =>
  new StateError('MLC-ROL-004', 'All variants have the weight 0: there are no shares.', {
    hint: 'Say who is to serve: mlctl rollout --variant <name> --weight 100',
  })
