/** One question of a file, with the answer it should get when the file has one. */
export type PromptRecord = {
  /** Line (JSONL) or row (CSV) in the user's file, from 1. */
  readonly line: number
  readonly prompt: string
  readonly system?: string
  readonly expected?: string
}

export type RecordProblem = { readonly line: number; readonly message: string }

/** Members of a JSON object that hold prompt and expected answer, where they are not the usual ones. */
export type Fields = { readonly prompt?: string | undefined; readonly expect?: string | undefined }

/**
 * Reads a JSONL line: a conversation record (`messages`: its first user turn is asked, the turn
 * after it expected), a prompt/completion record, or an object with `prompt` and perhaps `expected`.
 */
export const recordOfJson = (
  text: string,
  line: number,
  fields: Fields = {},
): PromptRecord | RecordProblem => {
  const value = parsed(text)
  if (!isObject(value)) return { line, message: 'is no JSON object' }
  if (fields.prompt === undefined && Array.isArray(value.messages)) return ofMessages(value, line)
  const prompt = textOf(value[fields.prompt ?? 'prompt'])
  if (prompt === undefined) {
    const missing =
      fields.prompt === undefined ? 'neither "prompt" nor "messages"' : `no "${fields.prompt}"`
    return { line, message: `has ${missing}` }
  }
  const expected =
    fields.expect === undefined
      ? (textOf(value.expected) ?? textOf(value.completion) ?? textOf(value.label))
      : textOf(value[fields.expect])
  if (fields.expect !== undefined && expected === undefined) {
    return { line, message: `has no "${fields.expect}"` }
  }
  return record({ line, prompt, system: systemOf(value), expected })
}

/** Reads a CSV row by its columns. */
export const recordOfRow = (
  row: Readonly<Record<string, string>>,
  columns: { readonly prompt: string; readonly expect: string | undefined },
  line: number,
): PromptRecord | RecordProblem => {
  const prompt = row[columns.prompt]
  if (prompt === undefined) return { line, message: `has no column ${columns.prompt}` }
  const expected = columns.expect === undefined ? undefined : row[columns.expect]
  if (columns.expect !== undefined && expected === undefined) {
    return { line, message: `has no column ${columns.expect}` }
  }
  return record({ line, prompt, expected })
}

export const isProblem = (one: PromptRecord | RecordProblem): one is RecordProblem =>
  'message' in one

/** The system prompt of a training record: the text of `system`, joined when it has several blocks. */
export const systemOf = (value: unknown): string | undefined => {
  if (!isObject(value)) return undefined
  if (typeof value.system === 'string') return value.system
  return Array.isArray(value.system) ? textOfBlocks(value.system) : undefined
}

/** The first line of a JSONL text parsed; undefined when it is no JSON or cut off. */
export const firstRecord = (head: string): unknown => {
  const end = head.indexOf('\n')
  return parsed((end === -1 ? head : head.slice(0, end)).replace(/^\uFEFF/, ''))
}

const ofMessages = (
  value: Readonly<Record<string, unknown>>,
  line: number,
): PromptRecord | RecordProblem => {
  const turns = (value.messages as unknown[]).filter(isObject)
  const at = turns.findIndex((turn) => turn.role === 'user')
  const prompt = contentOf(turns[at])
  if (prompt === undefined) return { line, message: 'has no user turn with text' }
  const answer = turns[at + 1]
  const expected = answer?.role === 'assistant' ? contentOf(answer) : undefined
  return record({ line, prompt, system: systemOf(value), expected })
}

const contentOf = (turn: Readonly<Record<string, unknown>> | undefined): string | undefined => {
  if (typeof turn?.content === 'string') return turn.content
  return Array.isArray(turn?.content) ? textOfBlocks(turn.content) : undefined
}

const textOfBlocks = (blocks: readonly unknown[]): string | undefined => {
  const texts = blocks.flatMap((block) =>
    isObject(block) && typeof block.text === 'string' ? [block.text] : [],
  )
  return texts.length === 0 ? undefined : texts.join('\n')
}

const record = (parts: {
  line: number
  prompt: string
  system?: string | undefined
  expected?: string | undefined
}): PromptRecord | RecordProblem => {
  if (parts.prompt.trim() === '') return { line: parts.line, message: 'has an empty prompt' }
  return {
    line: parts.line,
    prompt: parts.prompt,
    ...(parts.system === undefined ? {} : { system: parts.system }),
    ...(parts.expected === undefined ? {} : { expected: parts.expected }),
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
