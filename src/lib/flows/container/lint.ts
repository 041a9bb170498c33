import type { LintForm } from '../../domain/container/lint/forms.ts'
import { type LintOptions, type LintReport, lintContext } from '../../domain/container/lint/lint.ts'
import type { Secret } from '../../domain/container/lint/view.ts'
import type { ContainerKind } from '../../domain/container/rules/rule.ts'
import {
  type ContainerRule,
  type ContainerRuleId,
  containerRules,
} from '../../domain/container/rules/table.ts'
import { countOf } from '../../domain/core/count.ts'
import { nearest } from '../../domain/core/nearest.ts'
import { findPrivate } from '../../domain/dataset/privacy/detect.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { Style } from '../../ports/io.ts'
import { outputSet, writeOutput } from '../dataset/outputs.ts'
import { PLAIN } from '../dataset/write-report.ts'
import { joined, readContext, readTexts } from './context.ts'

type Needs = Pick<Ports, 'files' | 'io'>

export type LintRequest = {
  readonly folder: string
  readonly dockerfile?: string | undefined
  readonly kind?: ContainerKind | undefined
  readonly platform: string
  readonly buildArgs: Readonly<Record<string, string>>
  readonly target?: string | undefined
  readonly ignore: readonly string[]
  readonly strict: boolean
  readonly form: LintForm
}

/** A report as it is shown: on stdout in this form, or in a file. */
export type ShownLint = LintReport & { readonly form: LintForm; readonly file?: string }

export type LintFile = {
  readonly path: string
  readonly overwrite: boolean
  readonly render: (report: LintReport, style: Style) => string
}

/**
 * Reads a build context and judges it; nothing is built and no engine is asked.
 * @throws UsageError MLC-CTR-001 without a Dockerfile, MLC-CTR-002 for an unknown rule,
 * MLC-CTR-003 for an unknown stage; what `outputSet` throws for a report in place of another file.
 */
export const lint = async (
  ports: Needs,
  request: LintRequest,
  file?: LintFile,
): Promise<ShownLint> => {
  const report = await judged(ports, request)
  if (file === undefined) return { ...report, form: request.form }
  const text = file.render(report, PLAIN)
  const set = outputSet(ports, { overwrite: file.overwrite })
  await writeOutput(set, file.path, `${text.trimEnd()}\n`)
  return { ...report, form: request.form, file: file.path }
}

const judged = async (ports: Needs, request: LintRequest): Promise<LintReport> => {
  const options: LintOptions = { ignore: request.ignore.map(ruleId), strict: request.strict }
  const context = await readContext(ports, request)
  const { texts, left } = await readTexts(ports, context)
  const { kind, platform, buildArgs, target } = request
  const given = { kind, platform, buildArgs, target }
  const report = lintContext({ ...context, texts, secretsIn, ...given }, options)
  if (target !== undefined && report.stage === undefined) throw unknownStage(target)
  const unread =
    left === 0
      ? []
      : [`the content of ${countOf(left, 'file')}: the context has more than 64 MB of text`]
  return {
    ...report,
    findings: report.findings.map((finding) =>
      finding.file === report.dockerfile
        ? finding
        : { ...finding, file: joined(request.folder, finding.file) },
    ),
    unchecked: [...report.unchecked, ...unread],
  }
}

/** The table of rules. */
export const listRules = (): { readonly rules: readonly ContainerRule[] } => ({
  rules: containerRules(),
})

/** Values of which their form alone says that they open something. */
const secretsIn = (text: string): readonly Secret[] =>
  findPrivate(text, { minConfidence: 'high' })
    .filter(({ detector }) => detector.kind === 'secret')
    .map(({ detector, start }) => ({ what: detector.what, start }))

const ruleId = (text: string): ContainerRuleId => {
  const ids = containerRules().map(({ id }) => id)
  const found = ids.find((id) => id === text.toUpperCase())
  if (found !== undefined) return found
  const near = nearest(text.toUpperCase(), ids).join(', ')
  throw new UsageError('MLC-CTR-002', `There is no rule ${text}.`, {
    hint: `${near === '' ? '' : `Near: ${near}. `}All: mlctl container lint --rules`,
  })
}

const unknownStage = (target: string) =>
  new UsageError('MLC-CTR-003', `The Dockerfile has no stage ${target}.`, {
    hint: 'Stages are named by FROM … AS <name>.',
  })
