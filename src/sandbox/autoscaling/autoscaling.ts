import type { Service } from '../service.ts'
import { describeScalingActivities } from './activities.ts'
import { deleteScalingPolicy, describeScalingPolicies, putScalingPolicy } from './policies.ts'
import {
  deleteScheduledAction,
  describeScheduledActions,
  putScheduledAction,
} from './scheduled-actions.ts'
import { listTagsForResource, tagResource, untagResource } from './tags.ts'
import {
  deregisterScalableTarget,
  describeScalableTargets,
  registerScalableTarget,
} from './targets.ts'

/** Application Auto Scaling for the variants of SageMaker endpoints. */
export const autoscaling: Service = {
  name: 'application-autoscaling',
  operations: {
    RegisterScalableTarget: registerScalableTarget,
    DescribeScalableTargets: describeScalableTargets,
    DeregisterScalableTarget: deregisterScalableTarget,
    PutScalingPolicy: putScalingPolicy,
    DescribeScalingPolicies: describeScalingPolicies,
    DeleteScalingPolicy: deleteScalingPolicy,
    PutScheduledAction: putScheduledAction,
    DescribeScheduledActions: describeScheduledActions,
    DeleteScheduledAction: deleteScheduledAction,
    DescribeScalingActivities: describeScalingActivities,
    TagResource: tagResource,
    UntagResource: untagResource,
    ListTagsForResource: listTagsForResource,
  },
}
