import { detectFormat } from '../../domain/dataset/detect.ts'
import type { Digest64 } from '../../domain/dataset/digest-table.ts'
import { textShape } from '../../domain/dataset/fast-shape.ts'
import { findFormat, type RecordFormat, shapeOf } from '../../domain/dataset/formats.ts'
import { parsed } from '../../domain/dataset/hidden-faults.ts'
import { lineDigest } from '../../domain/dataset/line-digest.ts'
import { lineSplitter, MAX_LINE_BYTES } from '../../domain/dataset/lines.ts'
import { isObject } from '../../domain/dataset/rule.ts'
import { lookAtLine, lookAtRecord } from '../../domain/dataset/stats/look.ts'
import type { StatsFile } from '../../domain/dataset/stats/report.ts'
import type { statsTally } from '../../domain/dataset/stats/tally.ts'
import { firstBadByte, utf8Text } from '../../domain/dataset/text.ts'
import type { Ports } from '../../ports/all.ts'
import type { LineShape, ScanSink } from '../../ports/scanner.ts'
import { followedBy, openSource } from './open-source.ts'
import { isLocal, scanWith, watched } from './scan-source.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io'>

export type StatsReading = {
  readonly tally: ReturnType<typeof statsTally>
  /** Undefined: each record is taken for what it looks like. */
  readonly format: RecordFormat | undefined
}

/** So much of a source shows of what format it is. */
const HEAD_BYTES = 256 * 1024

/**
 * Folds the records of one source into statistics. Lines of the format, or of the one that the first
 * records show, are not parsed when they have its usual shape.
 * @throws CancelledError MLC-DATA-005; what `openSource` throws.
 */
export const readStats = async (
  ports: Needs,
  path: string,
  reading: StatsReading,
): Promise<StatsFile> => {
  const source = (await openSource(ports, path))[Symbol.asyncIterator]()
  try {
    const { value, done } = await source.next()
    const first: Uint8Array = done === true ? new Uint8Array() : value
    const opened = {
      doing: `Reading ${path}`,
      chunks: followedBy([first], source),
      fileBytes: await fileBytes(ports, path),
    }
    const fold = statsFold(reading)
    const format = reading.format ?? formatOf(first)
    const scanner = await ports.files.scanner?.(linesOf(format))
    if (scanner === undefined) return { path, ...(await foldChunks(watched(ports, opened), fold)) }
    const sink = { ...fold, accepted: fold.acceptedAs(format) }
    const { sizeBytes } = await scanWith(ports, path, { ...opened, scanner, sink })
    return { path, ...fold.counts(), sizeBytes }
  } finally {
    await source.return?.()
  }
}

const fileBytes = async ({ files }: Needs, path: string): Promise<number | undefined> => {
  const found = isLocal(path) ? await files.stat(path) : undefined
  return found?.kind === 'file' ? found.sizeBytes : undefined
}

const formatOf = (first: Uint8Array): RecordFormat | undefined =>
  findFormat(detectFormat(utf8Text(first.subarray(0, HEAD_BYTES))) ?? '')

const shapeFor = (format: RecordFormat | undefined): LineShape | undefined =>
  format && textShape(format.name)

/** Any line of JSON; it is parsed then, and what the scanner brings is its digest. */
const ANY_JSON: LineShape = { root: { kind: 'any' }, words: { asked: [], answered: [] } }

const linesOf = (format: RecordFormat | undefined) => ({
  shape: shapeFor(format) ?? ANY_JSON,
  maxLineBytes: MAX_LINE_BYTES,
  withBytes: true,
})

type Line = { readonly bytes: Uint8Array; readonly digest: Digest64 }
type Accepted = Parameters<ScanSink['accepted']>[0]

const statsFold = ({ tally, format }: StatsReading) => {
  let [records, unreadable] = [0, 0]
  /** A line of which nothing is known. */
  const refused = ({ bytes, digest }: Line) => {
    const text = utf8Text(bytes)
      .replace(/^\ufeff/, '')
      .trim()
    if (text === '') return
    const value = parsed(text)
    if (!isObject(value)) {
      unreadable++
      return
    }
    records++
    const shape = format ?? findFormat(shapeOf(value) ?? '')
    // Bytes that are none of the text make no other record.
    const own = isWhole(bytes) ? digest : lineDigest(new TextEncoder().encode(text))
    tally.add(own, shape?.name, shape && lookAtRecord(shape, value))
  }
  const acceptedAs = (known: RecordFormat | undefined) => {
    const name = shapeFor(known) && known?.name
    return ({ bytes = new Uint8Array(), digest, characters, notes }: Accepted) => {
      // What is noted is more than text.
      const look = name && notes.length === 0 ? lookAtLine(bytes, characters) : undefined
      if (look === undefined) return refused({ bytes, digest })
      records++
      tally.add(digest, name, look)
    }
  }
  return {
    acceptedAs,
    refused,
    tooLong: () => void unreadable++,
    counts: () => ({ records, unreadable }),
  }
}

/** The bytes are those of the text, without anything around them or lost. */
const isWhole = (bytes: Uint8Array): boolean =>
  bytes[0] === OPEN_BRACE && bytes.at(-1) === CLOSE_BRACE && firstBadByte(bytes) < 0

const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** Where there is no scanner. */
const foldChunks = async (
  chunks: AsyncIterable<Uint8Array>,
  { refused, tooLong, counts }: ReturnType<typeof statsFold>,
) => {
  let sizeBytes = 0
  const line = ({ bytes }: { readonly bytes: Uint8Array }) =>
    refused({ bytes, digest: lineDigest(bytes) })
  const lines = lineSplitter({ line, tooLong })
  for await (const chunk of chunks) {
    sizeBytes += chunk.length
    lines.push(chunk)
  }
  lines.end()
  return { ...counts(), sizeBytes }
}
