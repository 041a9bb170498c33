import type {
  ScalingActivity as Activity,
  ScalingPolicy as Policy,
  ScheduledAction,
  ScalableTarget as Target,
} from '@aws-sdk/client-application-auto-scaling'
import type {
  NewScalingPolicy,
  ScalableTarget,
  ScalableTargetKey,
  ScalingActivity,
  ScalingPolicy,
  ScheduledScaling,
  StepScaling,
  TargetTracking,
} from '../ports/scaling.ts'
import { iso, isoOrAbsent, present } from './values.ts'

const key = (thing: {
  ResourceId?: string | undefined
  ScalableDimension?: string | undefined
}): ScalableTargetKey => ({
  resourceId: thing.ResourceId ?? '',
  scalableDimension: (thing.ScalableDimension ?? '') as ScalableTargetKey['scalableDimension'],
})

export const targetView = (target: Target): ScalableTarget => ({
  ...key(target),
  minCapacity: target.MinCapacity ?? 0,
  maxCapacity: target.MaxCapacity ?? 0,
  suspendedState: {
    dynamicScalingInSuspended: target.SuspendedState?.DynamicScalingInSuspended ?? false,
    dynamicScalingOutSuspended: target.SuspendedState?.DynamicScalingOutSuspended ?? false,
    scheduledScalingSuspended: target.SuspendedState?.ScheduledScalingSuspended ?? false,
  },
  createdAt: iso(target.CreationTime),
  ...present({ scalableTargetArn: target.ScalableTargetARN }),
})

export const policyView = (policy: Policy): ScalingPolicy => ({
  ...key(policy),
  policyName: policy.PolicyName ?? '',
  policyArn: policy.PolicyARN ?? '',
  policyType: policy.PolicyType ?? '',
  alarmNames: (policy.Alarms ?? []).flatMap(({ AlarmName }) => AlarmName ?? []),
  createdAt: iso(policy.CreationTime),
  ...present({ targetTracking: targetTracking(policy), stepScaling: stepScaling(policy) }),
})

const targetTracking = ({
  TargetTrackingScalingPolicyConfiguration: config,
}: Policy): TargetTracking | undefined =>
  config === undefined
    ? undefined
    : {
        targetValue: config.TargetValue ?? 0,
        ...present({
          predefinedMetricType: config.PredefinedMetricSpecification?.PredefinedMetricType,
          customizedMetric: config.CustomizedMetricSpecification as
            | Readonly<Record<string, unknown>>
            | undefined,
          scaleInCooldownSeconds: config.ScaleInCooldown,
          scaleOutCooldownSeconds: config.ScaleOutCooldown,
          disableScaleIn: config.DisableScaleIn,
        }),
      }

const stepScaling = ({
  StepScalingPolicyConfiguration: config,
}: Policy): StepScaling | undefined =>
  config === undefined
    ? undefined
    : {
        adjustmentType: config.AdjustmentType ?? 'ChangeInCapacity',
        steps: (config.StepAdjustments ?? []).map((step) => ({
          adjustment: step.ScalingAdjustment ?? 0,
          ...present({
            lowerBound: step.MetricIntervalLowerBound,
            upperBound: step.MetricIntervalUpperBound,
          }),
        })),
        ...present({
          metricAggregationType: config.MetricAggregationType,
          cooldownSeconds: config.Cooldown,
        }),
      }

/** A policy's type and its configuration, as PutScalingPolicy takes them. */
export const policyConfiguration = (policy: NewScalingPolicy) =>
  'stepScaling' in policy ? stepInput(policy.stepScaling) : trackingInput(policy.targetTracking)

const stepInput = (scaling: StepScaling) => ({
  PolicyType: 'StepScaling' as const,
  StepScalingPolicyConfiguration: {
    AdjustmentType: scaling.adjustmentType,
    StepAdjustments: scaling.steps.map((step) => ({
      ScalingAdjustment: step.adjustment,
      ...present({
        MetricIntervalLowerBound: step.lowerBound,
        MetricIntervalUpperBound: step.upperBound,
      }),
    })),
    ...present({
      MetricAggregationType: scaling.metricAggregationType,
      Cooldown: scaling.cooldownSeconds,
    }),
  },
})

const trackingInput = (tracking: TargetTracking) => ({
  PolicyType: 'TargetTrackingScaling' as const,
  TargetTrackingScalingPolicyConfiguration: {
    TargetValue: tracking.targetValue,
    ...(tracking.predefinedMetricType === undefined
      ? {}
      : {
          PredefinedMetricSpecification: {
            PredefinedMetricType: tracking.predefinedMetricType as never,
          },
        }),
    ...present({
      CustomizedMetricSpecification: tracking.customizedMetric as never,
      ScaleInCooldown: tracking.scaleInCooldownSeconds,
      ScaleOutCooldown: tracking.scaleOutCooldownSeconds,
      DisableScaleIn: tracking.disableScaleIn,
    }),
  },
})

export const scheduleView = (action: ScheduledAction): ScheduledScaling => ({
  ...key(action),
  scheduledActionName: action.ScheduledActionName ?? '',
  schedule: action.Schedule ?? '',
  createdAt: iso(action.CreationTime),
  ...present({
    timezone: action.Timezone,
    minCapacity: action.ScalableTargetAction?.MinCapacity,
    maxCapacity: action.ScalableTargetAction?.MaxCapacity,
  }),
})

export const activity = (one: Activity): ScalingActivity => ({
  activityId: one.ActivityId ?? '',
  resourceId: one.ResourceId ?? '',
  description: one.Description ?? '',
  cause: one.Cause ?? '',
  status: one.StatusCode ?? '',
  startedAt: iso(one.StartTime),
  notScaledReasons: (one.NotScaledReasons ?? []).flatMap(({ Code }) => Code ?? []),
  ...present({ statusMessage: one.StatusMessage, endedAt: isoOrAbsent(one.EndTime) }),
})
