import { bakePlan } from '../../domain/analysis/bake.ts'
import { formatDuration } from '../../domain/core/duration.ts'
import { withoutInstances } from '../../domain/rollout/capacity.ts'
import type { RolloutSpec } from '../../domain/rollout/model.ts'
import { percentText } from '../../domain/rollout/weights.ts'
import { AccessError, GateError, StateError } from '../../errors.ts'
import type { AlarmView } from '../../ports/alarms.ts'
import type { Ports } from '../../ports/all.ts'
import type { Live } from './live.ts'
import { settingsOf } from './look.ts'
import { requestsPerMinute } from './scaling.ts'

const MINUTE_MS = 60_000
/** The error rate whose doubling the advice is about. */
const TYPICAL_ERROR_RATE = 0.01

export type Subject = { readonly spec: RolloutSpec; readonly live: Live; readonly force: boolean }

/**
 * Everything that can be known before traffic moves. @throws GateError MLC-ROL-023 (an alarm is in
 * ALARM), StateError MLC-ROL-007, MLC-ROL-024 (no such alarm), MLC-ROL-025 (not an endpoint that can
 * be judged).
 */
export const preflight = async (ports: Ports, subject: Subject): Promise<void> => {
  const { spec, live } = subject
  await refuseKind(ports, live)
  refuseNoInstances(subject)
  await checkAlarms(ports, subject)
  if (live.view.failureReason !== undefined) {
    ports.io.warn(`The last change of ${spec.endpointName} failed: ${live.view.failureReason}`)
  }
  await adviseBake(ports, spec)
}

const refuseKind = async (ports: Pick<Ports, 'endpointConfigs'>, { view }: Live): Promise<void> => {
  if (view.asyncInference !== undefined) {
    throw cannotJudge(
      `${view.endpointName} is asynchronous: its variants publish no invocation counts.`,
      'Replace the model in place: mlctl rollout replace --strategy canary',
    )
  }
  const config = await ports.endpointConfigs.find(view.endpointConfigName)
  const variants = config?.body.ProductionVariants ?? []
  if (variants.some(({ ModelName, ServerlessConfig }) => !ModelName && !ServerlessConfig)) {
    throw cannotJudge(
      `${view.endpointName} serves inference components: requests name a component, and weights do not split them.`,
      'Update the component itself; SageMaker rolls it out in batches.',
    )
  }
  const strategies = new Set(variants.map(({ RoutingConfig }) => RoutingConfig?.RoutingStrategy))
  if (strategies.size > 1) {
    throw cannotJudge(
      'The variants route requests to their instances by different strategies: latencies cannot be compared.',
      'Give the new variant the RoutingConfig of the old one: mlctl rollout add does.',
    )
  }
}

const refuseNoInstances = ({ spec, live }: Subject): void => {
  const instances = live.view.variants.map(({ variantName, currentInstanceCount }) => ({
    variantName,
    instances: currentInstanceCount,
  }))
  const shares = [{ variantName: spec.canary, percent: spec.steps[0]?.percent ?? 0 }]
  const [without] = withoutInstances(instances, shares)
  if (without === undefined) return
  throw new StateError('MLC-ROL-007', `Variant ${without} has no instance: nothing would answer.`, {
    hint: 'Give it instances first.',
  })
}

const checkAlarms = async (ports: Ports, { spec, force }: Subject): Promise<void> => {
  const { alarms: names } = spec.policy
  if (names.length === 0) return
  const found = await ports.alarms.find(names)
  const missing = names.filter((name) => !found.some(({ alarmName }) => alarmName === name))
  if (missing.length > 0) {
    throw new StateError('MLC-ROL-024', `There is no alarm ${missing.join(', ')} here.`, {
      hint: 'Alarms belong to one account and region; check the names given with --alarm.',
    })
  }
  const firing = found.filter(({ state }) => state === 'ALARM').map(({ alarmName }) => alarmName)
  if (firing.length > 0 && !force) throw alreadyInAlarm(firing)
  if (firing.length > 0) ports.io.warn(`--force: ${firing.join(', ')} is in ALARM already.`)
  for (const alarm of found) warnOfSilence(ports, alarm)
}

const warnOfSilence = ({ io }: Pick<Ports, 'io'>, { alarmName, state }: AlarmView): void => {
  if (state !== 'INSUFFICIENT_DATA') return
  io.warn(`${alarmName} has INSUFFICIENT_DATA: until it is OK, no step is passed.`)
}

/** How long each step has to bake at the present traffic to notice twice the errors. */
const adviseBake = async (ports: Ports, spec: RolloutSpec): Promise<void> => {
  const perMinute = await requestsPerMinute(ports, { spec }).catch((error: unknown) => {
    if (error instanceof AccessError) return undefined
    throw error
  })
  if (perMinute === undefined) {
    ports.io.warn(
      'Present traffic cannot be read (no data yet, or cloudwatch:GetMetricData is missing): without metrics every step stays undecided.',
    )
    return
  }
  const settings = settingsOf({ spec })
  for (const step of spec.steps) {
    if (step.percent === 100) continue
    const plan = bakePlan(
      { requestsPerMinute: perMinute, percent: step.percent, errorRate: TYPICAL_ERROR_RATE },
      settings,
    )
    const needs = Number.isFinite(plan.minutes)
      ? `noticing ${settings.ratio} times 1 % of errors takes about ${plan.minutes} min`
      : 'without traffic nothing can be noticed'
    const line = `${percentText(step.percent)} of ${Math.round(perMinute)} requests/min for ${formatDuration(step.bakeMs)}: ${needs}`
    const short = plan.minutes * MINUTE_MS > Math.max(step.bakeMs, spec.policy.maxBakeMs)
    if (short) ports.io.warn(`${line}, longer than the longest bake time.`)
    else ports.io.note(line)
  }
}

const cannotJudge = (why: string, hint: string) =>
  new StateError('MLC-ROL-025', 'A canary by weights cannot be judged on this endpoint.', {
    why,
    hint,
  })

const alreadyInAlarm = (alarms: readonly string[]) =>
  new GateError('MLC-ROL-023', `Already in ALARM before anything moved: ${alarms.join(', ')}.`, {
    why: 'An alarm that fires now would roll back the first step, good or bad.',
    hint: 'Cure it first; --force starts in spite of it.',
  })
