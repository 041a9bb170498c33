import type { RuleRow } from '../rule.ts'
import { LOGGING_RULES, ROOT_RULES, TRAIL_RULES, USER_RULES } from './account.ts'
import { BUCKET_RULES } from './buckets.ts'
import { ENDPOINT_RULES, NOTEBOOK_RULES } from './hosting.ts'
import {
  CUSTOM_MODEL_RULES,
  CUSTOMIZATION_RULES,
  IMAGE_RULES,
  JOB_RULES,
  REPOSITORY_RULES,
} from './jobs.ts'
import { KEY_RULES } from './keys.ts'
import { VPC_RULES } from './network.ts'
import { GROUP_RULES, PLACEMENT_RULES } from './placement.ts'
import { ROLE_RULES } from './roles.ts'

/** The rules of each kind of thing, under the words by which reports name it. */
export const RULES_BY_KIND = {
  bucket: BUCKET_RULES,
  key: KEY_RULES,
  subnets: PLACEMENT_RULES,
  vpc: VPC_RULES,
  'security group': GROUP_RULES,
  trails: TRAIL_RULES,
  'invocation log': LOGGING_RULES,
  endpoint: ENDPOINT_RULES,
  notebook: NOTEBOOK_RULES,
  'training job': JOB_RULES,
  repository: REPOSITORY_RULES,
  image: IMAGE_RULES,
  'root user': ROOT_RULES,
  user: USER_RULES,
  role: ROLE_RULES,
  'customization job': CUSTOMIZATION_RULES,
  'custom model': CUSTOM_MODEL_RULES,
} as const

export type Kind = keyof typeof RULES_BY_KIND

/** What the rules of a kind look at. */
export type FactsOf<K extends Kind> = Parameters<(typeof RULES_BY_KIND)[K][number]['judge']>[0]

/** Every rule, in the order of ids. */
export const AUDIT_RULES: readonly RuleRow[] = Object.values(RULES_BY_KIND)
  .flat()
  .sort((a, b) => (a.id < b.id ? -1 : 1))
