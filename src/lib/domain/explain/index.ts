import { AWS_EXPLANATIONS } from './aws.ts'
import { CORE_EXPLANATIONS } from './core.ts'
import { IAM_EXPLANATIONS } from './iam.ts'
import type { Explanation } from './rows.ts'

/** Every error id, in order. */
export const EXPLANATIONS: readonly Explanation[] = [
  ...CORE_EXPLANATIONS,
  ...AWS_EXPLANATIONS,
  ...IAM_EXPLANATIONS,
].sort((a, b) => (a.id < b.id ? -1 : 1))
