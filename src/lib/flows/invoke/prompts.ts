import { countOf } from '../../domain/core/count.ts'
import {
  isProblem,
  type PromptRecord,
  type RecordProblem,
  recordOfJson,
  recordOfRow,
} from '../../domain/invoke/records.ts'
import { DataError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

export type PromptFile = {
  /** A path, or `-` for stdin. */
  readonly path: string
  /** Column (CSV) or member (JSONL) with the prompt. */
  readonly promptField: string | undefined
  /** Column or member with the expected answer. */
  readonly expectField: string | undefined
  /** Words that stand for the values of the expected field: 1=fraud. */
  readonly labelWords: Readonly<Record<string, string>>
}

/**
 * Reads the questions of a file: JSONL (training records, or objects with a prompt) or CSV.
 * @throws DataError MLC-INV-007 for what cannot be asked, before anything is sent; UsageError
 * MLC-INV-008 for an empty file or stdin that is a terminal.
 */
export const readPrompts = async (
  ports: Pick<Ports, 'files' | 'dialogue'>,
  file: PromptFile,
): Promise<readonly PromptRecord[]> => {
  const text = await textOf(ports, file.path)
  const read = /\.csv$/i.test(file.path) ? await rowsOf(text, file) : linesOf(text, file)
  const problems = read.filter(isProblem)
  if (problems.length > 0) throw broken(file.path, problems)
  const records = read.filter((one): one is PromptRecord => !isProblem(one))
  if (records.length === 0) {
    throw new UsageError('MLC-INV-008', `${file.path} has no prompts.`)
  }
  return records.map((one) => withWords(one, file.labelWords))
}

const textOf = async (ports: Pick<Ports, 'files' | 'dialogue'>, path: string): Promise<string> => {
  if (path !== '-') return (await ports.files.readText(path)).replace(/^\uFEFF/, '')
  const text = await ports.dialogue.readInput()
  if (text !== undefined) return text
  throw new UsageError('MLC-INV-008', 'Nothing comes from stdin: it is a terminal.', {
    hint: 'Pipe a file into it, or name the file: --input prompts.jsonl',
  })
}

const linesOf = (text: string, file: PromptFile): readonly (PromptRecord | RecordProblem)[] =>
  text
    .split('\n')
    .flatMap((line, at) =>
      line.trim() === ''
        ? []
        : [recordOfJson(line, at + 1, { prompt: file.promptField, expect: file.expectField })],
    )

/** A row with the line on which it ends. */
type Row = {
  readonly record: Readonly<Record<string, string>>
  readonly info: { readonly lines: number }
}

const rowsOf = async (
  text: string,
  file: PromptFile,
): Promise<readonly (PromptRecord | RecordProblem)[]> => {
  const { parse } = await import('csv-parse/sync')
  const columns = { prompt: file.promptField ?? 'prompt', expect: file.expectField }
  try {
    const rows: readonly Row[] = parse(text, { columns: true, skip_empty_lines: true, info: true })
    return rows.map(({ record, info }) => recordOfRow(record, columns, info.lines))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new DataError('MLC-INV-007', `${file.path} is no CSV table.`, { why, cause })
  }
}

const broken = (path: string, problems: readonly RecordProblem[]) => {
  const shown = problems.slice(0, 10).map((one) => `${path}:${one.line}: ${one.message}`)
  const more = problems.length - shown.length
  return new DataError(
    'MLC-INV-007',
    `${countOf(problems.length, 'record')} of ${path} cannot be asked.`,
    {
      why: `${shown.join('; ')}${more > 0 ? `; … and ${more} more` : ''}`,
      hint: 'Nothing was sent. Name the field with --prompt-field when it is not "prompt".',
      details: { problems },
    },
  )
}

const withWords = (one: PromptRecord, words: Readonly<Record<string, string>>): PromptRecord => {
  const word = one.expected === undefined ? undefined : words[one.expected.trim()]
  return word === undefined ? one : { ...one, expected: word }
}
