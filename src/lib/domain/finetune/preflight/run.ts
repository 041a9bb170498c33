import { ACCESS_CHECKS } from './access-checks.ts'
import type { Check, CheckResult } from './check.ts'
import { DATA_CHECKS } from './data-checks.ts'
import { MODEL_CHECKS } from './model-checks.ts'
import { QUOTA_CHECKS } from './quota-checks.ts'
import { STORAGE_CHECKS } from './storage-checks.ts'
import type { World } from './world.ts'

/** Every check, in the order in which they are shown. */
export const PREFLIGHT: readonly Check[] = [
  ...MODEL_CHECKS,
  ...STORAGE_CHECKS,
  ...DATA_CHECKS,
  ...ACCESS_CHECKS,
  ...QUOTA_CHECKS,
]

export const runPreflight = (world: World): readonly CheckResult[] =>
  PREFLIGHT.map(({ id, title, about, run }) => ({ id, title, about, ...run(world) }))

/** What a list of results means for the plan. */
export const preflightOutcome = (
  results: readonly CheckResult[],
): 'go' | 'data-invalid' | 'refused' => {
  const failures = results.filter((result) => result.status === 'failed')
  if (failures.length === 0) return 'go'
  return failures.every((result) => result.about === 'data') ? 'data-invalid' : 'refused'
}
