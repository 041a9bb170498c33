// Texts and numbers that may stand anywhere.
import { PLAIN } from './memory'
import { suspect } from './notes'
import { hidesTraits, showTraits, text } from './text'
import { hasTraits } from './traits'
import { uncount } from './utf8'

/** Shorter values hold nothing that is looked for. */
const SHORTEST: usize = 6
/** So many digits are in a number as they are written. */
const EXACT_DIGITS: u32 = 15

/** The end of a text whose content does not matter; its bytes above 127 count for nothing. */
export function plainText(start: usize): usize {
  showTraits()
  const end = text(start, PLAIN)
  if (end === 0) return 0
  uncount(start, end)
  look(start, end - 1, PLAIN)
  return end
}

/** Looks for traits in the text read last, where its watch table asks for them. */
export function look(start: usize, end: usize, watch: usize): void {
  if (load<u32>(watch, 20) === 0) return
  if (hidesTraits || hasTraits(start, end)) suspect(start, end)
}

/** As `look`, for a number: it is searched as JavaScript writes it, so only its plainest form can be passed. */
export function lookNumber(start: usize, end: usize): void {
  if (load<u32>(PLAIN, 20) === 0 || end - start < SHORTEST) return
  let digits: u32 = 0
  let isPlain = true
  let isFraction = false
  for (let p = start; p < end; p++) {
    const byte = load<u8>(p)
    if (byte - 0x30 < 10) digits++
    else if (byte === 0x2e) isFraction = true
    else if (byte !== 0x2d) isPlain = false
  }
  if (isPlain && digits < <u32>SHORTEST) return
  // Zeros at the end are not written, and small fractions are with an exponent.
  const head = load<u8>(start) === 0x2d ? load<u8>(start, 1) : load<u8>(start)
  if (isFraction && (load<u8>(end - 1) === 0x30 || head === 0x30)) isPlain = false
  if (!isPlain || digits > EXACT_DIGITS || hasTraits(start, end)) suspect(start, end)
}
