import { Buffer } from 'node:buffer'
import type { LineNote } from '../lib/ports/scanner.ts'
import { PROGRAM } from './program.ts'
import { instantiated, type WasmModule } from './webassembly.ts'

/** Addresses, as in assembly/memory.ts. */
const ENTRIES = 0x10000
const MAX_ENTRIES = 2048
const ENTRY_WORDS = 8
const NOTES = 0x29000
const MAX_NOTES = 1792
const NOTE_WORDS = 4
const BUFFER = 0x30000
/** The scanner reads whole vectors, up to two beyond the last line. */
const SLACK = 64
const PAGE = 0x10000
const LF = 10

/** Fits the processor's second cache, and is large enough for the cost of a system call. */
export const CHUNK_BYTES = 256 * 1024

/** Verdicts of the scanner, a bit each, and this program's own. */
export const VERDICT = { refused: 1, crlf: 2, sound: 4, suspect: 8, tooLong: 16 } as const

export type JudgedLine = {
  /** Of its first byte, in the file. */
  readonly offset: number
  /** Without its line feed. */
  readonly sizeBytes: number
  /** Bits of VERDICT; none: accepted. */
  readonly verdict: number
  readonly characters: number
  readonly low: number
  readonly high: number
  /** Of a refused line, one with notes, and of others where that is asked for; valid during the call only. */
  readonly bytes: Uint8Array | undefined
  readonly notes: readonly LineNote[]
  /** A line feed is behind it. */
  readonly ended: boolean
}

export type Judge = {
  /** Where the next bytes go. */
  readonly room: () => Uint8Array
  /** So many bytes are there; complete lines are told. */
  readonly put: (sizeBytes: number) => void
  /** The last line, when it has no line feed. */
  readonly end: () => void
  /** A line has begun and not ended. */
  readonly isInside: () => boolean
  /** Starts anew at a place of the file; `skip`: what comes before the first line feed is not told. */
  readonly startAt: (offset: number, skip: boolean) => void
}

export type JudgeOptions = {
  readonly module: WasmModule
  readonly program: Uint8Array
  readonly maxLineBytes: number
  /** Longer lines are refused, whatever is in them. */
  readonly maxBytes: number
  /** Accepted lines are told with their bytes too. */
  readonly withBytes: boolean
}

const NO_NOTES: readonly LineNote[] = []

/**
 * Feeds bytes to the scanner's linear memory and tells each line's verdict. Keeps at most one line:
 * of one above the limit only the length.
 */
export const lineJudge = (options: JudgeOptions, tell: (line: JudgedLine) => void): Judge => {
  const { memory, lines, position } = instantiated(options.module)
  const { maxLineBytes } = options
  let bytes = Buffer.from(memory.buffer)
  bytes.set(options.program, PROGRAM)
  let entries = new Uint32Array(memory.buffer, ENTRIES, MAX_ENTRIES * ENTRY_WORDS)
  let notes = new Uint32Array(memory.buffer, NOTES, MAX_NOTES * NOTE_WORDS)
  /** Words of the notes told. */
  let read = 0
  /** Bytes of a line that has begun: from BUFFER to `filled`. */
  let filled = BUFFER
  /** Of the byte at BUFFER, in the file. */
  let base = 0
  let skipping: { readonly told: boolean; readonly offset: number; size: number } | undefined

  const grow = (needed: number) => {
    if (needed <= bytes.length) return
    // Doubling, so that a long line is not copied again for each chunk.
    const wanted = Math.max(needed, Math.min(bytes.length * 2, needed + maxLineBytes))
    memory.grow(Math.ceil((wanted - bytes.length) / PAGE))
    bytes = Buffer.from(memory.buffer)
    entries = new Uint32Array(memory.buffer, ENTRIES, MAX_ENTRIES * ENTRY_WORDS)
    notes = new Uint32Array(memory.buffer, NOTES, MAX_NOTES * NOTE_WORDS)
  }
  const notesFrom = (at: number, count: number, line: number): readonly LineNote[] => {
    const found: LineNote[] = []
    for (let i = at; i < at + count * NOTE_WORDS; i += NOTE_WORDS) {
      const start = (notes[i] ?? 0) - line
      const kind = notes[i + 2] ?? 0
      const end = start + (notes[i + 1] ?? 0)
      found.push({ kind: kind & 0xff, start, end, outer: kind >>> 8, inner: notes[i + 3] ?? 0 })
    }
    return found
  }
  const tellEntry = (at: number, ended: boolean) => {
    const start = entries[at] ?? 0
    const sizeBytes = entries[at + 1] ?? 0
    const count = entries[at + 6] ?? 0
    const verdict = verdictOf(entries[at + 2] ?? 0, sizeBytes, count)
    const isRead = (verdict & VERDICT.refused) !== 0 || count > 0 || options.withBytes
    tell({
      offset: base + start - BUFFER,
      sizeBytes,
      verdict,
      characters: entries[at + 3] ?? 0,
      low: entries[at + 4] ?? 0,
      high: entries[at + 5] ?? 0,
      bytes: isRead ? bytes.subarray(start, start + sizeBytes) : undefined,
      notes: count === 0 ? NO_NOTES : notesFrom(read, count, start),
      ended,
    })
    read += count * NOTE_WORDS
  }
  const verdictOf = (verdict: number, sizeBytes: number, noted: number): number => {
    if (sizeBytes > maxLineBytes) return VERDICT.tooLong
    if (sizeBytes <= options.maxBytes || (verdict & VERDICT.refused) !== 0) return verdict
    return VERDICT.refused | VERDICT.sound | (noted > 0 ? VERDICT.suspect : 0)
  }
  const judge = (from: number, end: number, ended: boolean) => {
    let at = from
    while (at < end) {
      const count = lines(at, end)
      read = 0
      for (let i = 0; i < count; i++) tellEntry(i * ENTRY_WORDS, ended)
      at = position.value
    }
  }
  const tellTooLong = (
    { told, offset, size: sizeBytes }: NonNullable<typeof skipping>,
    ended: boolean,
  ) => {
    if (!told) return
    const rest = { characters: 0, low: 0, high: 0, bytes: undefined, notes: NO_NOTES, ended }
    tell({ offset, sizeBytes, verdict: VERDICT.tooLong, ...rest })
  }
  /** Takes bytes away from the front; answers where lines start, or undefined when none does. */
  const skipped = (): number | undefined => {
    if (skipping === undefined) return BUFFER
    const found = bytes.subarray(BUFFER, filled).indexOf(LF)
    skipping.size += found < 0 ? filled - BUFFER : found
    if (found < 0) {
      base += filled - BUFFER
      filled = BUFFER
      return undefined
    }
    tellTooLong(skipping, true)
    skipping = undefined
    return BUFFER + found + 1
  }

  return {
    room: () => {
      grow(filled + CHUNK_BYTES + SLACK)
      return bytes.subarray(filled, filled + CHUNK_BYTES)
    },
    put: (sizeBytes) => {
      const before = filled
      filled += sizeBytes
      const from = skipped()
      if (from === undefined) return
      // What was there before has no line feed, or it would have been judged.
      const last = bytes.subarray(Math.min(before, filled), filled).lastIndexOf(LF)
      const end = last < 0 ? from : Math.max(from, before + last + 1)
      judge(from, end, true)
      bytes.copyWithin(BUFFER, end, filled)
      base += end - BUFFER
      filled -= end - BUFFER
      if (filled - BUFFER <= maxLineBytes) return
      skipping = { told: true, offset: base, size: filled - BUFFER }
      base += filled - BUFFER
      filled = BUFFER
    },
    end: () => {
      if (skipping !== undefined) tellTooLong(skipping, false)
      else if (filled > BUFFER) {
        grow(filled + 1 + SLACK)
        bytes[filled] = LF
        judge(BUFFER, filled + 1, false)
      }
      skipping = undefined
      filled = BUFFER
    },
    isInside: () => filled > BUFFER || skipping?.told === true,
    startAt: (offset, skip) => {
      filled = BUFFER
      base = offset
      skipping = skip ? { told: false, offset, size: 0 } : undefined
    },
  }
}
