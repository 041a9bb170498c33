import { breaches, judge } from '../cloudwatch/alarms/judge.ts'
import type { MetricAlarmMembers } from '../cloudwatch/alarms/records.ts'
import type { Dimension } from '../cloudwatch/metric.ts'
import { componentOf, type Policy, variantOf } from './state.ts'

/** A target tracking configuration, as far as the sandbox follows it. */
export type Tracking = {
  readonly TargetValue: number
  readonly PredefinedMetricSpecification?: { readonly PredefinedMetricType: string }
  readonly CustomizedMetricSpecification?: {
    readonly Namespace?: string
    readonly MetricName?: string
    readonly Dimensions?: readonly Dimension[]
    readonly Statistic?: string
    readonly Unit?: string
  }
  readonly ScaleOutCooldown?: number
  readonly ScaleInCooldown?: number
  readonly DisableScaleIn?: boolean
}

type Predefined = {
  readonly metric: string
  readonly statistic: 'Sum' | 'Average'
  readonly dimension: string
}

const INSTANCES = 'sagemaker:variant:DesiredInstanceCount'
const COPIES = 'sagemaker:inference-component:DesiredCopyCount'

/**
 * The predefined metrics, and what each measures; those of high resolution are read by the minute here.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
 */
const PREDEFINED: Readonly<Record<string, Predefined>> = {
  SageMakerVariantInvocationsPerInstance: {
    metric: 'InvocationsPerInstance',
    statistic: 'Sum',
    dimension: INSTANCES,
  },
  SageMakerVariantConcurrentRequestsPerModelHighResolution: {
    metric: 'ConcurrentRequestsPerModel',
    statistic: 'Average',
    dimension: INSTANCES,
  },
  SageMakerVariantProvisionedConcurrencyUtilization: {
    metric: 'ServerlessProvisionedConcurrencyUtilization',
    statistic: 'Average',
    dimension: 'sagemaker:variant:DesiredProvisionedConcurrency',
  },
  SageMakerInferenceComponentInvocationsPerCopy: {
    metric: 'InvocationsPerCopy',
    statistic: 'Sum',
    dimension: COPIES,
  },
  SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution: {
    metric: 'ConcurrentRequestsPerCopy',
    statistic: 'Average',
    dimension: COPIES,
  },
}

const predefined = (type: string): Predefined | undefined =>
  Object.hasOwn(PREDEFINED, type) ? PREDEFINED[type] : undefined

/** Whether a predefined metric measures what this dimension scales. */
export const isPredefinedFor = (type: string, dimension: string): boolean =>
  predefined(type)?.dimension === dimension

/** What the metrics of a target are told apart by. */
const dimensionsOf = (resourceId: string): readonly Dimension[] => {
  const component = componentOf(resourceId)
  if (component !== undefined) return [{ Name: 'InferenceComponentName', Value: component }]
  const variant = variantOf(resourceId)
  return [
    { Name: 'EndpointName', Value: variant?.endpointName ?? '' },
    { Name: 'VariantName', Value: variant?.variantName ?? '' },
  ]
}

/** SageMaker's default: https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html */
export const DEFAULT_COOLDOWN_SECONDS = 300

type Metric = Pick<
  MetricAlarmMembers,
  'Namespace' | 'MetricName' | 'Dimensions' | 'Statistic' | 'Unit'
>

const metricFor = (resourceId: string, tracking: Tracking): Metric => {
  const own = tracking.CustomizedMetricSpecification
  if (own === undefined) {
    const known = predefined(tracking.PredefinedMetricSpecification?.PredefinedMetricType ?? '')
    return {
      Namespace: 'AWS/SageMaker',
      MetricName: known?.metric ?? '',
      Dimensions: dimensionsOf(resourceId),
      Statistic: known?.statistic ?? 'Average',
    }
  }
  return {
    Namespace: own.Namespace ?? '',
    MetricName: own.MetricName ?? '',
    Dimensions: own.Dimensions ?? [],
    Statistic: own.Statistic ?? 'Average',
    ...(own.Unit === undefined ? {} : { Unit: own.Unit }),
  }
}

export type Pair = { readonly high: MetricAlarmMembers; readonly low: MetricAlarmMembers }

/**
 * The alarms that a target tracking policy makes: three minutes above the target, fifteen below nine
 * tenths of it. Source: https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
export const alarmsFor = (resourceId: string, tracking: Tracking): Pair => {
  const common = { ...metricFor(resourceId, tracking), Period: 60 }
  return {
    high: {
      ...common,
      EvaluationPeriods: 3,
      Threshold: tracking.TargetValue,
      ComparisonOperator: 'GreaterThanThreshold',
    },
    low: {
      ...common,
      EvaluationPeriods: 15,
      Threshold: 0.9 * tracking.TargetValue,
      ComparisonOperator: 'LessThanThreshold',
    },
  }
}

type Window = readonly (number | undefined)[]

/**
 * The capacity that a policy wants for the metric of its last minutes, newest first: more as soon as
 * three are above the target, fewer when fifteen are well below; undefined when it wants no change.
 */
export const wantedBy = (
  policy: Policy,
  current: number,
  windows: { readonly high: Window; readonly low: Window },
): number | undefined => {
  const tracking = policy.configuration as unknown as Tracking
  const { high, low } = alarmsFor(policy.resourceId, tracking)
  const above = judge(high, windows.high, 'OK')
  const isWhole = above.evaluated.length === high.EvaluationPeriods
  if (isWhole && above.evaluated.every((value) => breaches(high, value))) {
    return Math.ceil((Math.max(1, current) * (above.evaluated[0] ?? 0)) / tracking.TargetValue)
  }
  const below = judge(low, windows.low, 'OK')
  if (below.state !== 'ALARM' || below.evaluated.length < low.EvaluationPeriods) return undefined
  if (tracking.DisableScaleIn) return undefined
  // The busiest of the quiet minutes must still fit.
  return Math.ceil((current * Math.max(...below.evaluated)) / tracking.TargetValue)
}
