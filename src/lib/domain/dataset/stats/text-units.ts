import { Buffer } from 'node:buffer'

/** Texts as UTF-16 units, in room that is used again for the next. */
export type TextUnits = { units: Uint16Array; length: number }

export const textUnits = (): TextUnits => ({ units: new Uint16Array(4096), length: 0 })

/** Makes room for so many more. */
const reserve = (text: TextUnits, more: number): void => {
  const needed = text.length + more
  if (needed <= text.units.length) return
  const larger = new Uint16Array(Math.max(needed, text.units.length * 2))
  larger.set(text.units.subarray(0, text.length))
  text.units = larger
}

/** Appends a text. */
export const addText = (text: TextUnits, more: string): void => {
  reserve(text, more.length)
  for (let i = 0; i < more.length; i++) text.units[text.length + i] = more.charCodeAt(i)
  text.length += more.length
}

export const addUnit = (text: TextUnits, unit: number): void => {
  reserve(text, 1)
  text.units[text.length++] = unit
}

/** Appends a part of another text. */
export const addUnits = (text: TextUnits, part: Uint16Array): void => {
  reserve(text, part.length)
  text.units.set(part, text.length)
  text.length += part.length
}

/** The text itself. */
export const stringOf = ({ units, length }: TextUnits): string =>
  Buffer.from(units.buffer, units.byteOffset, 2 * length).toString('utf16le')

/** Bytes of a JSON string between its quotes, `end` exclusive. */
export type StringBytes = {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

const BACKSLASH = 0x5c
const LOWER_U = 0x75
/** What stands behind a backslash, for all but `\u`. */
const ESCAPED = new Uint8Array(128)
for (const [letter, unit] of Object.entries({
  '"': 34,
  '\\': 92,
  '/': 47,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
})) {
  ESCAPED[letter.charCodeAt(0)] = unit
}

/** Appends the text of a JSON string that is known to be good. */
export const addJsonString = (text: TextUnits, { bytes, start, end }: StringBytes): void => {
  reserve(text, end - start)
  const { units } = text
  let to = text.length
  for (let at = start; at < end; ) {
    const byte = bytes[at++] ?? 0
    if (byte < 0x80) {
      if (byte !== BACKSLASH) {
        units[to++] = byte
        continue
      }
      const sign = bytes[at++] ?? 0
      if (sign === LOWER_U) {
        units[to++] = hexAt(bytes, at)
        at += 4
      } else units[to++] = ESCAPED[sign] ?? 0
      continue
    }
    if (byte < 0xe0) {
      units[to++] = ((byte & 0x1f) << 6) | rest(bytes, at++)
      continue
    }
    if (byte < 0xf0) {
      units[to++] = ((byte & 0x0f) << 12) | (rest(bytes, at) << 6) | rest(bytes, at + 1)
      at += 2
      continue
    }
    const above =
      (((byte & 0x07) << 18) |
        (rest(bytes, at) << 12) |
        (rest(bytes, at + 1) << 6) |
        rest(bytes, at + 2)) -
      0x10000
    at += 3
    units[to++] = 0xd800 | (above >> 10)
    units[to++] = 0xdc00 | (above & 0x3ff)
  }
  text.length = to
}

const rest = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) & 0x3f

const hexAt = (bytes: Uint8Array, at: number): number =>
  (digit(bytes[at]) << 12) |
  (digit(bytes[at + 1]) << 8) |
  (digit(bytes[at + 2]) << 4) |
  digit(bytes[at + 3])

/** Of a hexadecimal digit: letters of both cases have their value, less nine, in the lowest bits. */
const digit = (byte = 0): number => (byte & 15) + (byte > 57 ? 9 : 0)
