import { BUILD_RULES } from './build-rules.ts'
import { CONTEXT_RULES } from './context-rules.ts'
import { CONTRACT_RULES } from './contract-rules.ts'
import { ENTRY_RULES } from './entry-rules.ts'
import { ENVIRONMENT_RULES } from './environment-rules.ts'
import { BUILD_EXAMPLES } from './examples/build.ts'
import { CONTEXT_EXAMPLES } from './examples/context.ts'
import { ENTRY_EXAMPLES } from './examples/entry.ts'
import { ENVIRONMENT_EXAMPLES } from './examples/environment.ts'
import { RUNTIME_EXAMPLES } from './examples/runtime.ts'
import { IMAGE_RULES } from './image-rules.ts'
import type { ContainerRuleRow, RuleExample } from './rule.ts'
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

/** What `lint` accepts and refuses; image and contract rules have none, for they need an image. */
const EXAMPLES: { readonly [Id in ContainerRuleId]?: RuleExample } = {
  ...BUILD_EXAMPLES,
  ...ENTRY_EXAMPLES,
  ...RUNTIME_EXAMPLES,
  ...ENVIRONMENT_EXAMPLES,
  ...CONTEXT_EXAMPLES,
}

export type ContainerRule = ContainerRuleRow & { readonly id: ContainerRuleId }

export const containerRule = (id: ContainerRuleId): ContainerRule => ({ id, ...TABLE[id] })

/** All rules with their examples, in order of their ids. */
export const containerRules = (): readonly (ContainerRule & { readonly example?: RuleExample })[] =>
  (Object.keys(TABLE) as ContainerRuleId[]).sort().map((id) => {
    const example = EXAMPLES[id]
    return { ...containerRule(id), ...(example === undefined ? {} : { example }) }
  })
