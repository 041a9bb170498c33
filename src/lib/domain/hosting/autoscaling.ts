import type {
  NewScalingPolicy,
  NewScheduledScaling,
  ScalableDimension,
  ScalableTargetKey,
} from '../../ports/scaling.ts'

/** What is scaled, and by which measure. */
export type ScalingKind = 'instances' | 'serverless' | 'component'
export type ScalingMeasure = 'invocations' | 'concurrency' | 'utilization'

type Fact = {
  readonly kind: ScalingKind
  readonly measure: ScalingMeasure
  readonly scalableDimension: ScalableDimension
  readonly predefinedMetricType: string
  /** What the target value counts. */
  readonly unit: string
}

/** Predefined metrics of SageMaker in the Application Auto Scaling API model. */
export const SCALING_FACTS: readonly Fact[] = [
  {
    kind: 'instances',
    measure: 'invocations',
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    predefinedMetricType: 'SageMakerVariantInvocationsPerInstance',
    unit: 'requests a minute per instance',
  },
  {
    kind: 'instances',
    measure: 'concurrency',
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    predefinedMetricType: 'SageMakerVariantConcurrentRequestsPerModelHighResolution',
    unit: 'requests at a time per instance',
  },
  {
    kind: 'serverless',
    measure: 'utilization',
    scalableDimension: 'sagemaker:variant:DesiredProvisionedConcurrency',
    predefinedMetricType: 'SageMakerVariantProvisionedConcurrencyUtilization',
    unit: 'share of the provisioned concurrency in use, 0 to 1',
  },
  {
    kind: 'component',
    measure: 'invocations',
    scalableDimension: 'sagemaker:inference-component:DesiredCopyCount',
    predefinedMetricType: 'SageMakerInferenceComponentInvocationsPerCopy',
    unit: 'requests a minute per copy',
  },
  {
    kind: 'component',
    measure: 'concurrency',
    scalableDimension: 'sagemaker:inference-component:DesiredCopyCount',
    predefinedMetricType: 'SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution',
    unit: 'requests at a time per copy',
  },
]

export const scalingFact = (kind: ScalingKind, measure: ScalingMeasure): Fact | undefined =>
  SCALING_FACTS.find((fact) => fact.kind === kind && fact.measure === measure)

/** Half of what an instance can do: room for the minutes that a new instance takes. */
const SAFETY = 0.5

/**
 * The target from what one instance can take, in requests a second: MAX_RPS × 0.5 × 60
 * (https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html).
 */
export const targetFromLoadTest = (maxRequestsPerSecond: number): number =>
  maxRequestsPerSecond * SAFETY * 60

export type ScalingWish = {
  readonly key: ScalableTargetKey
  readonly kind: ScalingKind
  readonly measure: ScalingMeasure
  readonly min: number
  readonly max: number
  readonly target: number
  /** Seconds; SageMaker's guide has 300 for both. */
  readonly scaleInCooldown: number
  readonly scaleOutCooldown: number
  readonly noScaleIn: boolean
}

/** What is wrong with the limits; undefined when they can be. */
export const limitsProblem = (wish: ScalingWish): string | undefined => {
  const least = wish.kind === 'component' ? 0 : 1
  if (wish.min < least) {
    return wish.kind === 'component'
      ? `a minimum of ${wish.min} cannot be`
      : 'only inference components go down to zero: the minimum is 1'
  }
  if (wish.max < wish.min) return `the maximum ${wish.max} is below the minimum ${wish.min}`
  if (wish.max < 1) return 'the maximum is at least 1'
  if (!(wish.target > 0)) return `a target of ${wish.target} cannot be: it is above 0`
  if (wish.kind === 'serverless' && wish.target > 1) {
    return `the target of a serverless variant is a share, 0 to 1, not ${wish.target}`
  }
  return undefined
}

/** One policy a target, replaced by the next line. */
export const TRACKING_POLICY = 'mlctl-target-tracking'
export const WAKE_POLICY = 'mlctl-wake-from-zero'

export const trackingPolicy = (wish: ScalingWish): NewScalingPolicy => ({
  ...wish.key,
  policyName: TRACKING_POLICY,
  targetTracking: {
    targetValue: wish.target,
    predefinedMetricType: scalingFact(wish.kind, wish.measure)?.predefinedMetricType ?? '',
    scaleInCooldownSeconds: wish.scaleInCooldown,
    scaleOutCooldownSeconds: wish.scaleOutCooldown,
    disableScaleIn: wish.noScaleIn,
  },
})

/** From zero there is nothing to measure per copy: a step on refused calls starts the first copy. */
export const wakePolicy = (key: ScalableTargetKey): NewScalingPolicy => ({
  ...key,
  policyName: WAKE_POLICY,
  stepScaling: {
    adjustmentType: 'ChangeInCapacity',
    metricAggregationType: 'Maximum',
    cooldownSeconds: 60,
    steps: [{ lowerBound: 0, adjustment: 1 }],
  },
})

/**
 * One refused call is enough: the guide's own alarm has a threshold that a lonely request does not
 * reach.
 */
export const wakeAlarm = (component: string) => ({
  alarmName: `mlctl-wake-${component}`,
  description: `A call found no copy of ${component}: mlctl lets the first one start.`,
  namespace: 'AWS/SageMaker',
  metricName: 'NoCapacityInvocationFailures',
  dimensions: { InferenceComponentName: component },
  statistic: 'Maximum',
  periodSeconds: 60,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  threshold: 1,
  comparisonOperator: 'GreaterThanOrEqualToThreshold',
  treatMissingData: 'missing',
  tags: {},
})

/**
 * `NAME=cron(0 8 * * ? *) min=2 max=8` as a scheduled action, or what is wrong with it. Expressions
 * are Application Auto Scaling's: at(yyyy-mm-ddThh:mm:ss), rate(n unit), cron with six fields.
 */
export const readSchedule = (
  text: string,
  key: ScalableTargetKey,
  timezone: string | undefined,
): NewScheduledScaling | { readonly problem: string } => {
  const [, name, schedule, limits = ''] =
    /^([\w-]{1,256})=((?:at|rate|cron)\([^)]*\))((?:\s+(?:min|max)=\d+)+)\s*$/.exec(text) ?? []
  if (name === undefined || schedule === undefined) {
    return { problem: `"${text}" is not like morning=cron(0 8 * * ? *) min=2 max=8` }
  }
  const problem = scheduleProblem(schedule)
  if (problem !== undefined) return { problem }
  const limit = (which: string) => {
    const found = new RegExp(`${which}=(\\d+)`).exec(limits)?.[1]
    return found === undefined ? undefined : Number(found)
  }
  const [min, max] = [limit('min'), limit('max')]
  if (min !== undefined && max !== undefined && min > max) {
    return { problem: `${name}: the minimum ${min} is above the maximum ${max}` }
  }
  return {
    ...key,
    scheduledActionName: name,
    schedule,
    ...(timezone === undefined ? {} : { timezone }),
    ...(min === undefined ? {} : { minCapacity: min }),
    ...(max === undefined ? {} : { maxCapacity: max }),
  }
}

const scheduleProblem = (schedule: string): string | undefined => {
  const inner = schedule.slice(schedule.indexOf('(') + 1, -1).trim()
  if (schedule.startsWith('at(')) {
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(inner)
      ? undefined
      : `${schedule}: at() takes 2026-12-24T18:00:00, without a zone`
  }
  if (schedule.startsWith('rate(')) {
    return /^[1-9]\d* (minute|minutes|hour|hours|day|days)$/.test(inner)
      ? undefined
      : `${schedule}: rate() takes a number and minutes, hours or days`
  }
  const fields = inner.split(/\s+/)
  if (fields.length !== 6) return `${schedule}: cron() has six fields, this has ${fields.length}`
  return (fields[2] === '?') === (fields[4] === '?')
    ? `${schedule}: exactly one of day of month and day of week is ?`
    : undefined
}
