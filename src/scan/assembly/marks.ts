import { EITHER, MARKS, WINDOW } from './memory'

// A bit for each byte that a text may have to stop at, found for a window of bytes at a time: so the
// search in a text looks at one word for 64 bytes, and no byte costs a branch.

/** What is before it is marked, as far back as a window reaches. */
let marked: usize = 0
/** Of the lines; nothing is marked behind it. */
let last: usize = 0

/** Begins anew at `p`, with lines up to `end`. */
export function startMarks(p: usize, end: usize): void {
  marked = p & ~63
  last = end
}

/** Lets places go back to `p`. */
export function backTo(p: usize): void {
  if (marked - p > WINDOW) marked = p & ~63
}

/** The next stop in a text from `p` on. There is one, for a line feed is one; `backTo` goes back. */
export function nextStop(p: usize): usize {
  if (p >= marked) markFrom(p & ~63)
  let bits = load<u64>(wordOf(p)) >> (p & 63)
  while (bits === 0) {
    p = (p | 63) + 1
    if (p >= marked) markFrom(p)
    bits = load<u64>(wordOf(p))
  }
  return p + <usize>ctz(bits)
}

function wordOf(p: usize): usize {
  return MARKS + ((p >> 3) & (WINDOW / 8 - 8))
}

/** Every column of the ASCII table has one sign to stop at, or none; all controls are stops. */
function markFrom(start: usize): void {
  // Not so when all lines are whole.
  if (start >= last) unreachable()
  const columns = v128.load(EITHER)
  const end = start + WINDOW < last ? start + WINDOW : (last + 63) & ~63
  for (let p = start; p < end; p += 16) {
    const block = v128.load(p)
    const signs = i8x16.eq(i8x16.swizzle(columns, v128.and(block, i8x16.splat(15))), block)
    const controls = i8x16.eq(i8x16.min_u(block, i8x16.splat(31)), block)
    const place = MARKS + ((p >> 3) & (WINDOW / 8 - 2))
    store<u16>(place, <u16>i8x16.bitmask(v128.or(signs, controls)))
  }
  marked = end
}
