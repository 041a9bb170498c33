import type { ScalableTargetKey, Scaling } from '../ports/scaling.ts'
import {
  activity,
  policyConfiguration,
  policyView,
  scheduleView,
  targetView,
} from './scaling-views.ts'
import type { AwsSession } from './session.ts'
import { allPages, present } from './values.ts'

/** The most that one page may have (API model: 1 to 50). */
const PAGE = 50

export const scalingOf = (aws: AwsSession): Scaling => ({
  targets: async (resourceIds) => {
    const found = await allPages((NextToken) =>
      aws.autoScaling(
        { operation: 'DescribeScalableTargets', subject: 'scalable targets' },
        async (client, sdk) => {
          const ResourceIds = resourceIds === undefined ? undefined : [...resourceIds]
          const page = await client.send(
            new sdk.DescribeScalableTargetsCommand({
              ...OF_SAGEMAKER,
              MaxResults: PAGE,
              ...present({ ResourceIds, NextToken }),
            }),
          )
          return { items: page.ScalableTargets ?? [], next: page.NextToken }
        },
      ),
    )
    return found.map(targetView)
  },
  register: async ({ resourceId, scalableDimension, ...target }) => {
    await aws.autoScaling(what('RegisterScalableTarget', resourceId), (client, sdk) =>
      client.send(
        new sdk.RegisterScalableTargetCommand({
          ...key({ resourceId, scalableDimension }),
          ...present({
            MinCapacity: target.minCapacity,
            MaxCapacity: target.maxCapacity,
            Tags: target.tags,
            SuspendedState: suspended(target.suspendedState),
          }),
        }),
      ),
    )
  },
  deregister: async (target) => {
    await aws.autoScaling(what('DeregisterScalableTarget', target.resourceId), (client, sdk) =>
      client.send(new sdk.DeregisterScalableTargetCommand(key(target))),
    )
  },
  ...policiesOf(aws),
  ...schedulesOf(aws),
  activities: async (ResourceId, limit = PAGE) => {
    const found = await allPages(
      (NextToken) =>
        aws.autoScaling(what('DescribeScalingActivities', ResourceId), async (client, sdk) => {
          const page = await client.send(
            new sdk.DescribeScalingActivitiesCommand({
              ...OF_SAGEMAKER,
              ResourceId,
              MaxResults: Math.min(PAGE, limit),
              IncludeNotScaledActivities: true,
              ...present({ NextToken }),
            }),
          )
          return { items: page.ScalingActivities ?? [], next: page.NextToken }
        }),
      limit,
    )
    return found.map(activity)
  },
})

const OF_SAGEMAKER = { ServiceNamespace: 'sagemaker' } as const

const what = (operation: string, resourceId: string) => ({
  operation,
  subject: `scalable target ${resourceId}`,
})

const key = ({
  resourceId: ResourceId,
  scalableDimension: ScalableDimension,
}: ScalableTargetKey) => ({
  ...OF_SAGEMAKER,
  ResourceId,
  ScalableDimension,
})

const suspended = (state: Parameters<Scaling['register']>[0]['suspendedState']) =>
  state === undefined
    ? undefined
    : {
        DynamicScalingInSuspended: state.dynamicScalingInSuspended,
        DynamicScalingOutSuspended: state.dynamicScalingOutSuspended,
        ScheduledScalingSuspended: state.scheduledScalingSuspended,
      }

const policiesOf = (aws: AwsSession): Pick<Scaling, 'policies' | 'putPolicy' | 'deletePolicy'> => ({
  policies: async (ResourceId) => {
    const found = await allPages((NextToken) =>
      aws.autoScaling(
        { operation: 'DescribeScalingPolicies', subject: 'scaling policies' },
        async (client, sdk) => {
          const page = await client.send(
            new sdk.DescribeScalingPoliciesCommand({
              ...OF_SAGEMAKER,
              ...present({ ResourceId, NextToken }),
            }),
          )
          return { items: page.ScalingPolicies ?? [], next: page.NextToken }
        },
      ),
    )
    return found.map(policyView)
  },
  putPolicy: async (policy) => {
    const answer = await aws.autoScaling(
      what('PutScalingPolicy', policy.resourceId),
      (client, sdk) =>
        client.send(
          new sdk.PutScalingPolicyCommand({
            ...key(policy),
            PolicyName: policy.policyName,
            ...policyConfiguration(policy),
          }),
        ),
    )
    return {
      policyArn: answer.PolicyARN ?? '',
      alarmNames: (answer.Alarms ?? []).flatMap(({ AlarmName }) => AlarmName ?? []),
    }
  },
  deletePolicy: async (PolicyName, target) => {
    await aws.autoScaling(what('DeleteScalingPolicy', target.resourceId), (client, sdk) =>
      client.send(new sdk.DeleteScalingPolicyCommand({ ...key(target), PolicyName })),
    )
  },
})

const schedulesOf = (
  aws: AwsSession,
): Pick<Scaling, 'schedules' | 'putSchedule' | 'deleteSchedule'> => ({
  schedules: async (ResourceId) => {
    const found = await allPages((NextToken) =>
      aws.autoScaling(
        { operation: 'DescribeScheduledActions', subject: 'scheduled scaling' },
        async (client, sdk) => {
          const page = await client.send(
            new sdk.DescribeScheduledActionsCommand({
              ...OF_SAGEMAKER,
              ...present({ ResourceId, NextToken }),
            }),
          )
          return { items: page.ScheduledActions ?? [], next: page.NextToken }
        },
      ),
    )
    return found.map(scheduleView)
  },
  putSchedule: async (action) => {
    await aws.autoScaling(what('PutScheduledAction', action.resourceId), (client, sdk) =>
      client.send(
        new sdk.PutScheduledActionCommand({
          ...key(action),
          ScheduledActionName: action.scheduledActionName,
          Schedule: action.schedule,
          ...present({ Timezone: action.timezone }),
          ScalableTargetAction: present({
            MinCapacity: action.minCapacity,
            MaxCapacity: action.maxCapacity,
          }),
        }),
      ),
    )
  },
  deleteSchedule: async (ScheduledActionName, target) => {
    await aws.autoScaling(what('DeleteScheduledAction', target.resourceId), (client, sdk) =>
      client.send(new sdk.DeleteScheduledActionCommand({ ...key(target), ScheduledActionName })),
    )
  },
})
