import type { ScalableDimension, SuspendedState } from '../../ports/scaling.ts'
import { begin } from './machine.ts'
import type { Phase, RolloutState, ScalingBefore, Snapshot } from './model.ts'
import type { Share } from './weights.ts'

const DIMENSIONS: readonly ScalableDimension[] = [
  'sagemaker:variant:DesiredInstanceCount',
  'sagemaker:variant:DesiredProvisionedConcurrency',
  'sagemaker:inference-component:DesiredCopyCount',
]

/**
 * A state as it travels by tag: without its history, without commands and files of the machine that
 * started it, and with every name written once, so that ten variants fit.
 */
type Packed = {
  readonly v: 1
  readonly names: readonly string[]
  /** Numbers of the canary and of the stable variant among the names. */
  readonly canary: number
  readonly stable?: number
  /** Percentages in the order of the names. */
  readonly before: readonly number[]
  readonly settled: readonly number[]
  /** Instances in that order; null where a variant has none of its own. */
  readonly counts: readonly (number | null)[]
  /** Name, dimension, and what was suspended: 1 in, 2 out, 4 schedules. */
  readonly scaling: readonly (readonly [number, number, number])[]
  readonly config: string
  readonly spec: Omit<RolloutState['spec'], 'before' | 'canary' | 'stable'>
  readonly state: Pick<RolloutState, 'phase' | 'step' | 'paused' | 'updatedAt'>
  readonly reason?: string
}

const REASON_LENGTH = 200

export const packState = (state: RolloutState): Packed => {
  const { canary, stable, before, policy, ...spec } = state.spec
  const names = before.shares.map(({ variantName }) => variantName)
  const { smoke: _smoke, ...judging } = policy
  const { phase, step, paused, updatedAt, reason } = state
  return {
    v: 1,
    names,
    canary: names.indexOf(canary),
    ...(stable === undefined ? {} : { stable: names.indexOf(stable) }),
    before: inOrder(before.shares, names),
    settled: inOrder(state.settled, names),
    counts: names.map(
      (name) => before.counts.find(({ variantName }) => variantName === name)?.instances ?? null,
    ),
    scaling: before.scaling.map(({ variantName, scalableDimension, suspended }) => [
      names.indexOf(variantName),
      DIMENSIONS.indexOf(scalableDimension),
      bitsOf(suspended),
    ]),
    config: before.endpointConfigName,
    spec: { ...spec, policy: { ...judging, gates: policy.gates.map(() => '') } },
    state: { phase: travelling(phase), step, paused, updatedAt },
    ...(reason === undefined ? {} : { reason: reason.slice(0, REASON_LENGTH) }),
  }
}

/** A way back in several moves is planned anew by whoever goes on with it. */
const travelling = (phase: Phase): Phase => {
  if (phase.name !== 'rolling-back') return phase
  const { moves: _moves, ...rest } = phase
  return rest
}

/** Undefined for another version. Throws on what is no packed state at all. */
export const unpackState = (packed: Packed): RolloutState | undefined => {
  if (packed.v !== 1) return undefined
  const { names, spec, state, reason } = packed
  const shares = (percents: readonly number[]): readonly Share[] =>
    names.map((variantName, at) => ({ variantName, percent: percents[at] ?? 0 }))
  const before: Snapshot = {
    endpointConfigName: packed.config,
    shares: shares(packed.before),
    counts: names.flatMap((variantName, at) => {
      const instances = packed.counts[at]
      return instances === null || instances === undefined ? [] : [{ variantName, instances }]
    }),
    scaling: packed.scaling.map((row) => scalingOf(row, { names, endpoint: spec.endpointName })),
  }
  const canary = names[packed.canary] ?? ''
  const stable = packed.stable === undefined ? undefined : names[packed.stable]
  const whole = { ...spec, canary, before, ...(stable === undefined ? {} : { stable }) }
  return {
    ...begin(whole, state.updatedAt),
    ...state,
    settled: shares(packed.settled),
    reason,
  }
}

const inOrder = (shares: readonly Share[], names: readonly string[]): readonly number[] =>
  names.map((name) => shares.find(({ variantName }) => variantName === name)?.percent ?? 0)

const bitsOf = (of: SuspendedState): number =>
  (of.dynamicScalingInSuspended ? 1 : 0) +
  (of.dynamicScalingOutSuspended ? 2 : 0) +
  (of.scheduledScalingSuspended ? 4 : 0)

const scalingOf = (
  [name, dimension, bits]: readonly [number, number, number],
  { names, endpoint }: { readonly names: readonly string[]; readonly endpoint: string },
): ScalingBefore => {
  const variantName = names[name] ?? ''
  return {
    variantName,
    resourceId: `endpoint/${endpoint}/variant/${variantName}`,
    scalableDimension: DIMENSIONS[dimension] ?? 'sagemaker:variant:DesiredInstanceCount',
    suspended: {
      dynamicScalingInSuspended: (bits & 1) > 0,
      dynamicScalingOutSuspended: (bits & 2) > 0,
      scheduledScalingSuspended: (bits & 4) > 0,
    },
  }
}
