import { digestOf } from '../../core/digest.ts'
import { type ContainerRule, type ContainerRuleId, containerRule } from '../rules/table.ts'
import { BUILD_CHECKS } from './check-build.ts'
import { CONTEXT_CHECKS } from './check-context.ts'
import { ENTRY_CHECKS } from './check-entry.ts'
import { ENVIRONMENT_CHECKS } from './check-environment.ts'
import { RUNTIME_CHECKS } from './check-runtime.ts'
import type { CheckTable, Hit } from './hit.ts'
import { type LintInput, lintView, parsedInput } from './view.ts'

/** A broken rule at a place, as users and reports see it. */
export type LintFinding = {
  readonly file: string
  /** From 1; absent when the file or the context as a whole is meant. */
  readonly line?: number
  readonly rule: ContainerRuleId
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly fix: string
  /** Of rule, file and message, not of the line: it stays when lines move. */
  readonly fingerprint: string
}

export type LintReport = {
  readonly verdict: 'valid' | 'invalid'
  readonly dockerfile: string
  /** The stage that was looked at, its name or number; absent when there is none. */
  readonly stage?: string
  /** What the builder gets, after .dockerignore. */
  readonly context: { readonly files: number; readonly sizeBytes: number }
  readonly errors: number
  readonly warnings: number
  readonly findings: readonly LintFinding[]
  /** Rules that are broken, the worst first. */
  readonly byRule: readonly (ContainerRule & { readonly count: number })[]
  /** What could not be looked at. */
  readonly unchecked: readonly string[]
}

const CHECKS: CheckTable = {
  ...BUILD_CHECKS,
  ...ENTRY_CHECKS,
  ...RUNTIME_CHECKS,
  ...ENVIRONMENT_CHECKS,
  ...CONTEXT_CHECKS,
}

export type LintOptions = {
  /** Rules that are not looked at. */
  readonly ignore?: readonly ContainerRuleId[]
  /** Warnings count as errors. */
  readonly strict?: boolean
}

/** Judges a build context by every rule that can be judged without building. */
export const lintContext = (input: LintInput, options: LintOptions = {}): LintReport => {
  const parsed = parsedInput(input)
  const faults = parsed.faults.map((fault) => findingOf('CTR101', fault, input.dockerfile.path))
  const view = lintView(input, parsed)
  const checked =
    view === undefined
      ? []
      : (Object.keys(CHECKS) as ContainerRuleId[]).flatMap((id) =>
          (CHECKS[id]?.(view) ?? []).map((hit) => findingOf(id, hit, input.dockerfile.path)),
        )
  const unknown = parsed.stages.filter(({ base }) => base === undefined)
  const unchecked = unknown.map(
    ({ line }) =>
      `${input.dockerfile.path}:${line}: the base image, for a build argument has no value`,
  )
  const report = reportOf([...faults, ...checked], { input, options, unchecked })
  const stage = view?.image.stage
  return stage === undefined ? report : { ...report, stage: stage.name ?? String(stage.index) }
}

const findingOf = (id: ContainerRuleId, hit: Hit, dockerfile: string): LintFinding => {
  const { severity, fix } = containerRule(id)
  const { file = dockerfile, line, message } = hit
  const place = line === undefined ? { file } : { file, line }
  const fingerprint = digestOf([id, file, message]).slice(0, 32)
  return { ...place, rule: id, severity, message, fix, fingerprint }
}

const reportOf = (
  found: readonly LintFinding[],
  context: {
    readonly input: LintInput
    readonly options: LintOptions
    readonly unchecked: readonly string[]
  },
): LintReport => {
  const { input, options, unchecked } = context
  const findings = found
    .filter(({ rule }) => options.ignore?.includes(rule) !== true)
    .map((one) => (options.strict === true ? { ...one, severity: 'error' as const } : one))
    .sort((a, b) => order(a, b))
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return {
    verdict: errors === 0 ? 'valid' : 'invalid',
    dockerfile: input.dockerfile.path,
    context: {
      files: input.files.length,
      sizeBytes: input.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    },
    errors,
    warnings: findings.length - errors,
    findings,
    byRule: countsOf(findings),
    unchecked,
  }
}

const order = (a: LintFinding, b: LintFinding): number =>
  Number(a.severity === 'warning') - Number(b.severity === 'warning') ||
  (a.file < b.file ? -1 : a.file > b.file ? 1 : (a.line ?? 0) - (b.line ?? 0))

const countsOf = (findings: readonly LintFinding[]): LintReport['byRule'] =>
  [...new Set(findings.map(({ rule }) => rule))].map((id) => {
    const own = findings.filter(({ rule }) => rule === id)
    const rule = containerRule(id)
    return { ...rule, severity: own[0]?.severity ?? rule.severity, count: own.length }
  })
