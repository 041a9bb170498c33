// What stands in and around runs, as src/lib/domain/dataset/privacy/runs.ts has it.
import { TOKEN_MARKS } from './memory'
import { isAlnum, isLetter } from './signs'

const MOST_GAP = 72
const LONGEST_PASSWORD: usize = 1200

/** Whether a token may begin in a run. A mark of the table is eight bytes, eight that mask them. */
export function hasToken(start: usize, end: usize): bool {
  const before = load<u8>(start - 1)
  if (before === 0x3a && load<u16>(start) === 0x4141) return true
  if (before === 0x3d && (load<u32>(start - 4) & 0xffffff) === 0x79654b) return true
  for (let p = start; p < end; p++) {
    const byte = load<u8>(p)
    // Letters by which no token begins are most.
    if (!isLetter(byte) || (load<u64>(TOKEN_MARKS, 8) & ((<u64>1) << (byte - 0x41))) === 0) continue
    if (p > start && isInToken(load<u8>(p - 1))) continue
    const word = load<u64>(p)
    let mark = TOKEN_MARKS + 16
    for (let rest = load<u32>(TOKEN_MARKS); rest > 0; rest--, mark += 16) {
      if (((word ^ load<u64>(mark)) & load<u64>(mark, 8)) === 0) return true
    }
  }
  return false
}

function isInToken(byte: u8): bool {
  return isAlnum(byte) || byte === 0x2d || byte === 0x5f
}

/** Whether a run stands behind a word that names secrets; `from`: where the text starts. */
export function isNamed(start: usize, from: usize): bool {
  let gap = gapStart(start, from)
  if (gap === start) return false
  if (endsWithName(gap, from)) return true
  if (gap - from < 2 || (load<u16>(gap - 2) | 0x2020) !== 0x7369) return false
  gap = gapStart(gap - 2, from)
  return endsWithName(gap, from)
}

function gapStart(p: usize, from: usize): usize {
  for (let steps = 0; steps < MOST_GAP && p > from; steps++) {
    if (p - from > 1 && load<u8>(p - 2) === 0x5c) p -= 2
    else if (isGap(load<u8>(p - 1))) p--
    else if (p - from > 5 && load<u16>(p - 6) === 0x755c) p -= 6
    else return p
  }
  return p
}

/** A space, a quote, what assigns, and all beyond ASCII. */
function isGap(byte: u8): bool {
  return (
    byte === 0x20 ||
    byte === 0x22 ||
    byte === 0x27 ||
    byte === 0x3a ||
    byte === 0x3d ||
    byte === 0x3e ||
    byte > 127
  )
}

/** Of password, passwd, passphrase, pwd, secret, token and key. */
function endsWithName(p: usize, from: usize): bool {
  if (p - from < 3) return false
  const three = (load<u32>(p - 4) >> 8) | 0x202020
  if (three === 0x647770 || three === 0x79656b) return true
  if (p - from < 4) return false
  switch (load<u32>(p - 4) | 0x20202020) {
    case 0x64726f77: // word
    case 0x64777373: // sswd
    case 0x65736172: // rase
    case 0x74657263: // cret
    case 0x6e656b6f: // oken
      return true
    default:
      return false
  }
}

/** Whether an at sign may stand in an e-mail address or behind the password of a URL. */
export function isAddress(p: usize, from: usize): bool {
  return isEmail(p, from) || hasPassword(p, from)
}

function isEmail(p: usize, from: usize): bool {
  const before = load<u8>(p - 1)
  if (p === from || before <= 0x20 || before >= 127 || before === 0x40) return false
  for (let q = p + 1; isHostSign(load<u8>(q)); q++) {
    if (load<u8>(q) === 0x2e && q > p + 1 && isLetter(load<u8>(q, 1))) return true
  }
  return false
}

function isHostSign(byte: u8): bool {
  return isAlnum(byte) || byte === 0x2d || byte === 0x2e
}

/** The first slash to the left is the second of `://`. */
function hasPassword(p: usize, from: usize): bool {
  if (!isHostSign(load<u8>(p, 1))) return false
  const end = p - from > LONGEST_PASSWORD ? p - LONGEST_PASSWORD : from + 2
  for (let q = p - 1; q > end; q--) {
    const byte = load<u8>(q)
    if (byte === 0x2f) return load<u16>(q - 2) === 0x2f3a
    if (byte <= 0x20 || byte === 0x40) return false
  }
  return false
}

/** Whether the text has the words PRIVATE KEY. */
export function hasKeyWords(from: usize, to: usize): bool {
  for (let p = from; p < to; p += 16) {
    let hits = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(0x56)))
    for (; hits !== 0; hits &= hits - 1) {
      const word = p + ctz(hits) - 3
      if (word < from || word + 11 > to) continue
      // PRIVATE and KEY, with the space between.
      if (load<u64>(word) === 0x2045544156495250 && (load<u32>(word, 8) & 0xffffff) === 0x59454b)
        return true
    }
  }
  return false
}
