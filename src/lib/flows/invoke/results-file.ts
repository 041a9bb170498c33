import { StateError } from '../../errors.ts'
import type { Files } from '../../ports/files.ts'

/** One line of a results file. */
export type ResultLine = {
  readonly line: number
  /** Of target, system prompt, settings and prompt: what makes an answer reusable. */
  readonly digest: string
  readonly prompt: string
  readonly expected?: string
  readonly answer?: string
  readonly correct?: boolean
  readonly stopReason?: string
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number }
  readonly latencyMs?: number
  /** Why there is no answer. */
  readonly error?: string
}

/**
 * Answers of an earlier, interrupted run, by digest.
 * @throws StateError MLC-INV-009 when the file holds something else: it is not overwritten.
 */
export const earlierResults = async (
  files: Files,
  path: string,
  digests: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ResultLine>> => {
  if ((await files.stat(path)) === undefined) return new Map()
  const lines = (await files.readText(path)).split('\n').filter((line) => line.trim() !== '')
  const results = lines.map(resultOf)
  if (results.some((one) => one === undefined || !digests.has(one.digest))) {
    throw new StateError('MLC-INV-009', `${path} holds something else and is not overwritten.`, {
      why: 'Its lines are no answers to these prompts by this target with these settings.',
      hint: 'Pass another --out, or remove the file.',
    })
  }
  const answered = results.flatMap((one) =>
    one?.answer === undefined ? [] : [[one.digest, one] as const],
  )
  return new Map(answered)
}

export const writeResults = (
  files: Files,
  path: string,
  results: readonly ResultLine[],
): Promise<void> => files.writeText(path, results.map((one) => `${JSON.stringify(one)}\n`).join(''))

const resultOf = (text: string): ResultLine | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    const known = typeof value === 'object' && value !== null && 'digest' in value
    return known && typeof value.digest === 'string' ? (value as ResultLine) : undefined
  } catch {
    return undefined
  }
}
