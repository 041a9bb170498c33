import { removeAlarms } from '../cloudwatch/alarms/change.ts'
import { list, members, optionalNumber, optionalText } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { refusal } from './errors.ts'
import { asked, nameMembers, page, settle, targetNameOf } from './names.ts'
import {
  changeScaling,
  componentOf,
  isSameTarget,
  keyOf,
  readScaling,
  type Suspended,
  type Target,
  type TargetName,
  uuidFrom,
  variantOf,
} from './state.ts'

/** Where Application Auto Scaling finds its rights: it makes this role itself. */
const SERVICE_ROLE =
  'role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint'

/** Makes a scalable target, or changes the members of one that are given. */
export const registerScalableTarget = (call: Call, input: Input): Output => {
  const name = targetNameOf(input)
  settle(call, name.resourceId)
  demandResource(call, name)
  const at = call.clock.now()
  return changeScaling(call, (state) => {
    const before = state.targets[keyOf(name)]
    const target = targetFrom(call, { name, input, before, at })
    checkBounds(target)
    state.targets[keyOf(name)] = target
    const tags = members(input, 'Tags') as Record<string, string>
    if (before === undefined) state.tags[target.arn] = { ...tags }
    return { ScalableTargetARN: target.arn }
  })
}

type Made = {
  readonly name: TargetName
  readonly input: Input
  readonly before: Target | undefined
  readonly at: number
}

const targetFrom = (call: Call, { name, input, before, at }: Made): Target => {
  const [min, max] = [optionalNumber(input, 'MinCapacity'), optionalNumber(input, 'MaxCapacity')]
  if (before === undefined && (min === undefined || max === undefined)) {
    throw refusal.validation('MinCapacity and MaxCapacity are required for a new scalable target.')
  }
  const own = `arn:aws:application-autoscaling:${call.region}:${call.accountId}:scalable-target`
  const suspended = members(input, 'SuspendedState') as Partial<Suspended>
  const fresh = {
    ...name,
    arn: `${own}/${uuidFrom(call.seed ?? '', call.region, keyOf(name)).slice(0, 24)}`,
    roleArn: `arn:aws:iam::${call.accountId}:${SERVICE_ROLE}`,
    createdAt: at,
    suspended: {
      DynamicScalingInSuspended: false,
      DynamicScalingOutSuspended: false,
      ScheduledScalingSuspended: false,
    },
    min: min ?? 0,
    max: max ?? 0,
    advancedTo: at,
  }
  const held = before ?? fresh
  return {
    ...held,
    min: min ?? held.min,
    max: max ?? held.max,
    suspended: { ...held.suspended, ...suspended },
  }
}

const checkBounds = ({ min, max }: Target): void => {
  if (min < 0) throw refusal.validation('Minimum capacity must be greater than or equal to 0')
  if (min <= max) return
  throw refusal.validation('Maximum capacity must be greater than or equal to minimum capacity')
}

const demandResource = (call: Call, { resourceId }: TargetName): void => {
  const component = componentOf(resourceId)
  if (component !== undefined) {
    if (call.neighbours.hosting.component(call.region, component) !== undefined) return
    throw refusal.validation(`Inference component ${component} not found.`)
  }
  const variant = variantOf(resourceId)
  if (variant === undefined) return
  const endpoint = call.neighbours.hosting.endpoint(call.region, variant.endpointName)
  const isThere = endpoint?.now.variants.some(({ name }) => name === variant.variantName)
  if (isThere) return
  throw refusal.validation(`Endpoint variant ${resourceId} not found.`)
}

/** The scalable targets of the namespace. */
export const describeScalableTargets = (call: Call, input: Input): Output => {
  settle(call, undefined)
  const ids = list<string>(input, 'ResourceIds')
  const all = Object.values(readScaling(call).targets)
  const found = asked(input, all).filter(
    ({ resourceId }) => ids.length === 0 || ids.includes(resourceId),
  )
  const { items, next } = page(input, found)
  return {
    ScalableTargets: items.map((target) => ({
      ...nameMembers(target),
      MinCapacity: target.min,
      MaxCapacity: target.max,
      RoleARN: target.roleArn,
      CreationTime: new Date(target.createdAt),
      SuspendedState: target.suspended,
      ScalableTargetARN: target.arn,
    })),
    ...(next === undefined ? {} : { NextToken: next }),
  }
}

/** Ends the scaling of a target: its policies, their alarms and its schedules go with it. */
export const deregisterScalableTarget = (call: Call, input: Input): Output => {
  const name = targetNameOf(input)
  settle(call, optionalText(input, 'ResourceId'))
  const alarms = changeScaling(call, (state) => {
    const target = state.targets[keyOf(name)]
    if (target === undefined) throw refusal.noTarget(name)
    const gone = Object.values(state.policies).filter((policy) => isSameTarget(policy, name))
    for (const { arn } of gone) delete state.policies[arn]
    for (const action of Object.values(state.actions)) {
      if (isSameTarget(action, name)) delete state.actions[action.arn]
    }
    delete state.targets[keyOf(name)]
    delete state.tags[target.arn]
    return gone.flatMap((policy) => policy.alarms.map(({ AlarmName }) => AlarmName))
  })
  removeAlarms(call, alarms)
  return {}
}
