import { createHash } from 'node:crypto'
import { digest64 } from '../../domain/dataset/digest-table.ts'
import type { RecordFormat } from '../../domain/dataset/formats.ts'
import { lineSplitter } from '../../domain/dataset/lines.ts'
import { isObject, type JsonObject } from '../../domain/dataset/rule.ts'
import { type Split, splitter } from '../../domain/dataset/split.ts'
import { firstBadByte, normalised, utf8Text } from '../../domain/dataset/text.ts'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { openSource } from './open-source.ts'
import { type OutputFile, writeSides } from './write-sides.ts'

export type SplitRequest = {
  readonly input: string
  readonly out: string
  readonly validationOut: string
  readonly format: RecordFormat
  readonly share: number
  readonly seed: number
}

export type SplitResult = {
  readonly input: { readonly path: string; readonly sha256: string }
  readonly seed: number
  readonly records: { readonly training: number; readonly validation: number }
  readonly strata: Split['strata']
  readonly outputs: readonly OutputFile[]
}

/**
 * Divides ready JSON Lines into training and validation; equal prompts stay together, answers are
 * spread evenly, each line is copied to the byte.
 * @throws DataError MLC-DATA-017 for a line that is no record, MLC-DATA-014 when there is none.
 */
export const splitDataset = async (
  ports: Pick<Ports, 'files' | 'objects'>,
  request: SplitRequest,
): Promise<SplitResult> => {
  const { input, format } = request
  const hash = createHash('sha256')
  const rows = splitter()
  let count = 0
  for await (const { text, line } of recordLines(ports, input, hash)) {
    const root = recordOf(text, `${input}:${line}`)
    const { prompt = text } = format.facts(format.view(root))
    rows.add({ keys: [digest64(normalised(prompt))], stratum: answerOf(root) })
    count++
  }
  if (count === 0) throw new DataError('MLC-DATA-014', `${input} has no record.`)
  const sha256 = hash.digest('hex')
  const split = rows.divide({ share: request.share, seed: request.seed })
  const lines = async function* () {
    for await (const { text } of recordLines(ports, input)) yield text
  }
  const paths = { training: request.out, validation: request.validationOut }
  const outputs = await writeSides(ports, { input, paths, lines: lines(), split })
  const { training, validation, strata } = split
  return {
    input: { path: input, sha256 },
    seed: request.seed,
    records: { training, validation },
    strata,
    outputs,
  }
}

async function* recordLines(
  ports: Pick<Ports, 'files' | 'objects'>,
  path: string,
  hash?: ReturnType<typeof createHash>,
): AsyncIterable<{ readonly text: string; readonly line: number }> {
  let ready: { text: string; line: number }[] = []
  const refuse = (line: number, why: string) => {
    throw noRecord(`${path}:${line}`, why)
  }
  const lines = lineSplitter({
    line: ({ bytes, number }) => {
      if (firstBadByte(bytes) >= 0) refuse(number, 'it is not UTF-8')
      const text = utf8Text(bytes).replace(/^\ufeff/, '')
      if (text.trim() !== '') ready.push({ text, line: number })
    },
    tooLong: ({ number }) => refuse(number, 'it is too long'),
  })
  for await (const chunk of await openSource(ports, path)) {
    hash?.update(chunk)
    lines.push(chunk)
    yield* ready
    ready = []
  }
  lines.end()
  yield* ready
}

const recordOf = (text: string, place: string): JsonObject => {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // Told apart below: both are lines that cannot be divided.
  }
  throw noRecord(place, 'it is no JSON object')
}

const noRecord = (place: string, why: string) =>
  new DataError('MLC-DATA-017', `${place} is no record: ${why}.`, {
    hint: 'See every fault: mlctl dataset validate. Nothing was written.',
  })

/** The answer of a record of any format: what a class label would be. */
const answerOf = (root: JsonObject): string => {
  if (typeof root.completion === 'string') return root.completion
  const last: unknown = Array.isArray(root.messages) ? root.messages.at(-1) : undefined
  return isObject(last) ? JSON.stringify(last.content) : ''
}
