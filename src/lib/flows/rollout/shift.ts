import { commandLine } from '../../domain/core/command-line.ts'
import type { Danger, DraftStep, Plan } from '../../domain/core/plan.ts'
import { capacityWarnings, withoutInstances } from '../../domain/rollout/capacity.ts'
import {
  checkedPercent,
  percentOf,
  percentText,
  planWeights,
  type Share,
  sharesOf,
  sharesOfWeights,
  sharesText,
  type VariantWeight,
} from '../../domain/rollout/weights.ts'
import { OutcomeError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { chosenEndpoint, chosenPercent, chosenVariant } from './ask.ts'
import type { Live } from './live.ts'
import { activeRollout } from './store.ts'
import { hasShares, waitConverged, waitReady } from './wait.ts'

export type ShiftRequest = {
  readonly endpoint: string | undefined
  readonly variant: string | undefined
  readonly stable: string | undefined
  /** Percent of untargeted traffic. */
  readonly weight: number | undefined
  /** Goes on although a rollout of this endpoint is under way. */
  readonly force: boolean
  readonly wait: boolean
  readonly timeoutMs: number | undefined
  readonly apply: ApplyOptions
}

export type ShiftResult = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly endpointName: string
  readonly variant: string
  readonly before: readonly Share[]
  readonly after: readonly Share[]
  /** False with --no-wait: the change was accepted, and its arrival not awaited. */
  readonly converged: boolean
  readonly plan?: Plan
  readonly planFile?: string
}

/** `mlctl rollout`, as long as it takes a change to arrive at most. */
const DEFAULT_TIMEOUT_MS = 15 * 60_000
/** A shift of more points asks first (conventions, ladder of confirmation). */
const ASKS_ABOVE_POINTS = 50

type Shift = {
  readonly request: ShiftRequest
  readonly live: Live
  readonly endpointName: string
  readonly variant: string
  readonly percent: number
  readonly weights: readonly VariantWeight[]
}

/**
 * Moves a percentage of an endpoint's untargeted traffic to one variant and waits until it is there.
 * @throws UsageError MLC-ROL-001, -005, -006; StateError MLC-ROL-002, -003, -004, -007 (no instances),
 * -008 (a rollout is under way), -010, -011; OutcomeError MLC-ROL-012 when the service takes it back.
 */
export const shiftTraffic = async (ports: Ports, request: ShiftRequest): Promise<ShiftResult> => {
  const typed = await typedPercent(ports, request.weight)
  const endpointName = await chosenEndpoint(ports, request.endpoint)
  const remembered = await rolloutInForce(ports, endpointName, request)
  const live = await waitReady(ports, waitFor(endpointName, request))
  const named = request.variant
  const variant = await chosenVariant(ports, live.current, { named, remembered })
  const percent = typed ?? (await chosenPercent(ports, undefined))
  const weights = planWeights(live.current, { variant, percent, stable: request.stable })
  const shift: Shift = { request, live, endpointName, variant, percent, weights }
  const after = sharesOfWeights(weights)
  checkCapacity(ports, live, after)
  if (hasShares(live.current, after)) {
    ports.io.note(`${endpointName} has these shares already: ${sharesText(after)}.`)
    return { ...resultOf(shift), status: 'nothing-to-do', converged: true }
  }
  return carriedOut(ports, shift)
}

const carriedOut = async (ports: Ports, shift: Shift): Promise<ShiftResult> => {
  const { plan } = await planAgainstLiveState(ports, commandOf(shift), [draftOf(shift)])
  const applied = await carryOut(ports, plan, shift.request.apply)
  const result = resultOf(shift)
  if (applied.status === 'planned') {
    const { planFile } = applied
    const saved = planFile === undefined ? {} : { planFile }
    return { ...result, status: 'planned', converged: false, plan, ...saved }
  }
  if (!shift.request.wait) return { ...result, status: 'applied', converged: false }
  const wait = waitFor(shift.endpointName, shift.request)
  const end = await waitConverged(ports, wait, result.after)
  if (end.kind === 'not-applied') throw takenBack(shift, end.live, end.reason)
  return { ...result, status: 'applied', converged: true }
}

/** The canary of a rollout that is under way, where this change is allowed beside it. */
const rolloutInForce = async (
  ports: Ports,
  endpointName: string,
  { force }: ShiftRequest,
): Promise<string | undefined> => {
  const active = await activeRollout(ports, endpointName)
  if (active === undefined) return undefined
  if (!force) {
    throw new StateError('MLC-ROL-008', `A rollout of ${endpointName} is under way.`, {
      why: `${active.spec.id} sends traffic to ${active.spec.canary}; it would stop at a change it did not make.`,
      hint: `Steer it: mlctl rollout promote or mlctl rollout abort, with --endpoint ${endpointName}. To change shares beside it: --force`,
    })
  }
  ports.io.warn(`--force: ${active.spec.id} is under way and will stop at this change.`)
  return active.spec.canary
}

const checkCapacity = (ports: Ports, live: Live, after: readonly Share[]): void => {
  const instances = live.view.variants.map(({ variantName, currentInstanceCount }) => ({
    variantName,
    instances: currentInstanceCount,
  }))
  const [without] = withoutInstances(instances, after)
  if (without !== undefined) {
    throw new StateError(
      'MLC-ROL-007',
      `Variant ${without} has no instance: nothing would answer.`,
      {
        hint: 'Give it instances first: mlctl endpoint update, or its scaling minimum with mlctl endpoint autoscale',
      },
    )
  }
  for (const warning of capacityWarnings(instances, after)) ports.io.warn(warning)
}

/** Judged before any call: a percentage on the line, or that a script gave none. */
const typedPercent = async (
  ports: Ports,
  weight: number | undefined,
): Promise<number | undefined> => {
  if (weight === undefined && ports.io.interactive) return undefined
  return checkedPercent(await chosenPercent(ports, weight))
}

const draftOf = ({ live, endpointName, variant, percent, weights }: Shift): DraftStep => {
  const before = live.current.every(({ weight }) => weight === 0) ? [] : sharesOf(live.current)
  const points = percent - percentOf(before, variant)
  const danger: Danger = { level: Math.abs(points) > ASKS_ABOVE_POINTS ? 'moderate' : 'none' }
  return {
    id: 'weights',
    operation: 'sagemaker.set-weights',
    input: { endpointName, weights },
    summary: `send ${percentText(percent)} of ${endpointName}'s traffic to ${variant} (${sharesText(sharesOfWeights(weights))})`,
    undo: commandLine(['rollout'], {
      endpoint: endpointName,
      variant,
      weight: percentOf(before, variant),
    }),
    danger,
    cost: {},
  }
}

const resultOf = ({ live, endpointName, variant, weights }: Shift) => ({
  endpointName,
  variant,
  before: live.current.every(({ weight }) => weight === 0) ? [] : sharesOf(live.current),
  after: sharesOfWeights(weights),
})

const commandOf = ({ endpointName, variant, percent, request }: Shift): string =>
  commandLine(['rollout'], {
    endpoint: endpointName,
    variant,
    stable: request.stable,
    weight: percent,
    force: request.force,
  })

const waitFor = (endpointName: string, request: ShiftRequest) => ({
  endpointName,
  timeoutMs: request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
  resume: commandLine(['endpoint', 'show', endpointName], {}),
})

const takenBack = ({ endpointName }: Shift, live: Live, reason: string) =>
  new OutcomeError('MLC-ROL-012', `${endpointName} did not take the new shares.`, {
    why: reason,
    hint: `Traffic is at ${sharesText(sharesOf(live.current))}. Look at the endpoint, then run the same command again.`,
  })
