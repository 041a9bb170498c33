/** A step scaling configuration, as far as the sandbox follows it. */
export type Stepping = {
  readonly AdjustmentType?: 'ChangeInCapacity' | 'PercentChangeInCapacity' | 'ExactCapacity'
  readonly StepAdjustments?: readonly {
    /** Relative to the alarm's threshold. */
    readonly MetricIntervalLowerBound?: number
    readonly MetricIntervalUpperBound?: number
    readonly ScalingAdjustment: number
  }[]
  readonly MinAdjustmentMagnitude?: number
  readonly Cooldown?: number
}

/**
 * The capacity that a step policy wants when its alarm's metric is `breach` beyond the threshold;
 * undefined where no step covers that. Bounds belong to the step on the side of the threshold.
 * Source: https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
 */
export const steppedTo = (
  stepping: Stepping,
  current: number,
  breach: number,
): number | undefined => {
  const step = stepping.StepAdjustments?.find(
    ({ MetricIntervalLowerBound: low = -Infinity, MetricIntervalUpperBound: high = Infinity }) =>
      breach >= 0 ? breach >= low && breach < high : breach > low && breach <= high,
  )
  if (step === undefined) return undefined
  const { ScalingAdjustment: amount } = step
  switch (stepping.AdjustmentType ?? 'ChangeInCapacity') {
    case 'ExactCapacity':
      return amount
    case 'ChangeInCapacity':
      return current + amount
    case 'PercentChangeInCapacity':
      return current + Math.sign(amount) * magnitudeOf(stepping, current * Math.abs(amount))
  }
}

/** Parts of an instance are cut off above one and rounded up below. */
const magnitudeOf = ({ MinAdjustmentMagnitude = 0 }: Stepping, hundredths: number): number => {
  const exact = hundredths / 100
  const whole = exact > 0 && exact < 1 ? 1 : Math.floor(exact)
  return Math.max(whole, MinAdjustmentMagnitude)
}
