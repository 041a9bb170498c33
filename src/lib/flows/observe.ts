import { safeParse } from 'valibot'
import { isoTime } from '../domain/core/duration.ts'
import { type DraftStep, type Plan, type PlanStep, stepKey } from '../domain/core/plan.ts'
import { DataError } from '../errors.ts'
import type { Ports } from '../ports/all.ts'
import type { Observation, Operation } from './operations/define.ts'
import { operationNamed } from './operations/index.ts'

/** Looks at the live state of what a step changes. */
export const observeStep = async (
  ports: Ports,
  step: Pick<PlanStep, 'operation' | 'input'>,
): Promise<Observation> => {
  const operation = await operationNamed(step.operation)
  return operation.observe(ports, inputOf(operation, step.input))
}

/**
 * A step's input as its operation takes it.
 * @throws DataError MLC-PLAN-012 when the plan was written by a version with another form of it.
 */
export const inputOf = <I>(operation: Operation<I>, input: unknown): I => {
  const read = safeParse(operation.input, input)
  if (read.success) return read.output
  const [issue] = read.issues
  throw new DataError('MLC-PLAN-012', `The plan's input for ${operation.name} is not understood.`, {
    why: issue.message,
    hint: 'The plan was made by another version: make it again with this one.',
  })
}

/** A plan, and the steps that turned out to be done already. */
export type Planned = {
  readonly plan: Plan
  readonly already: readonly {
    readonly step: DraftStep
    readonly output: Readonly<Record<string, unknown>>
  }[]
}

/**
 * Turns draft steps into a plan against the live state: steps whose effect is there are set aside,
 * the others remember what they saw, so that `apply` can tell a stale plan.
 */
export const planAgainstLiveState = async (
  ports: Ports,
  command: string,
  drafts: readonly DraftStep[],
): Promise<Planned> => {
  const [target, caller] = [await ports.target(), await ports.identity.whoAmI()]
  const steps: PlanStep[] = []
  const already: { step: DraftStep; output: Readonly<Record<string, unknown>> }[] = []
  for (const step of drafts) {
    const seen = await observeStep(ports, step)
    if (seen.satisfied) already.push({ step, output: seen.output ?? {} })
    else steps.push({ ...step, before: seen.fingerprint, key: stepKey(step) })
  }
  const plan: Plan = {
    planVersion: 1,
    command,
    createdAt: isoTime(ports.clock.now()),
    target: target.name,
    account: caller.account,
    region: target.region,
    ...(target.endpoint === undefined ? {} : { endpoint: target.endpoint }),
    steps,
  }
  return { plan, already }
}
