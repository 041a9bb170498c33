import { BUILD_RULES } from './build-rules.ts'
import { CONTEXT_RULES } from './context-rules.ts'
import { CONTRACT_RULES } from './contract-rules.ts'
import { ENTRY_RULES } from './entry-rules.ts'
import { ENVIRONMENT_RULES } from './environment-rules.ts'
import { IMAGE_RULES } from './image-rules.ts'
import type { ContainerRuleRow } from './rule.ts'
import { RUNTIME_RULES } from './runtime-rules.ts'

/** Every rule about containers, by its stable id. The hundreds are the subject. */
const TABLE = {
  ...BUILD_RULES,
  ...ENTRY_RULES,
  ...RUNTIME_RULES,
  ...ENVIRONMENT_RULES,
  ...CONTEXT_RULES,
  ...IMAGE_RULES,
  ...CONTRACT_RULES,
} as const satisfies Record<string, ContainerRuleRow>

export type ContainerRuleId = keyof typeof TABLE

export type ContainerRule = ContainerRuleRow & { readonly id: ContainerRuleId }

export const containerRule = (id: ContainerRuleId): ContainerRule => ({ id, ...TABLE[id] })

/** All rules, in order of their ids. */
export const containerRules = (): readonly ContainerRule[] =>
  (Object.keys(TABLE) as ContainerRuleId[]).sort().map(containerRule)
