import * as v from 'valibot'
import { digestOf } from '../../domain/core/digest.ts'
import { defineOperation } from './define.ts'

const suspension = v.object({
  resourceId: v.string(),
  scalableDimension: v.picklist([
    'sagemaker:variant:DesiredInstanceCount',
    'sagemaker:variant:DesiredProvisionedConcurrency',
    'sagemaker:inference-component:DesiredCopyCount',
  ]),
  suspended: v.object({
    dynamicScalingInSuspended: v.boolean(),
    dynamicScalingOutSuspended: v.boolean(),
    scheduledScalingSuspended: v.boolean(),
  }),
})

/** Suspends scaling of a variant, or gives it back; a target that is gone needs neither. */
export const suspendScaling = defineOperation({
  name: 'application-autoscaling.set-suspended',
  input: suspension,
  observe: async (ports, input) => {
    const targets = await ports.scaling.targets([input.resourceId])
    const target = targets.find((one) => one.scalableDimension === input.scalableDimension)
    if (target === undefined) return { fingerprint: 'absent', satisfied: true, output: {} }
    const is = target.suspendedState
    return {
      fingerprint: digestOf(is),
      satisfied:
        is.dynamicScalingInSuspended === input.suspended.dynamicScalingInSuspended &&
        is.dynamicScalingOutSuspended === input.suspended.dynamicScalingOutSuspended &&
        is.scheduledScalingSuspended === input.suspended.scheduledScalingSuspended,
      output: {},
    }
  },
  perform: async (ports, { resourceId, scalableDimension, suspended }) => {
    await ports.scaling.register({ resourceId, scalableDimension, suspendedState: suspended })
    return {}
  },
})
