import { Buffer } from 'node:buffer'
import { readSync } from 'node:fs'
import type { ScanSink } from '../lib/ports/scanner.ts'
import { type JudgedBlock, PACKED_WORDS, REFUSED_BIT, TOO_LONG } from './block.ts'
import { endingOf, UNKNOWN_CHARACTERS } from './judge.ts'

type Replayed = { readonly fd: number; readonly sizeBytes: number; readonly withBytes: boolean }

/** Tells a sink the judged blocks of a file, which must come in their order. */
export const blockReplay = ({ fd, sizeBytes, withBytes }: Replayed, sink: ScanSink) => {
  let number = 0
  let buffer = Buffer.alloc(0)

  /** From the first line that is wanted with its bytes to the end of the last: one read for a block. */
  const wantedSpan = ({ first, lines }: JudgedBlock): readonly [number, number] => {
    let [offset, from, to] = [first, -1, 0]
    for (let i = 0; i < lines.length; i += PACKED_WORDS) {
      const length = lengthAt(lines, i)
      if (isRefused(lines, i) || (withBytes && lines[i] !== TOO_LONG)) {
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
      for (let i = 0; i < lines.length; i += PACKED_WORDS) {
        const length = lengthAt(lines, i)
        const digest = { low: lines[i + 2] ?? 0, high: lines[i + 3] ?? 0 }
        const bytesOf = () => buffer.subarray(offset - from, offset - from + length)
        number++
        if (lines[i] === TOO_LONG) sink.tooLong({ number, offset, sizeBytes: length })
        else if (isRefused(lines, i)) {
          const ended = endedLine(bytesOf(), offset + length < sizeBytes)
          sink.refused({ number, offset, digest, ...sound(lines[i + 1]), ...ended })
        } else {
          const told = { number, characters: lines[i + 1] ?? 0, digest }
          sink.accepted(withBytes ? { ...told, bytes: bytesOf() } : told)
        }
        offset += length + 1
      }
    },
    lines: (): number => number,
  }
}

const isRefused = (lines: Uint32Array, at: number): boolean =>
  (lines[at] ?? 0) >= REFUSED_BIT && lines[at] !== TOO_LONG

const lengthAt = (lines: Uint32Array, at: number): number => {
  const word = lines[at] ?? 0
  if (word === TOO_LONG) return (lines[at + 2] ?? 0) + (lines[at + 3] ?? 0) * 2 ** 32
  return word >= REFUSED_BIT ? word - REFUSED_BIT : word
}

/** Without its line ending. */
export const endedLine = (bytes: Uint8Array, ended: boolean) => {
  const ending = endingOf(bytes, ended)
  return { ending, bytes: ending === 'crlf' ? bytes.subarray(0, -1) : bytes }
}

/** What a refused line is known to be, when it has the shape. */
export const sound = (characters = UNKNOWN_CHARACTERS) =>
  characters === UNKNOWN_CHARACTERS ? {} : { characters }
