import { countOf } from '../../domain/core/count.ts'
import {
  answerOf,
  type Chat,
  type ChatTurn,
  questionOf,
  withAnswer,
} from '../../domain/dataset/convert/chat.ts'
import type { ChatFormat } from '../../domain/dataset/convert/chat-formats.ts'
import { RECORD_WRITERS } from '../../domain/dataset/convert/write-record.ts'
import { checkRecord } from '../../domain/dataset/formats.ts'
import { tokensOf } from '../../domain/dataset/limits.ts'
import type { Candidate } from '../../domain/dataset/prepare/selection.ts'
import { type BadRow, isBadRow, type Row } from '../../domain/dataset/table-row.ts'
import { UsageError } from '../../errors.ts'
import type { Templates } from './ask-columns.ts'
import type { DataTarget } from './model.ts'
import type { Redaction } from './redaction.ts'

/** How rows become records. */
export type Recipe = DataTarget & {
  /** Columns by templates, or conversations that are there already. */
  readonly from: { readonly templates: Templates } | { readonly chat: ChatFormat }
  readonly system?: string
  readonly labelWords?: ReadonlyMap<string, string>
  /** Column whose values are spread evenly over both sides; the answer when absent. */
  readonly stratify?: string
  /** Column whose equal values stay on one side. */
  readonly group?: string
  /** Of a whole record; the estimate is a range, and only what is surely outside is left out. */
  readonly minTokens?: number
  readonly maxTokens?: number
  /** Absent: private values stay. */
  readonly redaction?: Redaction
}

/** A conversation, and what of its question differs from record to record. */
type Said = { readonly chat: Chat; readonly question: string }

/**
 * Makes a record of a row, or says why it gives none. The same row always gives the same record, so
 * that a second pass over the same file makes the same records.
 * @throws UsageError MLC-DATA-009 for a format that cannot be made of text.
 */
export const makeCandidate = (recipe: Recipe, row: Row | BadRow): Candidate | BadRow => {
  const made = candidateOf(recipe, row)
  const { redaction } = recipe
  if (redaction === undefined || !isBadRow(made)) return made
  return { ...made, message: redaction.text(made.message) }
}

const candidateOf = (recipe: Recipe, row: Row | BadRow): Candidate | BadRow => {
  if (isBadRow(row)) return row
  const said =
    'chat' in recipe.from ? saidInChat(recipe.from.chat, row) : saidInColumns(recipe, row)
  if (isBadRow(said)) return said
  const labelled = withWord(recipe, row, said.chat)
  return isBadRow(labelled) ? labelled : recordOf(recipe, row, { ...said, chat: labelled })
}

const saidInChat = (format: ChatFormat, row: Row): Said | BadRow => {
  if (row.root === undefined) return drop(row, 'not-convertible', 'the row is no JSON object')
  const reading = format.read(row.root)
  if (!reading.ok) return drop(row, 'not-convertible', `${format.name}: ${reading.problem}`)
  return { chat: reading.value, question: questionOf(reading.value) }
}

const saidInColumns = (recipe: Recipe, row: Row): Said | BadRow => {
  if ('chat' in recipe.from) return drop(row, 'malformed-row', 'no columns')
  const { prompt: ask, completion: reply } = recipe.from.templates
  const missing = [...ask.columns, ...(reply?.columns ?? [])].find(
    (column) => row.values[column] === undefined,
  )
  if (missing !== undefined) return drop(row, 'missing-value', `${missing} is missing`)
  const prompt = ask.fill(row.values).trim()
  const answer = reply?.fill(row.values).trim() ?? ''
  if (prompt === '') return drop(row, 'missing-value', 'the prompt is empty')
  if (reply !== undefined && answer === '') {
    return drop(row, 'missing-value', 'the answer is empty')
  }
  const turns: ChatTurn[] = [{ role: 'user', text: prompt }]
  if (answer !== '') turns.push({ role: 'assistant', text: answer })
  // What the template itself says is the same in every record, and no likeness.
  const chat = { turns }
  return { chat, question: questionOf(chat) }
}

const withWord = ({ labelWords }: Recipe, row: Row, chat: Chat): Chat | BadRow => {
  const answer = answerOf(chat)
  if (labelWords === undefined || answer === undefined) return chat
  const word = labelWords.get(answer.trim())
  if (word !== undefined) return withAnswer(chat, word)
  return drop(row, 'unknown-label', `the label ${JSON.stringify(answer)} has no word`)
}

const recordOf = (recipe: Recipe, row: Row, { chat, question }: Said): Candidate | BadRow => {
  const { format, limits, system } = recipe
  const written = RECORD_WRITERS[format.name](system === undefined ? chat : { ...chat, system })
  if (!written.ok) {
    if ('templates' in recipe.from) throw cannotMake(format.name)
    return drop(row, 'not-convertible', `${format.name}: ${written.problem}`)
  }
  const text = cleanText(recipe, row, JSON.stringify(written.value))
  if (typeof text !== 'string') return text
  const { broken, facts } = checkRecord(format, JSON.parse(text), limits)
  const fault = broken.find(({ rule }) => rule.severity === 'error')
  if (fault !== undefined) {
    return drop(row, 'breaks-rule', `${fault.rule.id}: ${fault.place.message}`)
  }
  const outside = lengthFault(recipe, row, facts.characters)
  if (outside !== undefined) return outside
  const answer = answerOf(chat) ?? ''
  const group = recipe.group === undefined ? '' : (row.values[recipe.group] ?? '')
  const stratum = recipe.stratify === undefined ? answer : (row.values[recipe.stratify] ?? '')
  return {
    line: row.line,
    text,
    prompt: questionOf(chat),
    group,
    question,
    answer,
    // The manifest counts by it.
    stratum: recipe.redaction?.text(stratum) ?? stratum,
  }
}

const cleanText = ({ redaction }: Recipe, row: Row, text: string): string | BadRow => {
  if (redaction === undefined) return text
  const done = redaction.line(text)
  return done.kind === 'kept' ? done.text : drop(row, 'not-redactable', done.reason)
}

const lengthFault = (
  { minTokens = 0, maxTokens = Number.POSITIVE_INFINITY }: Recipe,
  row: Row,
  characters: number,
): BadRow | undefined => {
  const { low, high } = tokensOf(characters)
  if (low > maxTokens) return drop(row, 'too-long', `at least ${countOf(low, 'token')}`)
  return high < minTokens ? drop(row, 'too-short', `at most ${countOf(high, 'token')}`) : undefined
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
