import { commandLine } from '../../domain/core/command-line.ts'
import type { DraftStep, Plan } from '../../domain/core/plan.ts'
import {
  limitsProblem,
  readSchedule,
  type ScalingWish,
  TRACKING_POLICY,
  trackingPolicy,
  WAKE_POLICY,
  wakeAlarm,
  wakePolicy,
} from '../../domain/hosting/autoscaling.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { NewScheduledScaling, ScalableTargetKey } from '../../ports/scaling.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { type Chosen, chooseScaled } from './choose-scaled.ts'
import { refuseBusy } from './delete.ts'
import { type ScalingAnswers, wishOf } from './scaling-wish.ts'
import { requireEndpoint } from './view.ts'

export type AutoscaleRequest = ScalingAnswers & {
  readonly endpointName: string
  readonly variant: string | undefined
  readonly component: string | undefined
  readonly schedules: readonly string[]
  readonly timezone: string | undefined
  readonly off: boolean
  readonly apply: ApplyOptions
}

export type AutoscaleResult = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly plan?: Plan
  readonly planFile?: string
  readonly resourceId: string
  readonly scaling: 'on' | 'off'
  readonly minCapacity?: number
  readonly maxCapacity?: number
  readonly targetValue?: number
  readonly schedules: readonly NewScheduledScaling[]
}

/**
 * Scales a variant, or an inference component, by itself between two limits; or ends that.
 * @throws StateError MLC-HOST-021, -031, -032; UsageError MLC-HOST-033.
 */
export const autoscaleEndpoint = async (
  ports: Ports,
  request: AutoscaleRequest,
): Promise<AutoscaleResult> => {
  const view = await requireEndpoint(ports, request.endpointName)
  refuseBusy(view, 'scaled')
  const chosen = await chooseScaled(ports, view, request)
  const { key } = chosen
  if (request.off) return turnOff(ports, request, chosen)
  const wish = await wishOf(ports, chosen, request)
  const problem = limitsProblem(wish)
  if (problem !== undefined) throw badScaling(problem)
  const schedules = request.schedules.map((text) => requireSchedule(text, key, request.timezone))
  const drafts = [
    registration(wish, chosen),
    policyStep(wish, chosen),
    ...(wish.min === 0 && request.component !== undefined ? wakeSteps(key, request.component) : []),
    ...schedules.map(scheduleStep),
  ].map((draft): DraftStep => ({ ...draft, undo: offCommand(request) }))
  const result = await apply(ports, { request, drafts, command: onCommand(request, wish, chosen) })
  return {
    ...result,
    resourceId: key.resourceId,
    scaling: 'on',
    minCapacity: wish.min,
    maxCapacity: wish.max,
    targetValue: wish.target,
    schedules,
  }
}

const badScaling = (problem: string): UsageError =>
  new UsageError('MLC-HOST-033', `Scaling cannot be set like this: ${problem}.`, {
    hint: 'Nothing was changed. mlctl endpoint autoscale --help has examples.',
  })

const requireSchedule = (
  text: string,
  key: ScalableTargetKey,
  timezone: string | undefined,
): NewScheduledScaling => {
  const read = readSchedule(text, key, timezone)
  if ('problem' in read) throw badScaling(read.problem)
  return read
}

const apply = async (
  ports: Ports,
  about: {
    readonly request: AutoscaleRequest
    readonly drafts: readonly DraftStep[]
    readonly command: string
  },
): Promise<Pick<AutoscaleResult, 'status' | 'plan' | 'planFile'>> => {
  const { plan } = await planAgainstLiveState(ports, about.command, about.drafts)
  const { status, planFile } = await carryOut(ports, plan, about.request.apply)
  if (status !== 'planned') return { status }
  return { status, plan, ...(planFile === undefined ? {} : { planFile }) }
}

const offCommand = ({ endpointName, variant, component }: AutoscaleRequest): string =>
  commandLine(['endpoint', 'autoscale', endpointName], { variant, component, off: true })

const onCommand = (request: AutoscaleRequest, wish: ScalingWish, chosen: Chosen): string =>
  commandLine(['endpoint', 'autoscale', request.endpointName], {
    variant: request.component === undefined ? chosen.name : undefined,
    component: request.component,
    min: wish.min,
    max: wish.max,
    by: wish.measure,
    target: wish.target,
    'scale-in-cooldown': `${wish.scaleInCooldown}s`,
    'scale-out-cooldown': `${wish.scaleOutCooldown}s`,
    'no-scale-in': wish.noScaleIn,
    schedule: request.schedules,
    timezone: request.timezone,
  })

const step = (
  id: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  summary: string,
): DraftStep => ({
  id,
  operation,
  input,
  summary,
  undo: false,
  danger: { level: 'moderate' },
  cost: {},
})

const registration = (wish: ScalingWish, chosen: Chosen): DraftStep => ({
  ...step(
    'limits',
    'application-autoscaling.RegisterScalableTarget',
    { ...wish.key, minCapacity: wish.min, maxCapacity: wish.max },
    `let ${chosen.name} run ${wish.min} to ${wish.max} ${chosen.unit}`,
  ),
  cost: { unknown: `what runs between ${wish.min} and ${wish.max} ${chosen.unit}` },
})

const policyStep = (wish: ScalingWish, chosen: Chosen): DraftStep =>
  step(
    'policy',
    'application-autoscaling.PutScalingPolicy',
    trackingPolicy(wish),
    `keep ${chosen.name} near ${wish.target} ${chosen.fact(wish.measure)?.unit ?? ''}${wish.noScaleIn ? ', never scaling in' : ''}`,
  )

const wakeSteps = (key: ScalableTargetKey, component: string): readonly DraftStep[] => [
  step(
    'wake policy',
    'application-autoscaling.PutScalingPolicy',
    wakePolicy(key),
    `start a first copy of ${component} when it is at zero and asked`,
  ),
  step(
    'wake alarm',
    'cloudwatch.put-scaling-alarm',
    { ...key, policyName: WAKE_POLICY, alarm: wakeAlarm(component) },
    `watch for calls that found no copy of ${component}`,
  ),
]

const scheduleStep = (action: NewScheduledScaling): DraftStep =>
  step(
    `schedule ${action.scheduledActionName}`,
    'application-autoscaling.PutScheduledAction',
    action,
    `at ${action.schedule}: ${action.minCapacity ?? 'same'} to ${action.maxCapacity ?? 'same'} (${action.scheduledActionName})`,
  )

const turnOff = async (
  ports: Ports,
  request: AutoscaleRequest,
  { key, name }: Chosen,
): Promise<AutoscaleResult> => {
  const alarm = request.component === undefined ? undefined : wakeAlarm(request.component).alarmName
  const drafts = [
    step(
      'end',
      'application-autoscaling.DeregisterScalableTarget',
      key,
      `end automatic scaling of ${name}, ${TRACKING_POLICY} and its schedules`,
    ),
    ...(alarm === undefined
      ? []
      : [
          step(
            'end alarm',
            'cloudwatch.DeleteAlarms',
            { alarmName: alarm },
            `delete alarm ${alarm}`,
          ),
        ]),
  ]
  const result = await apply(ports, { request, drafts, command: offCommand(request) })
  return { ...result, resourceId: key.resourceId, scaling: 'off', schedules: [] }
}
