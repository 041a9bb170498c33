import { type ContainerRuleId, containerRule } from '../rules/table.ts'

/** One rule, judged. `warning` is a broken rule that SageMaker lets pass. */
export type Verdict = {
  readonly rule: ContainerRuleId
  readonly verdict: 'passed' | 'failed' | 'warning' | 'skipped'
  readonly what: string
  /** What was seen. */
  readonly detail: string
  /** Only where something is to be done. */
  readonly fix?: string
}

/** @param detail What was seen, said either way. */
export const judged = (rule: ContainerRuleId, holds: boolean, detail: string): Verdict => {
  const { severity, what, fix } = containerRule(rule)
  if (holds) return { rule, verdict: 'passed', what, detail }
  return { rule, verdict: severity === 'error' ? 'failed' : 'warning', what, detail, fix }
}

/** @param why Why it could not be looked at. */
export const skipped = (rule: ContainerRuleId, why: string): Verdict => ({
  rule,
  verdict: 'skipped',
  what: containerRule(rule).what,
  detail: why,
})

export const isFit = (verdicts: readonly Verdict[]): boolean =>
  verdicts.every(({ verdict }) => verdict !== 'failed')
