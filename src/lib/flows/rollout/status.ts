import type { AlarmLook } from '../../domain/rollout/inputs.ts'
import { isOver } from '../../domain/rollout/model.ts'
import { type Share, sharesOf } from '../../domain/rollout/weights.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { waitUntil } from '../poll.ts'
import { documentOf, type RolloutDocument } from './document.ts'
import { requireRollout } from './find.ts'
import { readLive } from './live.ts'
import { type FullLook, lookAt, readAlarms } from './look.ts'

export type StatusRequest = {
  readonly endpointName: string
  /** `ended`, `completed`, `held`, `paused`, `step=2`, `weight=50`. */
  readonly until: string | undefined
  readonly timeoutMs: number | undefined
}

export type RolloutStatus = RolloutDocument & {
  /** Where it was read: this machine's file, or the endpoint's tags. */
  readonly from: 'file' | 'tags'
  readonly live: {
    readonly status: string
    readonly endpointConfigName: string
    readonly failureReason?: string
    readonly shares: readonly Share[]
  }
  readonly alarms: AlarmLook
  /** The verdict on the step at this moment; only while it bakes or is held. */
  readonly now?: Pick<FullLook, 'analysis' | 'bake'>
}

type Goal = (status: RolloutStatus) => boolean

const GOALS: Readonly<Record<string, (value: string) => Goal>> = {
  ended: () => (status) => status.phase === 'ended',
  completed: () => (status) => status.outcome === 'completed',
  held: () => (status) => status.phase === 'held',
  paused: () => (status) => status.paused,
  step: (value) => (status) => status.step >= Number(value),
  weight: (value) => (status) => Math.abs(status.percent - Number(value)) <= 0.05,
}
const POLL_MS = 10_000

/**
 * A rollout as it is, judged anew; with `until` waits for it. The wait also ends when the rollout is
 * over, for then the goal cannot come any more. @throws UsageError MLC-ROL-031 (until), StateError
 * MLC-ROL-026, StillRunningError MLC-WAIT-001.
 */
export const rolloutStatus = async (
  ports: Ports,
  request: StatusRequest,
): Promise<RolloutStatus> => {
  const { endpointName, until, timeoutMs } = request
  if (until === undefined) return readStatus(ports, endpointName)
  const reached = goalOf(until)
  return waitUntil(ports, {
    read: () => readStatus(ports, endpointName),
    isOver: (status) => reached(status) || status.phase === 'ended',
    everyMs: POLL_MS,
    timeoutMs,
    what: `the rollout of ${endpointName}`,
    resume: `mlctl rollout status --endpoint ${endpointName} --until ${until}`,
  })
}

/** Whether what was waited for has come, for the exit code. */
export const hasReached = (status: RolloutStatus, until: string): boolean => goalOf(until)(status)

const readStatus = async (ports: Ports, endpointName: string): Promise<RolloutStatus> => {
  const { state, from } = await requireRollout(ports, endpointName)
  const live = await readLive(ports, endpointName)
  const { status, endpointConfigName, failureReason } = live.view
  const known = live.current.some(({ weight }) => (weight ?? 0) > 0)
  const { phase } = state
  const baking = phase.name === 'baking' || phase.name === 'held'
  const full = baking ? await lookAt(ports, state, phase.since) : undefined
  return {
    ...documentOf(state),
    from,
    live: {
      status,
      endpointConfigName,
      ...(failureReason === undefined ? {} : { failureReason }),
      shares: known ? sharesOf(live.current) : [],
    },
    alarms:
      full?.look.alarms ?? (await readAlarms(ports, isOver(state) ? [] : state.spec.policy.alarms)),
    ...(full === undefined ? {} : { now: { analysis: full.analysis, bake: full.bake } }),
  }
}

const goalOf = (until: string): Goal => {
  const [name = '', value = ''] = until.split('=')
  const goal = Object.hasOwn(GOALS, name) ? GOALS[name] : undefined
  const needsNumber = name === 'step' || name === 'weight'
  if (goal !== undefined && needsNumber === /^\d+(\.\d+)?$/.test(value)) return goal(value)
  throw new UsageError('MLC-ROL-031', `--until ${until} is not understood.`, {
    hint: 'One of ended, completed, held, paused, step=<n>, weight=<percent>.',
  })
}
