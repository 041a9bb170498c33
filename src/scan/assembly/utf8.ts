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

/** 16 bytes of ones before 16 of zeros: a load from the middle keeps the first n bytes of a block. */
const KEEP = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
])

/** Whether the bytes from `p` to `end` are UTF-8 (Unicode, table 3-7). */
export function isUtf8(p: usize, end: usize): bool {
  let before = i8x16.splat(0)
  let faults = i8x16.splat(0)
  while (p + 16 <= end) {
    const block = v128.load(p)
    faults = v128.or(faults, faultsOf(block, before))
    before = block
    p += 16
  }
  // At least one zero byte follows, so that a sequence cut off by the end is seen.
  const last = v128.and(v128.load(p), v128.load(KEEP + 16 - (end - p)))
  faults = v128.or(faults, faultsOf(last, before))
  return !v128.any_true(faults)
}

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
