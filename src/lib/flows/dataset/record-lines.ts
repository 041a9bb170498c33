import type { Hash } from 'node:crypto'
import { lineSplitter } from '../../domain/dataset/lines.ts'
import { isObject, type JsonObject } from '../../domain/dataset/rule.ts'
import { firstBadByte, utf8Text } from '../../domain/dataset/text.ts'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { openSource } from './open-source.ts'

export type RecordLine = { readonly text: string; readonly line: number }

/**
 * The lines of JSON Lines that are not blank, each as it stands there, streaming.
 * @throws DataError MLC-DATA-017 for a line that is no UTF-8 or too long; what `openSource` throws.
 */
export async function* recordLines(
  ports: Pick<Ports, 'files' | 'objects'>,
  path: string,
  hash?: Hash,
): AsyncIterable<RecordLine> {
  let ready: RecordLine[] = []
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

/** The object on a line. @throws DataError MLC-DATA-017 when there is none. */
export const recordOf = (text: string, place: string): JsonObject => {
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
