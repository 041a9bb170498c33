import { type Budget, budgetObjections } from '../domain/core/budget.ts'
import { usd } from '../domain/core/money.ts'
import { type Plan, totalCost } from '../domain/core/plan.ts'
import { GateError } from '../errors.ts'
import type { Settings } from '../ports/settings.ts'

/** @throws GateError MLC-PLAN-006 when the project's budget refuses the plan's total. */
export const checkBudget = (settings: Settings, plan: Plan): void => {
  const objections = budgetObjections(totalCost(plan.steps), budgetOf(settings))
  if (objections.length === 0) return
  throw new GateError('MLC-PLAN-006', 'The budget of this project refuses the plan.', {
    why: objections.join('; '),
    hint: 'Nothing was changed. Raise budget.* in mlctl.yaml, or plan something cheaper.',
    details: { objections },
  })
}

/** @throws GateError MLC-PLAN-011 when `expectedAccount` names another account than the plan's. */
export const checkAccount = (settings: Settings, plan: Plan): void => {
  const expected = settings.get('expectedAccount')
  if (expected === undefined || expected.value === plan.account) return
  throw new GateError('MLC-PLAN-011', `This is account ${plan.account}, not ${expected.value}.`, {
    why: `expectedAccount is set in ${expected.source}.`,
    hint: 'Nothing was changed. Choose the right --profile.',
  })
}

const budgetOf = (settings: Settings): Budget => {
  const number = (key: string) => {
    const value = settings.get(key)?.value
    return typeof value === 'number' ? usd(value) : undefined
  }
  const [perMonth, perRun] = [number('budget.monthlyUsd'), number('budget.runUsd')]
  return {
    ...(perMonth === undefined ? {} : { perMonth }),
    ...(perRun === undefined ? {} : { perRun }),
    allowUnknownPrice: settings.get('budget.allowUnknownPrice')?.value === true,
  }
}
