import { digestOf } from '../domain/core/digest.ts'
import type { Plan } from '../domain/core/plan.ts'
import { DataError } from '../errors.ts'
import type { Files } from '../ports/files.ts'

type PlanFile = { readonly schemaVersion: 1; readonly digest: string; readonly plan: Plan }

/** Saves a plan with a digest, so that a damaged or edited file is noticed. Answers the absolute path. */
export const savePlan = async (files: Files, path: string, plan: Plan): Promise<string> => {
  const file: PlanFile = { schemaVersion: 1, digest: digestOf(plan), plan }
  await files.writeText(path, `${JSON.stringify(file, null, 2)}\n`)
  return files.absolute(path)
}

/** @throws DataError MLC-PLAN-009 when the file is no intact plan. */
export const loadPlan = async (files: Files, path: string): Promise<Plan> => {
  const file = readJson(await files.readText(path))
  if (file === undefined || typeof file !== 'object' || file.plan?.planVersion !== 1) {
    throw new DataError('MLC-PLAN-009', `${path} is not a plan file.`, {
      hint: 'Plan files are written by --plan-out.',
    })
  }
  if (digestOf(file.plan) !== file.digest) {
    throw new DataError('MLC-PLAN-009', `${path} was edited or damaged.`, {
      why: 'Its digest does not fit its content; a plan is applied as it was shown, or not at all.',
      hint: `Make it again: ${file.plan.command} --plan-out ${path}`,
    })
  }
  return file.plan
}

const readJson = (text: string): PlanFile | undefined => {
  try {
    return JSON.parse(text) as PlanFile
  } catch {
    return undefined
  }
}
