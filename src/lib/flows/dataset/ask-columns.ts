import { nearest } from '../../domain/core/nearest.ts'
import { columnTemplate, readTemplate, type Template } from '../../domain/dataset/template.ts'
import { UsageError } from '../../errors.ts'
import type { Io } from '../../ports/io.ts'

export type ColumnFlags = {
  readonly prompt?: string | undefined
  readonly promptColumn?: string | undefined
  readonly completion?: string | undefined
  readonly completionColumn?: string | undefined
}

export type Templates = { readonly prompt: Template; readonly completion: Template | undefined }

/**
 * Which columns make the prompt and which the answer; asks on a terminal for what no flag says.
 * @throws UsageError MLC-DATA-012 for a column that is not there, MLC-DATA-013 for a bad template.
 */
export const chooseColumns = async (
  io: Io,
  columns: readonly string[],
  flags: ColumnFlags & { readonly needsCompletion: boolean },
): Promise<Templates> => {
  const completion =
    fromFlags('completion', flags.completion, flags.completionColumn) ??
    (flags.needsCompletion ? columnTemplate(await askCompletion(io, columns)) : undefined)
  const prompt =
    fromFlags('prompt', flags.prompt, flags.promptColumn) ??
    (await askPrompt(io, columns, completion?.columns ?? []))
  for (const template of [prompt, completion]) {
    for (const column of template?.columns ?? []) requireColumn(columns, column)
  }
  return { prompt, completion }
}

/** @throws UsageError MLC-DATA-012 naming what is there. */
export const requireColumn = (columns: readonly string[], column: string): void => {
  if (columns.includes(column)) return
  const [near] = nearest(column, columns)
  throw new UsageError('MLC-DATA-012', `There is no column ${column}.`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}Columns: ${columns.join(', ')}.`,
    details: { columns },
  })
}

const fromFlags = (
  name: string,
  text: string | undefined,
  column: string | undefined,
): Template | undefined => {
  if (text !== undefined && column !== undefined) {
    throw new UsageError('MLC-DATA-013', `--${name} and --${name}-column exclude each other.`)
  }
  if (column !== undefined) return columnTemplate(column)
  if (text === undefined) return undefined
  const reading = readTemplate(text)
  if (!reading.ok) throw badTemplate(name, reading.problem)
  if (reading.template.columns.length === 0) throw badTemplate(name, 'it has no {column}')
  return reading.template
}

const badTemplate = (name: string, problem: string) =>
  new UsageError('MLC-DATA-013', `--${name} is no template: ${problem}.`, {
    hint: `For example --${name} 'amount={amount}; country={country}'.`,
  })

const askCompletion = (io: Io, columns: readonly string[]): Promise<string> =>
  io.ask({
    kind: 'choice',
    flag: '--completion-column',
    message: 'Which column is the answer that the model should learn?',
    choices: columns.map((column) => ({ value: column, label: column })),
    searchable: true,
  })

/** `amount={amount}; country={country}`: every column but the answer, named. */
export const allColumnsTemplate = (columns: readonly string[], except: readonly string[]): string =>
  columns
    .filter((column) => !except.includes(column))
    .map((column) => `${column.replace(/[{}]/g, '$&$&')}={${column}}`)
    .join('; ')

const askPrompt = async (
  io: Io,
  columns: readonly string[],
  answer: readonly string[],
): Promise<Template> => {
  const all = allColumnsTemplate(columns, answer)
  const others = columns.filter((column) => !answer.includes(column))
  const source = await io.ask({
    kind: 'choice',
    flag: '--prompt',
    message: 'What is the model asked?',
    help: 'A template with {column} placeholders can be given as --prompt.',
    choices: [
      { value: all, label: 'All other columns, named', description: all },
      ...others.map((column) => ({ value: `{${column}}`, label: `Only ${column}` })),
    ],
    initial: all,
  })
  const reading = readTemplate(source)
  if (!reading.ok) throw badTemplate('prompt', reading.problem)
  return reading.template
}
