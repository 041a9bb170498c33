// Places in accepted lines that the caller judges itself: texts with a trait of private values, and what
// the shape says is to be noted. src/lib/ports/scanner.ts has the numbers that are no shape's own.
import { MAX_NOTES, NOTE_BYTES, NOTES } from './memory'

const MOST_OF_LINE: u32 = 256
const SUSPICION: u32 = 0
export const MISSING: u32 = 255

/** Of all lines since `startNotes`. */
export let noted: u32 = 0
/** Where those of the line begin. */
let first: u32 = 0

/** Whether a text of the line shows a trait of private values, where these are to be looked for. */
export let isSuspect: bool = false
/** Not all such texts have a note. */
export let isCrowded: bool = false

/** Places in the two arrays that are open, the inner one last. */
let outer: u32 = 0
let inner: u32 = 0

export function startNotes(): void {
  noted = 0
}

/** Whether another line has room for all that it may note. */
export function hasRoom(): bool {
  return noted + MOST_OF_LINE <= MAX_NOTES
}

export function startLine(): void {
  first = noted
  isSuspect = false
  isCrowded = false
  outer = 0
  inner = 0
}

/** How many the line has. */
export function notesOfLine(): u32 {
  return noted - first
}

/** Forgets the notes of the line. */
export function dropNotes(): void {
  noted = first
}

/** Notes the bytes from `start` to `end`; false when the line has no room for more. */
export function note(kind: u32, start: usize, end: usize): bool {
  if (noted - first === MOST_OF_LINE) return false
  const at = NOTES + <usize>noted * NOTE_BYTES
  store<u32>(at, <u32>start)
  store<u32>(at, <u32>(end - start), 4)
  store<u32>(at, kind | (outer << 8), 8)
  store<u32>(at, inner, 12)
  noted++
  return true
}

/** A text or number has a trait. */
export function suspect(start: usize, end: usize): void {
  isSuspect = true
  if (!note(SUSPICION, start, end)) isCrowded = true
}

/** Opens an array; answers what `leaveArray` is to be told. */
export function enterArray(): u64 {
  const before = ((<u64>outer) << 32) | inner
  outer = inner
  inner = 0
  return before
}

/** The next item of the array that is open. */
export function nextItem(): void {
  inner++
}

export function leaveArray(before: u64): void {
  outer = <u32>(before >> 32)
  inner = <u32>before
}
