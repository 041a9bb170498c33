import { readSync } from 'node:fs'
import { CHUNK_BYTES, type JudgedLine, type JudgeOptions, lineJudge } from './judge.ts'

/** Lines of a block, four numbers each: length and verdict, characters, digest. */
export type PackedLines = Uint32Array

export const PACKED_WORDS = 4
/** Beside the length, which stays below 2^31. */
export const REFUSED_BIT = 2 ** 31
/** Instead of a length: the length of a line above the limit stands in the third and fourth word. */
export const TOO_LONG = 2 ** 32 - 1

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
    if (used === packed.length) {
      const larger = new Uint32Array(packed.length * 2)
      larger.set(packed)
      packed = larger
    }
    packed.set(wordsOf(line), used)
    used += PACKED_WORDS
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

const wordsOf = (line: JudgedLine): readonly number[] => {
  if (line.verdict === 'too-long') {
    return [
      TOO_LONG,
      Number(line.ended),
      line.sizeBytes % 2 ** 32,
      Math.floor(line.sizeBytes / 2 ** 32),
    ]
  }
  const bit = line.verdict === 'refused' ? REFUSED_BIT : 0
  return [line.sizeBytes + bit, line.characters, line.low, line.high]
}

/** So large that reading ends of lines twice costs nothing; of the shortest lines a few still fit in memory. */
export const BLOCK_BYTES = 16 * CHUNK_BYTES

export const blockAt = (index: number, sizeBytes: number): Block => ({
  start: index * BLOCK_BYTES,
  end: Math.min((index + 1) * BLOCK_BYTES, sizeBytes),
})
