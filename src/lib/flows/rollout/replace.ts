import { commandLine } from '../../domain/core/command-line.ts'
import { countOf } from '../../domain/core/count.ts'
import { formatDuration } from '../../domain/core/duration.ts'
import type { DraftStep } from '../../domain/core/plan.ts'
import { withModel } from '../../domain/rollout/clone.ts'
import {
  deploymentConfig,
  effectivePercent,
  type Guarded,
  waitsOf,
} from '../../domain/rollout/guardrails.ts'
import { GateError, StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { requireModel } from '../endpoint/require-model.ts'
import { chosenEndpoint } from './ask.ts'
import type { Live } from './live.ts'
import { readAlarms } from './look.ts'
import {
  configDraft,
  configInForce,
  figuresOf,
  nameOfClone,
  type Reconfigured,
  type ReconfigureOptions,
  reconfigure,
} from './reconfigure.ts'
import { activeRollout } from './store.ts'
import { waitReady } from './wait.ts'

export type ReplaceRequest = ReconfigureOptions & {
  readonly endpoint: string | undefined
  readonly model: string
  readonly variant: string | undefined
  readonly guarded: Guarded
}

export type ReplaceResult = Reconfigured & {
  readonly variant: string
  /** What a first step of so many percent is with whole instances. */
  readonly effectivePercent: number | undefined
  readonly abortAlarm: string
}

const READY_WITHIN_MS = 15 * 60_000

export const abortAlarmOf = (endpointName: string): string => `mlctl-abort-${endpointName}`

/**
 * Puts another model under a variant by SageMaker's own canary, linear or rolling update, which goes on
 * and rolls back without this machine. @throws UsageError MLC-ROL-040, StateError MLC-HOST-029, MLC-ROL-008,
 * MLC-ROL-041 (excluded), GateError MLC-ROL-023 (already in alarm), OutcomeError MLC-HOST-022.
 */
export const replaceModel = async (
  ports: Ports,
  request: ReplaceRequest,
): Promise<ReplaceResult> => {
  const endpointName = await chosenEndpoint(ports, request.endpoint)
  if ((await activeRollout(ports, endpointName)) !== undefined) throw underWay(endpointName)
  const resume = commandLine(['endpoint', 'show', endpointName], {})
  const live = await waitReady(ports, { endpointName, timeoutMs: READY_WITHIN_MS, resume })
  const variant = variantOf(live, request)
  await requireModel(ports, request.model)
  const abortAlarm = abortAlarmOf(endpointName)
  const alarms = [...request.guarded.alarms, abortAlarm]
  const guarded = { ...request.guarded, alarms }
  await refuseAlarms(ports, request.guarded.alarms)
  const about = await draftsOf(ports, live, { request, guarded, variant })
  const effective = sayEffective(ports, live, { variant, guarded })
  const done = await reconfigure(ports, about, request)
  return { ...done, variant, effectivePercent: effective, abortAlarm }
}

const variantOf = ({ view }: Live, { variant, guarded }: ReplaceRequest): string => {
  const names = view.variants.map(({ variantName }) => variantName)
  const [only] = names
  if (view.variants.some(({ serverless }) => serverless !== undefined)) {
    throw excluded('Guarded updates are for instances: a serverless endpoint changes all at once.')
  }
  if (guarded.strategy === 'rolling' && names.length > 1) {
    throw excluded('A rolling update needs an endpoint with one variant.')
  }
  if (variant !== undefined && names.includes(variant)) return variant
  if (variant === undefined && names.length === 1 && only !== undefined) return only
  throw new UsageError('MLC-ROL-005', 'Which variant is to get the model?', {
    hint: `Pass --variant ${names.join(' or --variant ')}.`,
  })
}

/** An alarm in ALARM would roll the update back at once; one without data never does. */
const refuseAlarms = async (ports: Ports, names: readonly string[]): Promise<void> => {
  const { inAlarm, unknown } = await readAlarms(ports, names)
  if (inAlarm.length > 0) {
    throw new GateError(
      'MLC-ROL-023',
      `Already in ALARM before anything moved: ${inAlarm.join(', ')}.`,
      {
        hint: 'Cure it first, or leave the alarm out.',
      },
    )
  }
  if (unknown.length > 0)
    ports.io.warn(`Not OK, so they cannot roll back now: ${unknown.join(', ')}.`)
}

const sayEffective = (
  { io }: Ports,
  { view }: Live,
  { variant, guarded }: { readonly variant: string; readonly guarded: Guarded },
): number | undefined => {
  const count = view.variants.find((one) => one.variantName === variant)?.currentInstanceCount
  if (count === undefined) return undefined
  const percent = effectivePercent(count, guarded.percent)
  if (percent > guarded.percent) {
    io.warn(
      `${guarded.percent} % of ${countOf(count, 'instance')} is ${percent.toFixed(0)} % in truth; a true share needs ${Math.ceil(100 / guarded.percent)} instances. Exact shares: mlctl rollout add and start.`,
    )
  }
  io.note(
    `The waits alone take ${formatDuration(waitsOf(guarded) * 1_000)}; two fleets run meanwhile.`,
  )
  return percent
}

type Replacing = {
  readonly request: ReplaceRequest
  readonly guarded: Guarded
  readonly variant: string
}

const draftsOf = async (ports: Ports, live: Live, { request, guarded, variant }: Replacing) => {
  const { endpointName, endpointConfigName: before } = live.view
  const config = await configInForce(ports, live)
  const change = { variantName: variant, modelName: request.model }
  const clone = withModel(config.body, figuresOf(live), change)
  const endpointConfigName = nameOfClone(endpointName, clone)
  const alarmName = abortAlarmOf(endpointName)
  const update: DraftStep = {
    id: 'update',
    operation: 'sagemaker.UpdateEndpoint',
    input: {
      endpointName,
      endpointConfigName,
      retainAllVariantProperties: true,
      deploymentConfig: deploymentConfig(guarded),
    },
    summary: `put ${request.model} under ${variant} of ${endpointName} by ${guarded.strategy} update of ${guarded.percent} %, back by itself when ${guarded.alarms.join(', ')} goes off`,
    undo: commandLine(['rollout', 'repair'], { endpoint: endpointName, 'config-name': before }),
    danger: { level: 'moderate' },
    cost: { unknown: 'a second fleet beside the first while it lasts' },
  }
  const alarm: DraftStep = {
    id: 'abort-alarm',
    operation: 'cloudwatch.put-abort-alarm',
    input: { alarmName, endpointName },
    summary: `make the alarm ${alarmName}: set to ALARM, it rolls the update back`,
    undo: `aws cloudwatch delete-alarms --alarm-names ${alarmName}`,
    danger: { level: 'none' },
    cost: {},
  }
  const { strategy, percent, waitSeconds } = guarded
  const command = commandLine(['rollout', 'replace'], {
    endpoint: endpointName,
    model: request.model,
    variant,
    strategy,
    percent,
    'bake-time': `${waitSeconds}s`,
    alarm: request.guarded.alarms,
  })
  const drafts = [alarm, configDraft(endpointName, clone, config.tags), update]
  return { endpointName, endpointConfigName, command, drafts }
}

const excluded = (why: string) =>
  new StateError('MLC-ROL-041', 'SageMaker has no guarded update for this endpoint.', { why })

const underWay = (endpointName: string) =>
  new StateError('MLC-ROL-008', `A rollout of ${endpointName} is under way.`, {
    hint: `End it first: mlctl rollout abort --endpoint ${endpointName}`,
  })
