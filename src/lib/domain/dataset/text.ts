import { Buffer, isUtf8 } from 'node:buffer'

/** The text of bytes; what is no UTF-8 becomes U+FFFD. */
export const utf8Text = (bytes: Uint8Array, start = 0, end = bytes.length): string =>
  bufferOn(bytes).toString('utf8', start, end)

/** A character for each byte: places in the text are places in the bytes. */
export const latin1Text = (bytes: Uint8Array): string => bufferOn(bytes).toString('latin1')

const bufferOn = (bytes: Uint8Array): Buffer =>
  bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Index of the first byte that is no UTF-8 (Unicode 15, table 3-7); -1 when all of it is. */
export const firstBadByte = (bytes: Uint8Array): number => {
  if (isUtf8(bytes)) return -1
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at)
    if (length === 0) return at
    at += length
  }
  return -1
}

/** Bytes of the well-formed sequence at `at`; 0 when there is none. */
const sequenceLength = (bytes: Uint8Array, at: number): number => {
  const lead = bytes[at] ?? 0
  if (lead < 0x80) return 1
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
  if (lead < 0xc2 || lead > 0xf4) return 0
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i] ?? 0
    const [low, high] = i === 1 ? secondByteRange(lead) : [0x80, 0xbf]
    if (byte < low || byte > high) return 0
  }
  return length
}

/** Overlong forms, surrogates and code points above U+10FFFF show in the second byte. */
const secondByteRange = (lead: number): readonly [number, number] => {
  if (lead === 0xe0) return [0xa0, 0xbf]
  if (lead === 0xed) return [0x80, 0x9f]
  if (lead === 0xf0) return [0x90, 0xbf]
  if (lead === 0xf4) return [0x80, 0x8f]
  return [0x80, 0xbf]
}

/** Columns count characters (code points) from 1, as editors do; `index` counts UTF-16 units from 0. */
export const columnOf = (text: string, index: number): number => {
  let column = 1
  for (let i = 0; i < index && i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const pairs = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00
    if (pairs) i++
    column++
  }
  return column
}

const BEFORE = 40
const AFTER = 40

export type Excerpt = {
  readonly text: string
  /** Index in `text` of the place meant. */
  readonly mark: number
}

/** The surroundings of a place in one printable line. */
export const excerptAt = (text: string, index: number): Excerpt => {
  const from = Math.max(0, index - BEFORE)
  const to = Math.min(text.length, index + AFTER)
  const lead = from > 0 ? '…' : ''
  const before = lead + printable(text.slice(from, index))
  const after = printable(text.slice(index, to)) + (to < text.length ? '…' : '')
  return { text: before + after, mark: before.length }
}

/** Control characters would move the cursor or hide the place, so each becomes one visible sign. */
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g, '·')

/** Case, spacing and Unicode form do not make another prompt. */
export const normalised = (text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII has one form alone
  const one = /[^\x00-\x7f]/.test(text) ? text.normalize('NFKC') : text
  const lower = one.toLowerCase()
  return spacedOnce(lower.trim())
}

const OTHER_SPACE = /[^\S ]| {2}/g
const SPACES = /\s+/y

/** Every run of white space as one space. Single spaces, nearly all there is, cost nothing. */
const spacedOnce = (text: string): string => {
  let [result, from] = ['', 0]
  OTHER_SPACE.lastIndex = 0
  for (let at = OTHER_SPACE.exec(text); at !== null; at = OTHER_SPACE.exec(text)) {
    let start = at.index
    while (start > from && text[start - 1] === ' ') start--
    SPACES.lastIndex = at.index
    SPACES.test(text)
    result += `${text.slice(from, start)} `
    from = SPACES.lastIndex
    OTHER_SPACE.lastIndex = from
  }
  return from === 0 ? text : result + text.slice(from)
}

/**
 * A line as records are compared: without surrounding white space, for a CR or an indent does not
 * make another record, and without a byte order mark where the file begins with it.
 */
export const bare = (bytes: Uint8Array, isFirst: boolean): Uint8Array => {
  const hasMark = isFirst && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  let [from, to] = [hasMark ? 3 : 0, bytes.length]
  while (from < to && (bytes[from] ?? 0) <= 32) from++
  while (to > from && (bytes[to - 1] ?? 0) <= 32) to--
  return bytes.subarray(from, to)
}
