// The scanner's entry: judges whole lines in linear memory. A line is accepted only when it surely
// breaks no rule; every other line is the explainer's.
import { any, space } from './any'
import { hash } from './hash'
import { backTo, startMarks } from './marks'
import { ENTRIES, ENTRY_BYTES, MAX_ENTRIES, PROGRAM } from './memory'
import {
  dropNotes,
  hasRoom,
  isCrowded,
  isSuspect,
  notesOfLine,
  startLine,
  startNotes,
} from './notes'
import { characters, shaped, startShapes } from './shape'
import { isUtf8, spareBytes, startBytes } from './utf8'

// The verdict of a line, a bit each. src/scan/judge.ts has the same numbers.
const ACCEPTED: u32 = 0
const REFUSED: u32 = 1
/** Of an accepted line: it ends with a carriage return. */
const CRLF: u32 = 2
/** Of a refused line: it is one sound JSON value. */
const SOUND: u32 = 4
/** Of a sound line: texts of it have traits of private values. */
const SUSPECT: u32 = 8
/** Instead of the units of a refused line, of which only a part was read. */
const UNKNOWN: u32 = 0xffffffff

/** Where `lines` has stopped: behind the line feed of the last line judged. */
export let position: usize = 0

/**
 * Judges lines from `p` to `end`, behind a line feed, until the entries or the notes are full; answers
 * how many. Reads up to 32 bytes before and behind.
 */
export function lines(p: usize, end: usize): u32 {
  let count: u32 = 0
  startMarks(p, end)
  startNotes()
  while (p < end && count < MAX_ENTRIES && hasRoom()) {
    p = line(p, ENTRIES + <usize>count * ENTRY_BYTES)
    count++
  }
  position = p
  return count
}

/** Answers the start of the next line. */
function line(start: usize, entry: usize): usize {
  startBytes()
  startShapes()
  startLine()
  const first = space(start)
  const last = shaped(first, load<u32>(PROGRAM), 0)
  if (last !== 0) {
    const end = space(last)
    if (load<u8>(end) === 0x0a && !isCrowded && isUtf8(first, last)) {
      const units = characters - <u32>spareBytes()
      if (units <= load<u32>(PROGRAM, 4)) {
        describe(entry, start, end, load<u8>(end - 1) === 0x0d ? CRLF : ACCEPTED)
        store<u32>(entry, units, 12)
        store<u64>(entry, hash(first, last), 16)
        return end + 1
      }
    }
  }
  const end = lineEnd(start)
  dropNotes()
  const sound = soundness(first, end)
  dropNotes()
  describe(entry, start, end, REFUSED | sound)
  store<u32>(entry, UNKNOWN, 12)
  store<u64>(entry, trimmedHash(start, end), 16)
  return end + 1
}

/** Reads a refused line once more: what the explainer need not look for in it. */
function soundness(first: usize, end: usize): u32 {
  backTo(first)
  startLine()
  startBytes()
  const last = any(first, 0)
  if (last === 0 || space(last) !== end || !isUtf8(first, last)) return 0
  return isSuspect ? SOUND | SUSPECT : SOUND
}

function describe(entry: usize, start: usize, end: usize, verdict: u32): void {
  store<u32>(entry, <u32>start)
  store<u32>(entry, <u32>(end - start), 4)
  store<u32>(entry, verdict, 8)
  store<u32>(entry, notesOfLine(), 24)
}

/** Of a refused line, as the explainer trims it: without a byte order mark and surrounding white space. */
function trimmedHash(start: usize, end: usize): u64 {
  if (end - start >= 3 && (load<u32>(start) & 0xffffff) === 0xbfbbef) start += 3
  while (start < end && load<u8>(start) <= 32) start++
  while (end > start && load<u8>(end - 1) <= 32) end--
  return hash(start, end)
}

function lineEnd(p: usize): usize {
  while (true) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(10)))
    if (found !== 0) return p + ctz(found)
    p += 16
  }
}
