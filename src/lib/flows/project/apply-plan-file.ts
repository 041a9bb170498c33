import { GateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type Applied, type ApplyOptions, carryOut } from '../apply.ts'
import { loadPlan } from '../plan-file.ts'

/**
 * Carries out a plan that another process saved.
 * @throws GateError MLC-PLAN-010 when it was made for another target, account or region.
 */
export const applyPlanFile = async (
  ports: Ports,
  path: string,
  options: ApplyOptions,
): Promise<Applied> => {
  const plan = await loadPlan(ports.files, path)
  const [target, caller] = [await ports.target(), await ports.identity.whoAmI()]
  const here = `${target.name}, account ${caller.account}, ${target.region}`
  const there = `${plan.target}, account ${plan.account}, ${plan.region}`
  if (here === there) return carryOut(ports, plan, options)
  throw new GateError('MLC-PLAN-010', `The plan was made for ${there}; this is ${here}.`, {
    hint: 'Choose the same target, profile and region, or make the plan again here.',
  })
}
