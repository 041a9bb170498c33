import { Buffer } from 'node:buffer'
import { readSync } from 'node:fs'
import type { LineNote, ScanSink } from '../lib/ports/scanner.ts'
import {
  type JudgedBlock,
  LENGTH_BITS,
  NOTED_BIT,
  PACKED_NOTE_WORDS,
  PACKED_WORDS,
  type PackedLines,
} from './block.ts'
import { VERDICT } from './judge.ts'
import { tellLine } from './telling.ts'

type Replayed = { readonly fd: number; readonly sizeBytes: number; readonly withBytes: boolean }

/** Tells a sink the judged blocks of a file, which must come in their order. */
export const blockReplay = ({ fd, sizeBytes, withBytes }: Replayed, sink: ScanSink) => {
  let number = 0
  let buffer = Buffer.alloc(0)

  /** From the first line that is wanted with its bytes to the end of the last: one read for a block. */
  const wantedSpan = ({ first, lines }: JudgedBlock): readonly [number, number] => {
    let [offset, from, to] = [first, -1, 0]
    for (let i = 0; i < lines.length; i = behind(lines, i)) {
      const length = lengthAt(lines, i)
      if (isWanted(lines, i, withBytes)) {
        if (from < 0) from = offset
        to = offset + length
      }
      offset += length + 1
    }
    return [from, to]
  }
  const readSpan = (from: number, to: number) => {
    if (buffer.length < to - from) buffer = Buffer.alloc(to - from)
    let got = 0
    while (got < to - from) {
      const more = readSync(fd, buffer, got, to - from - got, from + got)
      if (more === 0) break
      got += more
    }
  }

  return {
    tell: (block: JudgedBlock): void => {
      const { lines } = block
      const [from, to] = wantedSpan(block)
      if (from >= 0) readSpan(from, to)
      let offset = block.first
      for (let i = 0; i < lines.length; i = behind(lines, i)) {
        const length = lengthAt(lines, i)
        const at = offset - from
        const line = {
          offset,
          sizeBytes: length,
          verdict: verdictAt(lines, i),
          characters: lines[i + 1] ?? 0,
          low: lines[i + 2] ?? 0,
          high: lines[i + 3] ?? 0,
          ended: offset + length < sizeBytes,
          notes: notesAt(lines, i),
          bytes: isWanted(lines, i, withBytes) ? buffer.subarray(at, at + length) : undefined,
        }
        tellLine(sink, line, ++number)
        offset += length + 1
      }
    },
    lines: (): number => number,
  }
}

const verdictAt = (lines: PackedLines, at: number): number =>
  ((lines[at] ?? 0) >>> LENGTH_BITS) & 31

const noteCount = (lines: PackedLines, at: number): number =>
  (lines[at] ?? 0) >= NOTED_BIT ? (lines[at + PACKED_WORDS] ?? 0) : 0

const behind = (lines: PackedLines, at: number): number => {
  const count = noteCount(lines, at)
  return at + PACKED_WORDS + (count === 0 ? 0 : 1 + count * PACKED_NOTE_WORDS)
}

const isWanted = (lines: PackedLines, at: number, withBytes: boolean): boolean => {
  const verdict = verdictAt(lines, at)
  if ((verdict & VERDICT.tooLong) !== 0) return false
  return withBytes || (verdict & VERDICT.refused) !== 0 || noteCount(lines, at) > 0
}

const lengthAt = (lines: PackedLines, at: number): number =>
  (verdictAt(lines, at) & VERDICT.tooLong) === 0
    ? (lines[at] ?? 0) & LENGTH_MASK
    : (lines[at + 2] ?? 0) + (lines[at + 3] ?? 0) * 2 ** 32

const LENGTH_MASK = 2 ** LENGTH_BITS - 1

const NO_NOTES: readonly LineNote[] = []

const notesAt = (lines: PackedLines, at: number): readonly LineNote[] => {
  const count = noteCount(lines, at)
  if (count === 0) return NO_NOTES
  const notes: LineNote[] = []
  for (let i = at + PACKED_WORDS + 1; i < behind(lines, at); i += PACKED_NOTE_WORDS) {
    const kind = lines[i] ?? 0
    const [inner = 0, start = 0, end = 0] = lines.subarray(i + 1, i + 4)
    notes.push({ kind: kind & 0xff, start, end, outer: kind >>> 8, inner })
  }
  return notes
}
