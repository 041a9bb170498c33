import { countOf } from '../../domain/core/count.ts'
import type { ValidationReport } from '../../domain/dataset/check.ts'
import { isBadRow } from '../../domain/dataset/table-row.ts'
import { readTemplate } from '../../domain/dataset/template.ts'
import type { PrepareRecipe } from '../../domain/finetune/spec.ts'
import { datasetKey } from '../../domain/wizard/data.ts'
import type { DatasetFact } from '../../domain/wizard/facts.ts'
import type { World } from '../../domain/wizard/machine.ts'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type DataTarget, dataTarget } from '../dataset/model.ts'
import { prepareDataset } from '../dataset/prepare.ts'
import { lookAtTable, readRows } from '../dataset/read-rows.ts'
import { validateFile } from '../dataset/validate.ts'
import { prepareOf } from './spec.ts'

const SHOWN = 5

/** Checks the records that the answers give, on the spot, and says how it went. Nothing is written. */
export const lookAtDataset = async (ports: Ports, world: World): Promise<DatasetFact> => {
  const { answers, facts } = world
  const target = await dataTarget(ports, { model: answers.baseModel })
  const path = answers.train ?? ''
  const found =
    facts.source?.kind === 'table'
      ? await ofTable(ports, { path, target, how: prepareOf(answers, facts) })
      : ofRecords(await validateFile(ports, path, target))
  const fact = { of: datasetKey(answers), ...found }
  if (fact.errors === 0) sayFine(ports, path, fact)
  return fact
}

type Found = Omit<DatasetFact, 'of'>

const sayFine = ({ io }: Ports, path: string, { records, warnings, example }: Found): void => {
  const mark = io.style.good(io.style.unicode ? '✓' : 'ok')
  const doubts = warnings === 0 ? '' : `, ${countOf(warnings, 'warning')}`
  io.note(`${mark} ${path}: ${countOf(records, 'record')}${doubts}`)
  if (example !== undefined) io.note(io.style.dim(`  such as: ${example}`))
}

const ofRecords = (report: ValidationReport): Found => ({
  records: report.records.training,
  errors: report.errors,
  warnings: report.warnings,
  findings: report.findings
    .filter(({ severity }) => severity === 'error')
    .slice(0, SHOWN)
    .map(
      ({ line, message, rule }) =>
        `${line === undefined ? '' : `line ${line}: `}${message} (${rule})`,
    ),
  fixable: report.byRule.some(({ severity, fixable }) => severity === 'error' && fixable),
})

type Table = {
  readonly path: string
  readonly target: DataTarget
  readonly how: PrepareRecipe
}

const ofTable = async (ports: Ports, table: Table): Promise<Found> => {
  const none = { warnings: 0, fixable: false }
  try {
    const { records, dropped } = await prepareDataset(ports, {
      ...table.target,
      ...requestOf(table),
      dryRun: true,
    })
    const few = tooFew(table.target, records.training)
    const example = await exampleOf(ports, table)
    const doubts = dropped.reduce((sum, { count }) => sum + count, 0)
    return {
      ...none,
      records: records.training,
      errors: few === undefined ? 0 : 1,
      warnings: doubts,
      findings: few === undefined ? [] : [few],
      ...(example === undefined ? {} : { example }),
    }
  } catch (error) {
    if (!(error instanceof DataError)) throw error
    const findings = [error.message, ...(error.why?.split('; ') ?? [])]
    return { ...none, records: 0, errors: Math.max(1, findings.length - 1), findings }
  }
}

const requestOf = ({ path, how }: Table) => {
  const { prompt, promptColumn, completionColumn, system, labels } = how
  const words = Object.entries(labels ?? {}).map(([label, word]) => `${label}=${word}`)
  return {
    input: path,
    // Named because the request has it; a dry run writes nothing.
    out: `${path}.jsonl`,
    validationSplit: 0,
    seed: 1,
    prompt,
    promptColumn,
    completionColumn,
    ...(system === undefined ? {} : { system }),
    ...(words.length === 0 ? {} : { labelWords: words.join(',') }),
  }
}

const tooFew = ({ limits, model }: DataTarget, records: number): string | undefined =>
  limits.min !== undefined && records < limits.min
    ? `${countOf(records, 'record')}; ${model ?? 'the model'} needs at least ${limits.min}`
    : undefined

/** The first row as prompt and answer. */
const exampleOf = async (ports: Ports, { path, how }: Table): Promise<string | undefined> => {
  const reading = readTemplate(how.prompt ?? `{${how.promptColumn ?? ''}}`)
  for await (const row of await readRows(ports, await lookAtTable(ports, path))) {
    if (isBadRow(row) || !reading.ok) return undefined
    const answer = row.values[how.completionColumn ?? ''] ?? ''
    return `${reading.template.fill(row.values)} → ${how.labels?.[answer] ?? answer}`
  }
  return undefined
}
