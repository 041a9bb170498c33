import { commandLine } from '../../domain/core/command-line.ts'
import { digestOf } from '../../domain/core/digest.ts'
import { isoTime } from '../../domain/core/duration.ts'
import type { Cost, DraftStep, Plan } from '../../domain/core/plan.ts'
import type { InstancePrices } from '../../domain/hosting/cost.ts'
import { begin, stepWeights } from '../../domain/rollout/machine.ts'
import {
  isOver,
  type RolloutPolicy,
  type RolloutSpec,
  type RolloutState,
} from '../../domain/rollout/model.ts'
import { parseSteps, type StepDefaults, stepsText } from '../../domain/rollout/steps.ts'
import { startedText } from '../../domain/rollout/tags.ts'
import {
  percentOf,
  percentText,
  sharesOfWeights,
  sharesText,
} from '../../domain/rollout/weights.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ApplyOptions } from '../apply.ts'
import { askConsent } from '../consent.ts'
import { checkAccount, checkBudget } from '../gates.ts'
import { planAgainstLiveState } from '../observe.ts'
import { showPlan } from '../show-plan.ts'
import { chosenEndpoint, chosenVariant } from './ask.ts'
import { askSteps } from './ask-steps.ts'
import { type DriveResult, type RolloutDocument, resultOfDrive } from './document.ts'
import { type Driving, driveAlone } from './drive-alone.ts'
import { findRollout } from './find.ts'
import { readLive } from './live.ts'
import { preflight } from './preflight.ts'
import { canaryCostOf, sayPolicy } from './say-policy.ts'
import { snapshotOf } from './snapshot.ts'
import { rolloutStore } from './store.ts'
import { hasShares, waitReady } from './wait.ts'

export type StartRequest = {
  readonly endpoint: string | undefined
  readonly variant: string | undefined
  readonly stable: string | undefined
  /** As typed: `10:10m:500,50:20m,100`. */
  readonly steps: string | undefined
  readonly defaults: StepDefaults
  readonly policy: RolloutPolicy
  readonly prices?: InstancePrices
  readonly driving: Driving
  readonly apply: ApplyOptions
}

export type StartResult =
  | DriveResult
  | (Pick<RolloutDocument, 'endpointName' | 'variant'> & {
      readonly status: 'planned'
      readonly plan: Plan
      /** What the variant's instances cost beside those of the others: paid already, not by this plan. */
      readonly canaryCost: Cost
    })

/** How long a busy endpoint is waited for at the start. */
const READY_WITHIN_MS = 15 * 60_000

/**
 * Starts a rollout and carries it on; the same line again continues the one it started.
 * @throws UsageError MLC-ROL-021, -022, -027; StateError MLC-ROL-008 (another one is under way) and
 * what `preflight`, `planWeights` and `drive` throw.
 */
export const startRollout = async (ports: Ports, request: StartRequest): Promise<StartResult> => {
  refuseMissing(ports, request)
  if (request.apply.planOut !== undefined) throw noPlanFile()
  const endpointName = await chosenEndpoint(ports, request.endpoint)
  const own = await ownRollout(ports, endpointName, request)
  if (own !== undefined && isOver(own)) {
    ports.io.note(`${own.spec.id} is completed, and traffic is as it left it: nothing to do.`)
    return resultOfDrive({ state: own, because: 'ended' })
  }
  if (own !== undefined) {
    ports.io.note(`${own.spec.id} is under way; it is carried on.`)
    return resultOfDrive(await driveAlone(ports, own, request.driving))
  }
  const spec = await specOf(ports, endpointName, request)
  const plan = await planOf(ports, spec, request)
  showPlan(ports.io, plan)
  const canaryCost = await canaryCostOf(ports, spec, request.prices ?? {})
  sayPolicy(ports, spec, canaryCost)
  checkAccount(ports.settings, plan)
  if (request.apply.dryRun) {
    return { status: 'planned', endpointName, variant: spec.canary, plan, canaryCost }
  }
  checkBudget(ports.settings, plan)
  await askConsent(ports.io, plan, request.apply)
  // Who began meanwhile has put scaling on hold, which the snapshot must not take for its own.
  const meanwhile = await ownRollout(ports, endpointName, request)
  if (meanwhile !== undefined && !isOver(meanwhile)) {
    return resultOfDrive(await driveAlone(ports, meanwhile, request.driving))
  }
  const state = begin(spec, ports.clock.now())
  await (await rolloutStore(ports, endpointName)).save(state)
  return resultOfDrive(await driveAlone(ports, state, request.driving))
}

/** All that a script has to pass, at once. */
const refuseMissing = ({ io }: Pick<Ports, 'io'>, { endpoint, steps }: StartRequest): void => {
  if (io.interactive) return
  const missing = [
    ...(endpoint === undefined ? ['--endpoint'] : []),
    ...(steps === undefined ? ['--steps'] : []),
  ]
  if (missing.length === 0) return
  throw new UsageError('MLC-ROL-022', `${missing.join(', ')} must be given here.`, {
    hint: 'For example --endpoint fraud --variant v2 --steps 10:10m:500,50:20m,100',
    details: { missing },
  })
}

/**
 * The rollout that this line started before: under way, or completed with its shares still live. One
 * that was rolled back is no reason not to try again.
 */
const ownRollout = async (
  ports: Ports,
  endpointName: string,
  request: StartRequest,
): Promise<RolloutState | undefined> => {
  const found = await findRollout(ports, endpointName)
  if (found === undefined) return undefined
  const { state, from } = found
  const same = from === 'file' && isOfLine(state, request)
  if (isOver(state)) {
    const completed = state.phase.name === 'ended' && state.phase.outcome === 'completed'
    if (!same || !completed) return undefined
    const { current } = await readLive(ports, endpointName)
    return hasShares(current, state.settled) ? state : undefined
  }
  if (same) return state
  const { spec, settled } = state
  throw new StateError('MLC-ROL-008', `A rollout of ${endpointName} is under way: ${spec.id}.`, {
    why: `${startedText(state)}, ${from === 'tags' ? 'on another machine' : 'here'}. It sends ${percentText(percentOf(settled, spec.canary))} to ${spec.canary}.`,
    hint: `Carry it on: mlctl rollout resume --endpoint ${endpointName}. End it: mlctl rollout abort --endpoint ${endpointName}`,
  })
}

const isOfLine = ({ spec }: RolloutState, request: StartRequest): boolean => {
  if (request.steps === undefined) return false
  const steps = parseSteps(request.steps, request.defaults)
  return (
    (request.variant === undefined || request.variant === spec.canary) &&
    digestOf([steps, request.policy]) === digestOf([spec.steps, spec.policy])
  )
}

const specOf = async (
  ports: Ports,
  endpointName: string,
  request: StartRequest,
): Promise<RolloutSpec> => {
  const resume = commandLine(['rollout', 'status'], { endpoint: endpointName })
  const live = await waitReady(ports, { endpointName, timeoutMs: READY_WITHIN_MS, resume })
  const known = { named: request.variant, remembered: undefined }
  const canary = await chosenVariant(ports, live.current, known)
  const steps = parseSteps(request.steps ?? (await askSteps(ports)), request.defaults)
  const before = await snapshotOf(ports, live)
  const { arn } = await ports.identity.whoAmI()
  const now = ports.clock.now()
  const spec: RolloutSpec = {
    id: idOf([endpointName, canary, ports.journal.path, ports.clock.random()], now),
    endpointName,
    canary,
    ...(request.stable === undefined ? {} : { stable: request.stable }),
    steps,
    policy: request.policy,
    before,
    createdAt: isoTime(now),
    by: callerOf(arn),
  }
  refuseBackward(spec)
  await preflight(ports, { spec, live, force: request.driving.force })
  return spec
}

/** `user/anna` of an ARN; short, for it travels by tag. */
const callerOf = (arn: string): string => (arn.split(':')[5] ?? arn).slice(0, 64)

/** `ro-20261122100000-1a2b`; two that start in one second, on two machines, are two. */
const idOf = (about: readonly unknown[], now: number): string =>
  `ro-${isoTime(now).replace(/\D/g, '')}-${digestOf([...about, now]).slice(0, 4)}`

const refuseBackward = ({ steps, before, canary }: RolloutSpec): void => {
  const has = percentOf(before.shares, canary)
  const first = steps[0]?.percent ?? 0
  if (first > has) return
  throw new UsageError(
    'MLC-ROL-021',
    `${canary} has ${percentText(has)} already; the first step sends it ${percentText(first)}.`,
    { hint: 'Begin with more, or take it back first: mlctl rollout --weight 0.' },
  )
}

/** The moves of traffic as they will be made, if nothing speaks against them. */
const planOf = async (ports: Ports, spec: RolloutSpec, request: StartRequest): Promise<Plan> => {
  const drafts = spec.steps.map((step, at): DraftStep => {
    const weights = stepWeights(spec, at)
    return {
      id: `step-${at + 1}`,
      operation: 'sagemaker.set-weights',
      input: { endpointName: spec.endpointName, weights },
      summary: `${at === 0 ? '' : 'if the step before is good: '}send ${percentText(step.percent)} to ${spec.canary} (${sharesText(sharesOfWeights(weights))})`,
      undo: commandLine(['rollout', 'abort'], { endpoint: spec.endpointName }),
      danger: { level: step.percent > 50 ? 'moderate' : 'none' },
      cost: {},
    }
  })
  const command = commandLine(['rollout', 'start'], {
    endpoint: spec.endpointName,
    variant: spec.canary,
    stable: spec.stable,
    steps: stepsText(spec.steps),
    alarm: request.policy.alarms,
    gate: request.policy.gates,
  })
  return (await planAgainstLiveState(ports, command, drafts)).plan
}

const noPlanFile = () =>
  new UsageError('MLC-ROL-027', 'A rollout cannot be saved as a plan.', {
    why: 'Its steps depend on what is measured on the way.',
    hint: 'Look at it with --dry-run, then run the line itself.',
  })
