import { removeAlarms } from '../cloudwatch/alarms/change.ts'
import { putMetricAlarm } from '../cloudwatch/alarms/put.ts'
import { alarmArn } from '../cloudwatch/alarms/records.ts'
import { list, members, optionalText, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { refusal } from './errors.ts'
import { asked, nameMembers, page, settle, targetNameOf } from './names.ts'
import {
  changeScaling,
  keyOf,
  type Policy,
  type PolicyAlarm,
  readScaling,
  type TargetName,
  uuidFrom,
} from './state.ts'
import { alarmsFor, isPredefinedFor, type Tracking } from './tracking.ts'

/** Makes a policy or overwrites one; target tracking comes with two alarms of its own. */
export const putScalingPolicy = (call: Call, input: Input): Output => {
  const target = targetNameOf(input)
  settle(call, target.resourceId)
  const state = readScaling(call)
  if (state.targets[keyOf(target)] === undefined) throw refusal.noTarget(target)
  const name = text(input, 'PolicyName')
  const before = Object.values(state.policies).find(
    (policy) => policy.name === name && keyOf(policy) === keyOf(target),
  )
  const type = typeOf(input, target, before)
  const configuration = members(input, `${type}PolicyConfiguration`)
  const alarms =
    type === 'TargetTrackingScaling' ? putAlarms(call, { target, name, configuration }) : []
  const arn = before?.arn ?? policyArn(call, target, name)
  const createdAt = before?.createdAt ?? call.clock.now()
  const policy: Policy = { ...target, arn, name, type, createdAt, configuration, alarms }
  changeScaling(call, ({ policies }) => {
    policies[arn] = policy
  })
  return { PolicyARN: arn, Alarms: alarms }
}

const policyArn = (call: Call, target: TargetName, name: string): string => {
  const id = uuidFrom(call.seed ?? '', call.region, keyOf(target), name)
  return `arn:aws:autoscaling:${call.region}:${call.accountId}:scalingPolicy:${id}:resource/${target.namespace}/${target.resourceId}:policyName/${name}`
}

const typeOf = (input: Input, target: TargetName, before: Policy | undefined): Policy['type'] => {
  const type = optionalText(input, 'PolicyType') ?? before?.type ?? 'StepScaling'
  if (type !== 'TargetTrackingScaling' && type !== 'StepScaling') {
    throw refusal.validation(`The sandbox does not have ${type}.`)
  }
  if (input[`${type}PolicyConfiguration`] === undefined) {
    throw refusal.validation(`${type}PolicyConfiguration is required for a policy of type ${type}.`)
  }
  if (type === 'TargetTrackingScaling') {
    const tracking = members(input, `${type}PolicyConfiguration`) as unknown as Tracking
    checkTracking(tracking, target.dimension)
  }
  return type
}

const checkTracking = (tracking: Tracking, dimension: string): void => {
  const { PredefinedMetricSpecification: known, CustomizedMetricSpecification: own } = tracking
  if ((known === undefined) === (own === undefined)) {
    throw refusal.validation(
      'Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification is required.',
    )
  }
  if (known !== undefined && !isPredefinedFor(known.PredefinedMetricType, dimension)) {
    throw refusal.validation(
      `Predefined metric type ${known.PredefinedMetricType} is not for ${dimension}.`,
    )
  }
  if (!(tracking.TargetValue > 0)) throw refusal.validation('TargetValue must be greater than 0.')
}

type Wanted = {
  readonly target: TargetName
  readonly name: string
  readonly configuration: Readonly<Record<string, unknown>>
}

const putAlarms = (call: Call, { target, name, configuration }: Wanted): readonly PolicyAlarm[] => {
  const pair = alarmsFor(target.resourceId, configuration as unknown as Tracking)
  const sides = [
    ['High', pair.high],
    ['Low', pair.low],
  ] as const
  return sides.map(([side, alarm]) => {
    const id = uuidFrom(call.seed ?? '', keyOf(target), name, side)
    const AlarmName = `TargetTracking-${target.resourceId}-Alarm${side}-${id}`
    putMetricAlarm(call, {
      ...alarm,
      AlarmName,
      AlarmDescription: 'DO NOT EDIT OR DELETE. For TargetTrackingScaling policy.',
      AlarmActions: [policyArn(call, target, name)],
    })
    return { AlarmName, AlarmARN: alarmArn(call, AlarmName) }
  })
}

/** The policies of the namespace, of one resource, or by name. */
export const describeScalingPolicies = (call: Call, input: Input): Output => {
  const names = list<string>(input, 'PolicyNames')
  const all = Object.values(readScaling(call).policies)
  const found = asked(input, all).filter(({ name }) => names.length === 0 || names.includes(name))
  const { items, next } = page(input, found)
  return {
    ScalingPolicies: items.map((policy) => ({
      ...nameMembers(policy),
      PolicyARN: policy.arn,
      PolicyName: policy.name,
      PolicyType: policy.type,
      [`${policy.type}PolicyConfiguration`]: policy.configuration,
      Alarms: policy.alarms,
      CreationTime: new Date(policy.createdAt),
    })),
    ...(next === undefined ? {} : { NextToken: next }),
  }
}

/** Deletes a policy and the alarms that came with it. */
export const deleteScalingPolicy = (call: Call, input: Input): Output => {
  const target = targetNameOf(input)
  const name = text(input, 'PolicyName')
  settle(call, target.resourceId)
  const gone = changeScaling(call, ({ policies }) => {
    const policy = Object.values(policies).find(
      (each) => each.name === name && keyOf(each) === keyOf(target),
    )
    if (policy === undefined) {
      throw refusal.notFound(`No scaling policy found for resource ${target.resourceId}: ${name}`)
    }
    delete policies[policy.arn]
    return policy
  })
  removeAlarms(
    call,
    gone.alarms.map(({ AlarmName }) => AlarmName),
  )
  return {}
}
