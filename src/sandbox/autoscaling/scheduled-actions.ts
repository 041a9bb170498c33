import { list, members, optionalText, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { refusal } from './errors.ts'
import { asked, nameMembers, page, settle, targetNameOf } from './names.ts'
import { isTimezone, scheduleOf } from './schedule.ts'
import { changeScaling, keyOf, readScaling, type ScheduledAction, uuidFrom } from './state.ts'

const instant = (value: unknown): number | undefined =>
  value instanceof Date ? value.getTime() : undefined

/** Makes a scheduled change of a target's bounds, or overwrites one. */
export const putScheduledAction = (call: Call, input: Input): Output => {
  const target = targetNameOf(input)
  const name = text(input, 'ScheduledActionName')
  settle(call, target.resourceId)
  changeScaling(call, (state) => {
    if (state.targets[keyOf(target)] === undefined) throw refusal.noTarget(target)
    const before = Object.values(state.actions).find(
      (action) => action.name === name && keyOf(action) === keyOf(target),
    )
    const action = actionFrom(call, input, before)
    state.actions[action.arn] = action
  })
  return {}
}

const actionFrom = (
  call: Call,
  input: Input,
  before: ScheduledAction | undefined,
): ScheduledAction => {
  const target = targetNameOf(input)
  const name = text(input, 'ScheduledActionName')
  const schedule = optionalText(input, 'Schedule') ?? before?.schedule
  const timezone = optionalText(input, 'Timezone') ?? before?.timezone
  if (timezone !== undefined && !isTimezone(timezone)) {
    throw refusal.validation(`Invalid timezone: ${timezone}`)
  }
  if (schedule === undefined || scheduleOf(schedule, timezone) === undefined) {
    throw refusal.validation(`Invalid schedule expression: ${schedule ?? ''}`)
  }
  const given = members(input, 'ScalableTargetAction') as ScheduledAction['action']
  const action = { ...before?.action, ...given }
  if (action.MinCapacity === undefined && action.MaxCapacity === undefined) {
    throw refusal.validation('MinCapacity or MaxCapacity is required in ScalableTargetAction.')
  }
  const id = uuidFrom(call.seed ?? '', call.region, keyOf(target), name)
  const startsAt = instant(input.StartTime) ?? before?.startsAt
  const endsAt = instant(input.EndTime) ?? before?.endsAt
  return {
    ...target,
    name,
    schedule,
    action,
    arn: `arn:aws:autoscaling:${call.region}:${call.accountId}:scheduledAction:${id}:resource/${target.namespace}/${target.resourceId}:scheduledActionName/${name}`,
    createdAt: before?.createdAt ?? call.clock.now(),
    ...(timezone === undefined ? {} : { timezone }),
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
  }
}

/** The scheduled actions of the namespace, of one resource, or by name. */
export const describeScheduledActions = (call: Call, input: Input): Output => {
  const names = list<string>(input, 'ScheduledActionNames')
  const all = Object.values(readScaling(call).actions)
  const found = asked(input, all).filter(({ name }) => names.length === 0 || names.includes(name))
  const { items, next } = page(input, found)
  return {
    ScheduledActions: items.map((action) => ({
      ...nameMembers(action),
      ScheduledActionName: action.name,
      ScheduledActionARN: action.arn,
      Schedule: action.schedule,
      ...(action.timezone === undefined ? {} : { Timezone: action.timezone }),
      ...(action.startsAt === undefined ? {} : { StartTime: new Date(action.startsAt) }),
      ...(action.endsAt === undefined ? {} : { EndTime: new Date(action.endsAt) }),
      ScalableTargetAction: action.action,
      CreationTime: new Date(action.createdAt),
    })),
    ...(next === undefined ? {} : { NextToken: next }),
  }
}

/** Deletes a scheduled action. */
export const deleteScheduledAction = (call: Call, input: Input): Output => {
  const target = targetNameOf(input)
  const name = text(input, 'ScheduledActionName')
  settle(call, target.resourceId)
  changeScaling(call, ({ actions }) => {
    const action = Object.values(actions).find(
      (each) => each.name === name && keyOf(each) === keyOf(target),
    )
    if (action === undefined) {
      throw refusal.notFound(`No scheduled action found for resource ${target.resourceId}: ${name}`)
    }
    delete actions[action.arn]
  })
  return {}
}
