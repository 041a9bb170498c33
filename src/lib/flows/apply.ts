import type { Plan, PlanStep } from '../domain/core/plan.ts'
import { CancelledError, GateError, StateError } from '../errors.ts'
import type { Ports } from '../ports/all.ts'
import { askConsent, type ConsentOptions } from './consent.ts'
import { checkAccount, checkBudget } from './gates.ts'
import { observeStep } from './observe.ts'
import { savePlan } from './plan-file.ts'
import { runStep, startRun } from './run-step.ts'
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
  /** Steps whose effect was there before; absent when nothing was carried out. */
  readonly foundDone?: number
}

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
    const foundDone = await refuseStale(ports, plan)
    const outputs = await applySteps(ports, plan)
    sayHowToRepeat(ports.io, plan)
    return { status: 'applied', plan, outputs, foundDone }
  })
}

/** Before the first change, so that a stale plan changes nothing at all; answers how many steps are done. */
const refuseStale = async (ports: Ports, plan: Plan): Promise<number> => {
  let done = 0
  for (const step of plan.steps) {
    const seen = await observeStep(ports, step)
    if (seen.satisfied) done++
    if (seen.satisfied || seen.fingerprint === step.before) continue
    throw new GateError('MLC-PLAN-002', `The plan is stale: "${step.summary}" no longer fits.`, {
      why: 'What this step changes was changed by somebody else after the plan was made.',
      hint: `Make the plan again: ${plan.command}`,
    })
  }
  return done
}

const applySteps = async (ports: Ports, plan: Plan): Promise<Applied['outputs']> => {
  const write = await startRun(ports, plan, plan.steps[0]?.key ?? '')
  const outputs: Record<string, Readonly<Record<string, unknown>>> = {}
  for (const step of plan.steps) {
    if (ports.io.signal.aborted) throw interrupted(plan, step)
    outputs[step.id] = await runStep(ports, step, write)
  }
  return outputs
}

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
