import { countOf } from '../../domain/core/count.ts'
import { neededInstances } from '../../domain/rollout/capacity.ts'
import type { RolloutInput } from '../../domain/rollout/inputs.ts'
import type { RolloutState, ScalingBefore } from '../../domain/rollout/model.ts'
import { AccessError, StateError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ScalingPolicy, SuspendedState } from '../../ports/scaling.ts'
import { type Context, isUndone, makeChange } from './context.ts'
import { readLive } from './live.ts'
import { readSeries } from './metrics.ts'
import { waitFor } from './move.ts'
import { waitReady } from './wait.ts'

const MINUTE_MS = 60_000
/** Traffic is averaged over so many of the newest complete minutes. */
const TRAFFIC_MINUTES = 5
const TRIES = 12
const PAUSE_MS = 5_000

export const resourceIdOf = (endpointName: string, variantName: string): string =>
  `endpoint/${endpointName}/variant/${variantName}`

/** The scalable targets of variants, as they are now. */
export const readScaling = async (
  ports: Pick<Ports, 'scaling'>,
  endpointName: string,
  variants: readonly string[],
): Promise<readonly ScalingBefore[]> => {
  const ids = new Map(variants.map((name) => [resourceIdOf(endpointName, name), name]))
  const targets = await ports.scaling.targets([...ids.keys()])
  return targets.map(({ resourceId, scalableDimension, suspendedState }) => ({
    variantName: ids.get(resourceId) ?? '',
    resourceId,
    scalableDimension,
    suspended: suspendedState,
  }))
}

/**
 * Keeps the other variants from scaling in: they must be able to take all traffic back. Scaling out
 * stays on, and the canary scales as it likes.
 */
export const suspendScaleIn = async (context: Context, state: RolloutState): Promise<void> => {
  for (const before of heldBack(state)) {
    await setSuspended(context, before, {
      ...before.suspended,
      dynamicScalingInSuspended: true,
      scheduledScalingSuspended: true,
    })
  }
}

/** Scaling exactly as it was. */
export const restoreScaling = async (context: Context, state: RolloutState): Promise<void> => {
  for (const before of heldBack(state)) await setSuspended(context, before, before.suspended)
}

const heldBack = ({ spec }: RolloutState): readonly ScalingBefore[] =>
  spec.before.scaling.filter(({ variantName }) => variantName !== spec.canary)

const setSuspended = (
  context: Context,
  { variantName, resourceId, scalableDimension, suspended: before }: ScalingBefore,
  suspended: SuspendedState,
): Promise<void> => {
  const back = suspended === before
  return makeChange(context, {
    id: `scaling-${back ? 'restore' : 'hold'}-${variantName}`,
    operation: 'application-autoscaling.set-suspended',
    input: { resourceId, scalableDimension, suspended },
    summary: back
      ? `give ${variantName} its scaling back`
      : `keep ${variantName} from scaling in, so that it can take all traffic back`,
  }).catch((error: unknown) => {
    if (!isUndone(error)) throw error
    context.ports.io.warn(`Somebody else sets the scaling of ${variantName} at the same time.`)
  })
}

/**
 * Gives the canary the instances for its next share before it gets it, where a scaling policy says
 * what one instance takes; beyond the policy's maximum nothing is bought.
 */
export const scaleUp = async (
  context: Context,
  state: RolloutState,
  percent: number,
): Promise<RolloutInput> => {
  const wanted = await wantedInstances(context.ports, state, percent)
  if (wanted === undefined) return { type: 'capacity-ready' }
  const { canary } = state.spec
  const before = `before it gets ${percent} %`
  const given = await giveInstances(context, state, {
    variantName: canary,
    instances: wanted,
    before,
  })
  if (given) return { type: 'capacity-ready' }
  return { type: 'not-applied', reason: `${canary} did not get its ${countOf(wanted, 'instance')}` }
}

type Fleet = {
  readonly variantName: string
  readonly instances: number
  /** What it gets them for: `before it gets 50 %`. */
  readonly before: string
}

/** At least so many instances for a variant, in a call of its own; false where they do not come. */
export const giveInstances = async (
  context: Context,
  state: RolloutState,
  { variantName, instances, before }: Fleet,
): Promise<boolean> => {
  const { endpointName } = state.spec
  for (let tried = 0; tried < TRIES; tried++) {
    const live = await waitReady(context.ports, waitFor(context, state))
    const now = live.view.variants.find((one) => one.variantName === variantName)
    if ((now?.currentInstanceCount ?? instances) >= instances) return true
    try {
      await makeChange(context, {
        id: `capacity-${variantName}-${state.step + 1}`,
        operation: 'sagemaker.set-capacity',
        input: { endpointName, variantName, desiredInstanceCount: instances },
        summary: `give ${variantName} ${countOf(instances, 'instance')} ${before}`,
      })
    } catch (error) {
      const busy = error instanceof StateError && error.code === 'MLC-HOST-001'
      if (!busy && !(error instanceof TemporaryError)) throw error
    }
    await context.ports.clock.sleep(PAUSE_MS, context.ports.io.signal)
  }
  return false
}

/** Undefined where nothing says what an instance takes, or it has enough. */
const wantedInstances = async (
  ports: Ports,
  state: RolloutState,
  percent: number,
): Promise<number | undefined> => {
  const { endpointName, canary } = state.spec
  const scaled = state.spec.before.scaling.some(({ variantName }) => variantName === canary)
  if (!scaled) return undefined
  const resourceId = resourceIdOf(endpointName, canary)
  const policy = (await ports.scaling.policies(resourceId)).find(targetsInvocations)
  const perInstance = policy?.targetTracking?.targetValue
  const [target] = await ports.scaling.targets([resourceId])
  const perMinute = await requestsPerMinute(ports, state)
  if (perInstance === undefined || target === undefined || perMinute === undefined) return undefined
  const { view } = await readLive(ports, endpointName)
  const now = view.variants.find(({ variantName }) => variantName === canary)?.currentInstanceCount
  const needed = Math.min(target.maxCapacity, neededInstances(perMinute, percent, perInstance))
  return now === undefined || needed <= now ? undefined : needed
}

const targetsInvocations = ({ targetTracking }: ScalingPolicy): boolean =>
  targetTracking?.predefinedMetricType === 'SageMakerVariantInvocationsPerInstance'

/** Requests a minute to all variants together; undefined where that cannot be read. */
export const requestsPerMinute = async (
  ports: Pick<Ports, 'metrics' | 'clock'>,
  { spec }: Pick<RolloutState, 'spec'>,
): Promise<number | undefined> => {
  const from = ports.clock.now() - (TRAFFIC_MINUTES + 3) * MINUTE_MS
  const variants = spec.before.shares.map(({ variantName }) => variantName)
  const { endpointName } = spec
  const series = await readSeries(ports, { endpointName, variants, errorMetrics: [], from })
  if (series.some(({ problem }) => problem !== undefined)) return undefined
  const newest = series.map(({ minutes }) =>
    minutes
      .filter(({ complete }) => complete)
      .sort((a, b) => b.at - a.at)
      .slice(0, TRAFFIC_MINUTES),
  )
  const counted = Math.max(...newest.map(({ length }) => length))
  if (counted === 0) return undefined
  const sum = newest.flat().reduce((all, { invocations }) => all + invocations, 0)
  return sum / counted
}

/** Scaling that may not be read cannot be held: said, and treated as absent. */
export const readScalingIfAllowed = async (
  ports: Pick<Ports, 'scaling' | 'io'>,
  endpointName: string,
  variants: readonly string[],
): Promise<readonly ScalingBefore[]> =>
  readScaling(ports, endpointName, variants).catch((error: unknown) => {
    if (!(error instanceof AccessError)) throw error
    ports.io.warn(
      'Scalable targets may not be read (application-autoscaling:DescribeScalableTargets): the other variants may scale in while the canary is judged.',
    )
    return []
  })
