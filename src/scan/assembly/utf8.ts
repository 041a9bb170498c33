// Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte" (2021): three table
// look-ups by nibble give the kinds of error that a pair of bytes can be; what they share is one.
const SHORT: i8 = 1
const LONG: i8 = 2
const OVERLONG_3: i8 = 4
const LARGE: i8 = 8
const SURROGATE: i8 = 16
const OVERLONG_2: i8 = 32
/** Too large beyond U+110000, and four bytes for what three can say: never both. */
const LARGE_1000_OR_OVERLONG_4: i8 = 64
const CONTINUATIONS: i8 = -128
const CARRY: i8 = SHORT | LONG | CONTINUATIONS
const CARRY_LARGE: i8 = CARRY | LARGE | LARGE_1000_OR_OVERLONG_4
const SECOND: i8 = LONG | OVERLONG_2 | CONTINUATIONS

/** Bytes above 127 beyond one for each UTF-16 unit that they make, in what was read last. */
export let spare: i32 = 0

/** Whether the bytes from `p` to `end` are UTF-8 (Unicode, table 3-7); counts what they spare. */
export function isUtf8(p: usize, end: usize): bool {
  let before = i8x16.splat(0)
  let faults = i8x16.splat(0)
  let stop = end
  // Whether something may have to follow what is before.
  let high = 0
  let sum = 0
  while (true) {
    while (p + 32 <= stop) {
      const first = v128.load(p)
      const second = v128.load(p, 16)
      high |= i8x16.bitmask(v128.or(first, second))
      if (high !== 0) {
        let block = first
        const behind = p + 32
        do {
          faults = v128.or(faults, faultsOf(block, before))
          const following = i8x16.bitmask(i8x16.lt_s(block, i8x16.splat(-64)))
          sum += popcnt(following) - popcnt(i8x16.bitmask(i8x16.ge_u(block, i8x16.splat(<i8>0xf0))))
          before = block
          block = second
          p += 16
        } while (p < behind)
        // Three bytes may follow at most.
        high = i8x16.bitmask(before) & 0xe000
      } else p += 32
    }
    if (stop !== end) break
    // What is left, with at least one zero behind it, so that a sequence cut off by the end is seen.
    const left = end - p
    v128.store(REST, kept(p, left))
    v128.store(REST, left > 16 ? kept(p + 16, left - 16) : i8x16.splat(0), 16)
    p = REST
    stop = REST + 32
  }
  spare = sum
  return !v128.any_true(faults)
}

/** What is wrong in a block of a text, by the block before it: zero where nothing is. */
function faultsOf(block: v128, before: v128): v128 {
  const one = i8x16.shuffle(
    before,
    block,
    15,
    16,
    17,
    18,
    19,
    20,
    21,
    22,
    23,
    24,
    25,
    26,
    27,
    28,
    29,
    30,
  )
  const two = i8x16.shuffle(
    before,
    block,
    14,
    15,
    16,
    17,
    18,
    19,
    20,
    21,
    22,
    23,
    24,
    25,
    26,
    27,
    28,
    29,
  )
  const three = i8x16.shuffle(
    before,
    block,
    13,
    14,
    15,
    16,
    17,
    18,
    19,
    20,
    21,
    22,
    23,
    24,
    25,
    26,
    27,
    28,
  )
  const nibble = i8x16.splat(15)
  const firstHigh = i8x16.swizzle(
    i8x16(
      LONG,
      LONG,
      LONG,
      LONG,
      LONG,
      LONG,
      LONG,
      LONG,
      CONTINUATIONS,
      CONTINUATIONS,
      CONTINUATIONS,
      CONTINUATIONS,
      SHORT | OVERLONG_2,
      SHORT,
      SHORT | OVERLONG_3 | SURROGATE,
      SHORT | LARGE | LARGE_1000_OR_OVERLONG_4,
    ),
    i8x16.shr_u(one, 4),
  )
  const firstLow = i8x16.swizzle(
    i8x16(
      CARRY | OVERLONG_3 | OVERLONG_2 | LARGE_1000_OR_OVERLONG_4,
      CARRY | OVERLONG_2,
      CARRY,
      CARRY,
      CARRY | LARGE,
      CARRY_LARGE,
      CARRY_LARGE,
      CARRY_LARGE,
      CARRY_LARGE,
      CARRY_LARGE,
      CARRY_LARGE,
      CARRY_LARGE,
      CARRY_LARGE,
      CARRY_LARGE | SURROGATE,
      CARRY_LARGE,
      CARRY_LARGE,
    ),
    v128.and(one, nibble),
  )
  const secondHigh = i8x16.swizzle(
    i8x16(
      SHORT,
      SHORT,
      SHORT,
      SHORT,
      SHORT,
      SHORT,
      SHORT,
      SHORT,
      SECOND | OVERLONG_3 | LARGE_1000_OR_OVERLONG_4,
      SECOND | OVERLONG_3 | LARGE,
      SECOND | SURROGATE | LARGE,
      SECOND | SURROGATE | LARGE,
      SHORT,
      SHORT,
      SHORT,
      SHORT,
    ),
    i8x16.shr_u(block, 4),
  )
  const pairs = v128.and(v128.and(firstHigh, firstLow), secondHigh)
  const third = i8x16.sub_sat_u(two, i8x16.splat(<i8>(0xe0 - 0x80)))
  const fourth = i8x16.sub_sat_u(three, i8x16.splat(<i8>(0xf0 - 0x80)))
  const wanted = v128.and(v128.or(third, fourth), i8x16.splat(<i8>0x80))
  return v128.xor(wanted, pairs)
}

/** 16 bytes of ones before 16 of zeros: a load from the middle keeps the first n bytes of a block. */
const KEEP = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
])
/** Room for the last 31 bytes, and a zero. */
const REST = memory.data(32, 16)

/** The first bytes of a block, 16 at most; zeros behind them. */
function kept(p: usize, count: usize): v128 {
  return v128.and(v128.load(p), v128.load(KEEP + 16 - (count < 16 ? count : 16)))
}

/** Of the texts of this line that are not counted. */
let uncounted: i32 = 0

export function startBytes(): void {
  uncounted = 0
}

/** The bytes of a text that is not counted are to spare none. */
export function uncount(p: usize, end: usize): void {
  isUtf8(p, end)
  uncounted += spare
}

/** What is to be taken from the number of bytes of the counted texts of a line, when all of it was read. */
export function spareBytes(): i32 {
  return spare - uncounted
}
