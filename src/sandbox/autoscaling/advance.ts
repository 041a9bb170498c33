import type { Ground } from '../sagemaker/state.ts'
import { type Capacity, capacityIn, memberOf } from './capacity.ts'
import { type Decision, decide } from './decide.ts'
import { scheduleOf } from './schedule.ts'
import {
  type Activity,
  changeScaling,
  isSameTarget,
  keyOf,
  type Policy,
  readScaling,
  type ScheduledAction,
  type Target,
  uuidFrom,
} from './state.ts'
import { type Watcher, type Wish, watcherOf } from './wishes.ts'

const MINUTE = 60_000
/** A longer absence is not made up for minute by minute: only the newest ones are. */
const MOST_MINUTES = 1440

type Runner = {
  readonly target: Target
  readonly from: number
  readonly policies: readonly Policy[]
  readonly actions: readonly ScheduledAction[]
  readonly activities: Activity[]
}

type Run = {
  readonly ground: Ground
  readonly newest: number
  readonly capacity: Capacity
  /** The metrics of policies, read again after each change of capacity. */
  readonly watchers: Map<string, Watcher>
}

/**
 * Carries out what schedules and policies of an endpoint's variants want up to `until`, minute by
 * minute, each with the data of its time. Nothing runs in the background: whoever reads calls this.
 */
export const advance = (ground: Ground, endpointName: string, until: number): void => {
  const newest = Math.floor(until / MINUTE) * MINUTE
  const runners = claimed(ground, endpointName, newest)
  if (runners.length === 0) return
  const run: Run = {
    ground,
    newest,
    watchers: new Map(),
    capacity: capacityIn(ground, endpointName),
  }
  const oldest = Math.min(...runners.map(({ from }) => from))
  const first = Math.max(Math.floor(oldest / MINUTE) * MINUTE, newest - MOST_MINUTES * MINUTE)
  for (let at = first + MINUTE; at <= newest; at += MINUTE) {
    for (const runner of runners) if (at > runner.from) lookAt(run, runner, at)
  }
  changeScaling(ground, (state) => {
    for (const { target, activities } of runners) {
      if (state.targets[keyOf(target)] !== undefined) state.targets[keyOf(target)] = target
      state.activities.push(...activities)
    }
  })
}

/** Takes the minutes that are due, so that no other process scales for them as well. */
const claimed = (ground: Ground, endpointName: string, newest: number): readonly Runner[] => {
  const isOf = memberOf(ground, endpointName)
  const isDue = (target: Target) => target.advancedTo < newest && isOf(target)
  if (!Object.values(readScaling(ground).targets).some(isDue)) return []
  return changeScaling(ground, (state) =>
    Object.values(state.targets)
      .filter(isDue)
      .map((target) => {
        const from = target.advancedTo
        target.advancedTo = newest
        return {
          target: structuredClone(target),
          from,
          policies: Object.values(state.policies).filter((each) => isSameTarget(each, target)),
          actions: Object.values(state.actions).filter((each) => isSameTarget(each, target)),
          activities: [],
        }
      }),
  )
}

const lookAt = (run: Run, runner: Runner, at: number): void => {
  followSchedules(runner, at)
  const current = run.capacity.at(runner.target, at)
  if (current === undefined) return
  const decision = decide(runner.target, {
    at,
    current,
    second: run.ground.clock.duration(1),
    wishes: runner.policies.map((policy) => wishOf(run, policy, { at, current })),
  })
  if (decision.kind === 'scale') scale(run, runner, { ...decision, at })
  if (decision.kind === 'bound') tellNotScaled(runner, { ...decision, at })
  if (decision.kind === 'none') delete runner.target.notScaled
}

const followSchedules = ({ target, actions, activities }: Runner, at: number): void => {
  for (const action of actions) {
    const isDue = scheduleOf(action.schedule, action.timezone)?.(
      at,
      action.startsAt ?? action.createdAt,
    )
    const isOpen = at >= (action.startsAt ?? 0) && at <= (action.endsAt ?? Number.POSITIVE_INFINITY)
    if (!isDue || !isOpen || target.suspended.ScheduledScalingSuspended) continue
    target.min = action.action.MinCapacity ?? target.min
    target.max = Math.max(target.min, action.action.MaxCapacity ?? target.max)
    activities.push({
      ...activityOf(target, at, 'bounds'),
      description: `Setting min capacity to ${target.min} and max capacity to ${target.max}`,
      cause: `scheduled action name ${action.name} was triggered`,
    })
  }
}

const wishOf = (run: Run, policy: Policy, sight: { at: number; current: number }): Wish => {
  const range = { from: sight.at, to: run.newest }
  const watcher = run.watchers.get(policy.arn) ?? watcherOf(run.ground, policy, range)
  run.watchers.set(policy.arn, watcher)
  return watcher(sight.at, sight.current)
}

type Scaled = Extract<Decision, { readonly kind: 'scale' }> & { readonly at: number }

const scale = (run: Run, { target, activities }: Runner, { to, from, cause, at }: Scaled): void => {
  const { capacity, watchers } = run
  const unit = capacity.unit(target)
  const told = { description: `Setting desired ${unit} to ${to}.`, cause }
  const answer = capacity.set(target, { to, at })
  if (answer === 'started') {
    activities.push({ ...activityOf(target, at, 'started'), ...told })
    watchers.clear()
    target.changedAt = at
    // A cooldown begins when the capacity is there, as the endpoint plans it.
    const end = capacity.readyAt(target, at)
    if (to > from) target.scaledOutAt = end
    else target.scaledInAt = end
    delete target.notScaled
    return
  }
  // Each refusal of a row is the same news.
  if (target.notScaled === answer) return
  target.notScaled = answer
  activities.push({
    ...activityOf(target, at, 'failed'),
    ...told,
    message: `Failed to set desired ${unit} to ${to}. Reason: Cannot update in-progress ${capacity.subject(target)}.`,
  })
}

type Bound = Extract<Decision, { readonly kind: 'bound' }> & { readonly at: number }

const tellNotScaled = (
  { target, activities }: Runner,
  { code, reason, cause, at }: Bound,
): void => {
  if (target.notScaled === code) return
  target.notScaled = code
  activities.push({
    ...activityOf(target, at, 'not-scaled'),
    description: 'Attempting to scale due to alarm triggered',
    cause,
    notScaled: reason,
  })
}

const activityOf = (target: Target, at: number, outcome: Activity['outcome']) => ({
  id: uuidFrom(target.arn, String(at), outcome),
  namespace: target.namespace,
  resourceId: target.resourceId,
  dimension: target.dimension,
  at,
  outcome,
})
