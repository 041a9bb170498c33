import { type Digest64, digest64, digestTable } from '../../domain/dataset/digest-table.ts'
import { checkRecord } from '../../domain/dataset/formats.ts'
import { makeRecord } from '../../domain/dataset/make-record.ts'
import { type BadRow, isBadRow, type Row } from '../../domain/dataset/table-row.ts'
import { normalised } from '../../domain/dataset/text.ts'
import { UsageError } from '../../errors.ts'
import type { Templates } from './ask-columns.ts'
import type { DataTarget } from './model.ts'

/** How rows become records. */
export type Recipe = DataTarget & {
  readonly templates: Templates
  readonly system?: string
  readonly labelWords?: ReadonlyMap<string, string>
  /** Column whose values are spread evenly over both sides; the answer when absent. */
  readonly stratify?: string
  /** Column whose equal values stay on one side. */
  readonly group?: string
}

export type MadeRecord = {
  readonly line: number
  /** One JSON line without its end. */
  readonly text: string
  readonly stratum: string
  readonly keys: readonly Digest64[]
}

/**
 * Turns rows into records, one after the other; deterministic, so that a second pass over the same
 * file makes the same records. Answers why a row gives none.
 */
export const recordMaker = (recipe: Recipe): ((row: Row | BadRow) => MadeRecord | BadRow) => {
  const seen = digestTable()
  return (row) => {
    if (isBadRow(row)) return row
    const made = fromRow(recipe, row)
    if (isBadRow(made)) return made
    const earlier = seen.add(digest64(made.text), row.line)
    if (earlier === undefined) return made
    return drop(row, 'duplicate', `the same record as line ${earlier}`)
  }
}

const fromRow = (recipe: Recipe, row: Row): MadeRecord | BadRow => {
  const { templates, format } = recipe
  const needed = [...templates.prompt.columns, ...(templates.completion?.columns ?? [])]
  const missing = needed.find((column) => row.values[column] === undefined)
  if (missing !== undefined) return drop(row, 'missing-value', `${missing} is missing`)
  const prompt = templates.prompt.fill(row.values).trim()
  const answer = answerOf(recipe, row)
  if (typeof answer !== 'string') return answer
  if (prompt === '') return drop(row, 'missing-value', 'the prompt is empty')
  if (templates.completion !== undefined && answer === '') {
    return drop(row, 'missing-value', 'the answer is empty')
  }
  const record = makeRecord(format.name, { prompt, completion: answer, system: recipe.system })
  if (record === undefined) throw cannotMake(format.name)
  const { broken } = checkRecord(format, record, recipe.limits)
  const fault = broken.find(({ rule }) => rule.severity === 'error')
  if (fault !== undefined) {
    return drop(row, 'breaks-rule', `${fault.rule.id}: ${fault.place.message}`)
  }
  const group = recipe.group === undefined ? undefined : row.values[recipe.group]
  return {
    line: row.line,
    text: JSON.stringify(record),
    stratum: recipe.stratify === undefined ? answer : (row.values[recipe.stratify] ?? ''),
    keys: [
      digest64(`prompt ${normalised(prompt)}`),
      ...(group === undefined || group === '' ? [] : [digest64(`group ${group}`)]),
    ],
  }
}

const answerOf = ({ templates, labelWords }: Recipe, row: Row): string | BadRow => {
  const answer = templates.completion?.fill(row.values).trim() ?? ''
  if (labelWords === undefined || answer === '') return answer
  const word = labelWords.get(answer)
  return word ?? drop(row, 'unknown-label', `the label ${JSON.stringify(answer)} has no word`)
}

const drop = (row: Row, reason: BadRow['reason'], message: string): BadRow => ({
  line: row.line,
  reason,
  message,
})

const cannotMake = (format: string) =>
  new UsageError('MLC-DATA-009', `${format} records cannot be made from a table.`, {
    hint: 'Choose a text model: mlctl finetune models.',
  })
