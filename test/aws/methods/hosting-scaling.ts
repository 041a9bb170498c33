import type { MethodCase } from '../stage.ts'

const CREATED = new Date('2026-11-02T03:04:05.678Z')
const AT = '2026-11-02T03:04:05Z'
const KEY = {
  resourceId: 'endpoint/fraud/variant/a',
  scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
} as const
const WIRE = {
  ServiceNamespace: 'sagemaker',
  ResourceId: KEY.resourceId,
  ScalableDimension: KEY.scalableDimension,
}
const POLICY_ARN =
  'arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:resource/sagemaker/endpoint/fraud/variant/a:policyName/p'

const same =
  (expected: object, answer: object = {}) =>
  ({ input }: { readonly input: Readonly<Record<string, unknown>> }) =>
    JSON.stringify(input) === JSON.stringify(expected)
      ? answer
      : { $error: { code: 'ValidationException', message: JSON.stringify(input) } }

export const scalingMethods: readonly MethodCase[] = [
  {
    method: 'scaling.targets',
    run: (ports) => ports.scaling.targets([KEY.resourceId]),
    replies: {
      'application-autoscaling.DescribeScalableTargets': {
        ScalableTargets: [
          {
            ...WIRE,
            MinCapacity: 1,
            MaxCapacity: 4,
            RoleARN: 'arn:aws:iam::123456789012:role/r',
            CreationTime: CREATED,
            SuspendedState: { DynamicScalingInSuspended: true },
          },
        ],
      },
    },
    gives: [
      {
        ...KEY,
        minCapacity: 1,
        maxCapacity: 4,
        createdAt: AT,
        suspendedState: {
          dynamicScalingInSuspended: true,
          dynamicScalingOutSuspended: false,
          scheduledScalingSuspended: false,
        },
      },
    ],
    calls: ['DescribeScalableTargets'],
  },
  {
    method: 'scaling.register of a suspension alone leaves the capacity',
    run: (ports) =>
      ports.scaling.register({
        ...KEY,
        suspendedState: {
          dynamicScalingInSuspended: true,
          dynamicScalingOutSuspended: false,
          scheduledScalingSuspended: false,
        },
      }),
    replies: {
      'application-autoscaling.RegisterScalableTarget': same({
        ...WIRE,
        SuspendedState: {
          DynamicScalingInSuspended: true,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: false,
        },
      }),
    },
    gives: undefined,
    calls: ['RegisterScalableTarget'],
  },
  {
    method: 'scaling.deregister',
    run: (ports) => ports.scaling.deregister(KEY),
    gives: undefined,
    calls: ['DeregisterScalableTarget'],
  },
  {
    method: 'scaling.policies',
    run: (ports) => ports.scaling.policies(KEY.resourceId),
    replies: {
      'application-autoscaling.DescribeScalingPolicies': {
        ScalingPolicies: [
          {
            ...WIRE,
            PolicyName: 'p',
            PolicyARN: POLICY_ARN,
            PolicyType: 'TargetTrackingScaling',
            CreationTime: CREATED,
            TargetTrackingScalingPolicyConfiguration: {
              TargetValue: 70,
              PredefinedMetricSpecification: {
                PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance',
              },
              DisableScaleIn: true,
            },
            Alarms: [{ AlarmName: 'high', AlarmARN: 'arn:high' }],
          },
        ],
      },
    },
    gives: [
      {
        ...KEY,
        policyName: 'p',
        policyArn: POLICY_ARN,
        policyType: 'TargetTrackingScaling',
        createdAt: AT,
        alarmNames: ['high'],
        targetTracking: {
          targetValue: 70,
          predefinedMetricType: 'SageMakerVariantInvocationsPerInstance',
          disableScaleIn: true,
        },
      },
    ],
    calls: ['DescribeScalingPolicies'],
  },
  {
    method: 'scaling.putPolicy of steps',
    run: (ports) =>
      ports.scaling.putPolicy({
        ...KEY,
        policyName: 'wake',
        stepScaling: {
          adjustmentType: 'ChangeInCapacity',
          steps: [{ lowerBound: 0, adjustment: 1 }],
          cooldownSeconds: 60,
        },
      }),
    replies: {
      'application-autoscaling.PutScalingPolicy': same(
        {
          PolicyName: 'wake',
          ...WIRE,
          PolicyType: 'StepScaling',
          StepScalingPolicyConfiguration: {
            AdjustmentType: 'ChangeInCapacity',
            StepAdjustments: [{ ScalingAdjustment: 1, MetricIntervalLowerBound: 0 }],
            Cooldown: 60,
          },
        },
        { PolicyARN: POLICY_ARN },
      ),
    },
    gives: { policyArn: POLICY_ARN, alarmNames: [] },
    calls: ['PutScalingPolicy'],
  },
  {
    method: 'scaling.deletePolicy',
    run: (ports) => ports.scaling.deletePolicy('p', KEY),
    gives: undefined,
    calls: ['DeleteScalingPolicy'],
  },
  {
    method: 'scaling.putSchedule, schedules and deleteSchedule',
    run: async (ports) => {
      await ports.scaling.putSchedule({
        ...KEY,
        scheduledActionName: 'morning',
        schedule: 'cron(0 8 * * ? *)',
        timezone: 'Europe/Berlin',
        minCapacity: 2,
      })
      const found = await ports.scaling.schedules(KEY.resourceId)
      await ports.scaling.deleteSchedule('morning', KEY)
      return found
    },
    replies: {
      'application-autoscaling.DescribeScheduledActions': {
        ScheduledActions: [
          {
            ...WIRE,
            ScheduledActionName: 'morning',
            ScheduledActionARN: 'arn:aws:autoscaling:us-east-1:123456789012:scheduledAction:1',
            Schedule: 'cron(0 8 * * ? *)',
            ScalableTargetAction: { MinCapacity: 2 },
            CreationTime: CREATED,
          },
        ],
      },
    },
    gives: [
      {
        ...KEY,
        scheduledActionName: 'morning',
        schedule: 'cron(0 8 * * ? *)',
        minCapacity: 2,
        createdAt: AT,
      },
    ],
    calls: ['DeleteScheduledAction', 'DescribeScheduledActions', 'PutScheduledAction'],
  },
  {
    method: 'scaling.activities, with why nothing was scaled',
    run: (ports) => ports.scaling.activities(KEY.resourceId, 1),
    replies: {
      'application-autoscaling.DescribeScalingActivities': {
        ScalingActivities: [
          {
            ...WIRE,
            ActivityId: 'a1',
            Description: 'Setting desired instance count to 2.',
            Cause: 'monitor alarm high',
            StartTime: CREATED,
            StatusCode: 'Unfulfilled',
            NotScaledReasons: [{ Code: 'AlreadyAtMaxCapacity', MaxCapacity: 4 }],
          },
        ],
      },
    },
    gives: [
      {
        activityId: 'a1',
        resourceId: KEY.resourceId,
        description: 'Setting desired instance count to 2.',
        cause: 'monitor alarm high',
        status: 'Unfulfilled',
        startedAt: AT,
        notScaledReasons: ['AlreadyAtMaxCapacity'],
      },
    ],
    calls: ['DescribeScalingActivities'],
  },
]
