import type { Buffer } from 'node:buffer'
import type { LineShape } from '../lib/ports/scanner.ts'

/** What the tables have no room for. */
export class Unfit extends Error {}

/** Plain ASCII, so that a text has one spelling without escapes. */
export const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

/** Offsets in the program: for texts of no side, what is asked, what is answered, and all words. */
const WATCHES = [0x40, 0x440, 0x840, 0xc40] as const
const TOKEN_MARKS = 0x1040
const MOST_TOKEN_MARKS = 63
const IBAN_LENGTHS = 0x1440

/** The tables of words and of traits. @throws Unfit */
export const placeWatches = (bytes: Buffer, { words, traits }: LineShape): void => {
  const { asked, answered } = words
  // The same signs in all tables, for the scanner marks the places of all of them at once.
  const signed = signsOf([...asked, ...answered])
  const tables = [[], asked, answered, signed.map(wordIn)]
  for (const [i, list] of tables.entries()) {
    const at = WATCHES[i] ?? 0
    placeWatch(
      bytes,
      at,
      signed.filter(({ word }) => list.includes(word)),
    )
    if (traits !== undefined) markTraits(bytes, at)
  }
  placeTokenMarks(bytes, traits?.tokenMarks ?? [])
  placeIbanLengths(bytes, traits?.ibanLengths ?? new Map())
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const WORDS_AT = 160
const WORD_BYTES = 32
const MAX_WORDS = 27
const LONGEST_WORD = 24

/**
 * A watch table: the signs to stop at in a text, each in its column of the ASCII table (controls are
 * stops besides), the letters that an escape may not hide, and the words with their signs.
 */
const placeWatch = (bytes: Buffer, at: number, words: readonly SignedWord[]) => {
  if (words.length > MAX_WORDS) throw new Unfit()
  for (const [i, { word, sign }] of words.entries()) {
    const entry = at + WORDS_AT + i * WORD_BYTES
    bytes[at + (sign & 15)] = sign
    bytes.set([sign, word.indexOf(String.fromCharCode(sign)), word.length], entry)
    bytes.write(word.toLowerCase(), entry + 8, 'latin1')
    for (const letter of word.toLowerCase() + word.toUpperCase()) {
      bytes[at + 32 + letter.charCodeAt(0)] = 1
    }
  }
  for (const stop of [QUOTE, BACKSLASH]) bytes[at + (stop & 15)] = stop
  bytes.writeUInt32LE(words.length, at + 16)
}

const wordIn = ({ word }: SignedWord): string => word

type SignedWord = { readonly word: string; readonly sign: number }

/** For each word a sign of it to look for, such that no two signs share a column of the ASCII table. */
const signsOf = (given: readonly string[]): readonly SignedWord[] => {
  const words = [...new Set(given)]
  const columns = new Map([QUOTE, BACKSLASH].map((sign) => [sign & 15, sign]))
  const chosen = (rest: readonly string[]): readonly SignedWord[] | undefined => {
    const [word, ...others] = rest
    if (word === undefined) return []
    if (word.length > LONGEST_WORD || !PLAIN.test(word) || word.includes('/')) return undefined
    for (const [letter] of word.matchAll(/[^A-Za-z0-9 ]/g)) {
      const sign = letter.charCodeAt(0)
      const known = columns.get(sign & 15)
      if (known !== undefined && known !== sign) continue
      columns.set(sign & 15, sign)
      const more = chosen(others)
      if (more !== undefined) return [{ word, sign }, ...more]
      if (known === undefined) columns.delete(sign & 15)
    }
    return undefined
  }
  const signed = chosen(words)
  if (signed === undefined) throw new Unfit()
  return signed
}

/** Asks for the traits of texts; an escape that hides an ASCII character is one, unless it may be of a word. */
const markTraits = (bytes: Buffer, at: number) => {
  bytes.writeUInt32LE(1, at + 20)
  for (let letter = 0x20; letter < 0x7f; letter++) {
    if (bytes[at + 32 + letter] === 0) bytes[at + 32 + letter] = 2
  }
}

const LONGEST_MARK = 8

/** A count and the first letters as a bit each; of each mark eight bytes, then the ones that mask them. */
const placeTokenMarks = (bytes: Buffer, marks: readonly string[]) => {
  if (marks.length > MOST_TOKEN_MARKS) throw new Unfit()
  let letters = 0n
  for (const [i, mark] of marks.entries()) {
    if (!/^[A-Za-z][!-~]+$/.test(mark) || mark.length > LONGEST_MARK) throw new Unfit(mark)
    letters |= 1n << BigInt(mark.charCodeAt(0) - 0x41)
    const at = TOKEN_MARKS + 16 * (i + 1)
    bytes.write(mark, at, 'latin1')
    bytes.fill(0xff, at + LONGEST_MARK, at + LONGEST_MARK + mark.length)
  }
  bytes.writeUInt32LE(marks.length, TOKEN_MARKS)
  bytes.writeBigUInt64LE(letters, TOKEN_MARKS + 8)
}

/** A byte for each pair of letters. */
const placeIbanLengths = (bytes: Buffer, lengths: ReadonlyMap<string, number>) => {
  for (const [country, length] of lengths) {
    const [a, b] = [country.charCodeAt(0) - 0x41, country.charCodeAt(1) - 0x41]
    bytes.writeUInt8(length, IBAN_LENGTHS + a * 26 + b)
  }
}
