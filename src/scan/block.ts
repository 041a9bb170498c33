import { readSync } from 'node:fs'
import { CHUNK_BYTES, type JudgedLine, type JudgeOptions, lineJudge, VERDICT } from './judge.ts'

/**
 * Lines of a block: PACKED_WORDS for each (length and verdict, characters, digest); where NOTED_BIT is set,
 * the number of notes behind them, and PACKED_NOTE_WORDS for each. Broken files have millions of short lines.
 */
export type PackedLines = Uint32Array

export const PACKED_WORDS = 4
export const PACKED_NOTE_WORDS = 4
/** Of the first word, for the length; the verdict is above. */
export const LENGTH_BITS = 26
export const NOTED_BIT = 2 ** 31

/** What is read first beyond a block, for the rest of its last line; four times as much each time. */
const REST_BYTES = 16 * 1024

export type Block = { readonly start: number; readonly end: number }

export type JudgedBlock = {
  /** Offset of the first line. */
  readonly first: number
  /** Valid until the next block is judged. */
  readonly lines: PackedLines
}

/**
 * Judges the lines that start in a block of an open file. A line belongs to the block that it starts
 * in, so that blocks together tell every line once.
 */
export const blockJudge = (fd: number, sizeBytes: number, options: JudgeOptions) => {
  let packed: PackedLines = new Uint32Array(4096 * PACKED_WORDS)
  let used = 0
  let first = 0
  const judge = lineJudge(options, (line) => {
    if (used === 0) first = line.offset
    const noted = line.notes.length
    const needed = used + PACKED_WORDS + (noted === 0 ? 0 : 1 + noted * PACKED_NOTE_WORDS)
    if (needed > packed.length) {
      const larger = new Uint32Array(Math.max(packed.length * 2, needed))
      larger.set(packed)
      packed = larger
    }
    pack(packed, used, line)
    used = needed
  })
  /** Reads up to `end`; answers false at the end of the file. */
  const read = (from: number, end: number): number => {
    const room = judge.room()
    return readSync(fd, room, 0, Math.min(room.length, end - from), from)
  }

  return ({ start, end }: Block): JudgedBlock => {
    used = 0
    // A line starts at `start` exactly when the byte before it is a line feed.
    let at = Math.max(0, start - 1)
    judge.startAt(at, start > 0)
    while (at < end) {
      const got = read(at, end)
      if (got === 0) break
      judge.put(got)
      at += got
    }
    let ahead = REST_BYTES
    while (judge.isInside()) {
      const got = read(at, Math.min(sizeBytes, at + ahead))
      if (got === 0) {
        judge.end()
        break
      }
      ahead *= 4
      const lineFeed = judge.room().subarray(0, got).indexOf(10)
      judge.put(lineFeed < 0 ? got : lineFeed + 1)
      at += got
    }
    return { first, lines: packed.subarray(0, used) }
  }
}

/** The length of a line above the limit, which may need two words, stands in place of its digest. */
const pack = (words: PackedLines, at: number, line: JudgedLine) => {
  const isTooLong = (line.verdict & VERDICT.tooLong) !== 0
  const count = line.notes.length
  const size = isTooLong ? 0 : line.sizeBytes
  words[at] = size + line.verdict * 2 ** LENGTH_BITS + (count === 0 ? 0 : NOTED_BIT)
  words[at + 1] = line.characters
  words[at + 2] = isTooLong ? line.sizeBytes % 2 ** 32 : line.low
  words[at + 3] = isTooLong ? Math.floor(line.sizeBytes / 2 ** 32) : line.high
  if (count === 0) return
  words[at + PACKED_WORDS] = count
  let place = at + PACKED_WORDS + 1
  for (const { kind, start, end, outer, inner } of line.notes) {
    words[place] = kind | (outer << 8)
    words[place + 1] = inner
    words[place + 2] = start
    words[place + 3] = end
    place += PACKED_NOTE_WORDS
  }
}

/** So large that reading ends of lines twice costs nothing; of the shortest lines a few still fit in memory. */
export const BLOCK_BYTES = 16 * CHUNK_BYTES

export const blockAt = (index: number, sizeBytes: number): Block => ({
  start: index * BLOCK_BYTES,
  end: Math.min((index + 1) * BLOCK_BYTES, sizeBytes),
})
