import { isoTime } from '../domain/core/duration.ts'
import type { Plan, PlanStep } from '../domain/core/plan.ts'
import {
  CancelledError,
  GateError,
  MlctlError,
  OutcomeError,
  StateError,
  TemporaryError,
} from '../errors.ts'
import type { Ports } from '../ports/all.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { askConsent, type ConsentOptions } from './consent.ts'
import { checkAccount, checkBudget } from './gates.ts'
import { inputOf, observeStep } from './observe.ts'
import type { AnyOperation } from './operations/define.ts'
import { operationNamed } from './operations/index.ts'
import { savePlan } from './plan-file.ts'
import { sayHowToRepeat, showPlan } from './show-plan.ts'

export type ApplyOptions = ConsentOptions & {
  readonly dryRun: boolean
  readonly planOut?: string | undefined
}

/** The outcome of a plan; `outputs` by step id, for what was done and what was found done. */
export type Applied = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly plan: Plan
  readonly planFile?: string
  readonly outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** How long to wait between two looks at an effect that has not settled. */
const SETTLE_POLL_MS = 1_000
const SETTLES_WITHIN_MS = 60_000

/**
 * Shows a plan and carries it out: budget, consent, then step by step with a journal record before
 * and after each call. Killed between any two lines, the same plan (or the same command) continues:
 * every step first looks whether its effect is there.
 */
export const carryOut = async (
  ports: Ports,
  plan: Plan,
  options: ApplyOptions,
): Promise<Applied> => {
  if (plan.steps.length === 0) return { status: 'nothing-to-do', plan, outputs: {} }
  showPlan(ports.io, plan)
  checkAccount(ports.settings, plan)
  if (options.planOut !== undefined) {
    const planFile = await savePlan(ports.files, options.planOut, plan)
    return { status: 'planned', plan, planFile, outputs: {} }
  }
  if (options.dryRun) return { status: 'planned', plan, outputs: {} }
  checkBudget(ports.settings, plan)
  await askConsent(ports.io, plan, options)
  return ports.journal.exclusively(async () => {
    await refuseStale(ports, plan)
    const outputs = await applySteps(ports, plan)
    sayHowToRepeat(ports.io, plan)
    return { status: 'applied', plan, outputs }
  })
}

/** Before the first change, so that a stale plan changes nothing at all. */
const refuseStale = async (ports: Ports, plan: Plan): Promise<void> => {
  for (const step of plan.steps) {
    const seen = await observeStep(ports, step)
    if (seen.satisfied || seen.fingerprint === step.before) continue
    throw new GateError('MLC-PLAN-002', `The plan is stale: "${step.summary}" no longer fits.`, {
      why: 'What this step changes was changed by somebody else after the plan was made.',
      hint: `Make the plan again: ${plan.command}`,
    })
  }
}

const applySteps = async (ports: Ports, plan: Plan): Promise<Applied['outputs']> => {
  const run = `${isoTime(ports.clock.now())}-${plan.steps[0]?.key.slice(0, 8) ?? ''}`
  const write = (record: Unstamped) =>
    ports.journal.append({ v: 1, at: isoTime(ports.clock.now()), run, ...record } as JournalRecord)
  const { command, target, account, region } = plan
  await write({ kind: 'run', command, target, account, region })
  const outputs: Record<string, Readonly<Record<string, unknown>>> = {}
  for (const step of plan.steps) {
    if (ports.io.signal.aborted) throw interrupted(plan, step)
    outputs[step.id] = await applyStep(ports, step, write)
  }
  return outputs
}

type Unstamped = JournalRecord extends infer R
  ? R extends JournalRecord
    ? Omit<R, 'v' | 'at' | 'run'>
    : never
  : never

const applyStep = async (
  ports: Ports,
  step: PlanStep,
  write: (record: Unstamped) => Promise<void>,
): Promise<Readonly<Record<string, unknown>>> => {
  const operation = await operationNamed(step.operation)
  const input: unknown = inputOf(operation, step.input)
  const about = { step: step.id, operation: step.operation, key: step.key }
  const seen = await operation.observe(ports, input)
  if (seen.satisfied) {
    const output = seen.output ?? {}
    await write({ kind: 'outcome', ...about, result: 'found', output })
    ports.io.note(`${mark(ports)} ${step.summary} (already done)`)
    return output
  }
  await write({ kind: 'intent', ...about, input: step.input })
  try {
    const output = await operation.perform(ports, input, { key: step.key, signal: ports.io.signal })
    await settle(ports, operation, input)
    await write({ kind: 'outcome', ...about, result: 'done', output })
    ports.io.note(`${mark(ports)} ${step.summary}`)
    return output
  } catch (error) {
    // A cancelled transfer is no failure: the intent stays open and the next run continues it.
    if (!(error instanceof CancelledError)) await write(failure(about, error))
    throw error
  }
}

const mark = (ports: Ports) => ports.io.style.good(ports.io.style.unicode ? '✓' : 'ok')

const failure = (
  about: { readonly step: string; readonly operation: string; readonly key: string },
  error: unknown,
): Unstamped => ({
  kind: 'outcome',
  ...about,
  result: 'failed',
  error: {
    code: error instanceof MlctlError ? error.code : 'MLC-BUG-001',
    message: error instanceof Error ? error.message : String(error),
  },
})

/** The proof that a call had its effect; AWS may show it a little later than it answers. */
const settle = async (ports: Ports, operation: AnyOperation, input: unknown): Promise<void> => {
  const deadline = ports.clock.now() + (operation.settlesWithinMs ?? SETTLES_WITHIN_MS)
  while (!(await seesEffect(ports, operation, input))) {
    if (ports.clock.now() >= deadline) throw unseen(operation)
    await ports.clock.sleep(SETTLE_POLL_MS, ports.io.signal).catch((cause: unknown) => {
      throw new CancelledError('MLC-PLAN-004', `Stopped while ${operation.name} took effect.`, {
        cause,
        hint: 'Run the same command again: it continues where this one stopped.',
      })
    })
  }
}

/** A throttled look proves nothing either way. */
const seesEffect = (ports: Ports, operation: AnyOperation, input: unknown): Promise<boolean> =>
  operation.observe(ports, input).then(
    ({ satisfied }) => satisfied,
    (error: unknown) => {
      if (error instanceof TemporaryError) return false
      throw error
    },
  )

const unseen = (operation: AnyOperation) =>
  new OutcomeError('MLC-PLAN-003', `${operation.name} was accepted but its effect is not there.`, {
    why: 'The service answered without an error, and reading back does not show the change.',
    hint: 'Run the same command again: it continues where this one stopped.',
  })

const interrupted = (plan: Plan, step: PlanStep) =>
  new CancelledError('MLC-PLAN-004', `Stopped before: ${step.summary}.`, {
    hint: `Steps before it are done. Continue: ${plan.command}`,
  })

/** @throws StateError when a later step needs an output that is not there. */
export const outputText = (applied: Applied, step: string, member: string): string => {
  const value = applied.outputs[step]?.[member]
  if (typeof value === 'string') return value
  throw new StateError('MLC-PLAN-005', `Step ${step} gave no ${member}.`)
}
