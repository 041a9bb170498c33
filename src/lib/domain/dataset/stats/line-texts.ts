import type { Owner } from '../conversation.ts'

/** A text of a record: its bytes between the quotes, `end` exclusive. */
export type TextSpan = {
  readonly role: Owner | FlatRole
  readonly start: number
  readonly end: number
}

const FLAT_ROLES = ['prompt', 'completion', 'input'] as const
type FlatRole = (typeof FLAT_ROLES)[number]

export type LineTexts = {
  /** Those of the system prompt first, the others as they come. */
  readonly texts: readonly TextSpan[]
  readonly turns: number
}

/**
 * Where the texts of a line stand that has the shape of its format (fast-shape.ts), read as Latin-1 so
 * that places are bytes. Undefined for what it does not know; only for good JSON is the answer right.
 */
export const lineTexts = (line: string): LineTexts | undefined => {
  const reader: Reader = { line, at: 0, system: [], texts: [], turns: 0 }
  if (!readObject(reader, readMember)) return undefined
  const { system, texts, turns } = reader
  return { texts: system.length === 0 ? texts : [...system, ...texts], turns }
}

type Reader = {
  readonly line: string
  at: number
  readonly system: TextSpan[]
  readonly texts: TextSpan[]
  turns: number
}

/** Reads a value at `at`; false for one that is not known. */
type Read = (reader: Reader) => boolean

const [QUOTE, COMMA, BACKSLASH, SPACE] = [0x22, 0x2c, 0x5c, 0x20]
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

/** The sign at hand, behind white space. */
const sign = (reader: Reader): number => {
  let code = reader.line.charCodeAt(reader.at)
  while (code <= SPACE) code = reader.line.charCodeAt(++reader.at)
  return code
}

/** Members, each read by its key. */
const readObject = (reader: Reader, member: (reader: Reader, key: string) => boolean): boolean => {
  if (sign(reader) !== OPEN_OBJECT) return false
  do {
    reader.at++
    if (sign(reader) !== QUOTE) return false
    const start = reader.at + 1
    const end = reader.line.indexOf('"', start)
    if (end < 0) return false
    reader.at = end + 1
    sign(reader)
    reader.at++
    if (!member(reader, reader.line.slice(start, end))) return false
  } while (sign(reader) === COMMA)
  return reader.line.charCodeAt(reader.at++) === CLOSE_OBJECT
}

const readArray = (reader: Reader, item: Read): boolean => {
  if (sign(reader) !== OPEN_ARRAY) return false
  do {
    reader.at++
    if (!item(reader)) return false
  } while (sign(reader) === COMMA)
  return reader.line.charCodeAt(reader.at++) === CLOSE_ARRAY
}

/** Answers where a string starts, behind its quote, and goes behind its end; -1 for another value. */
const readString = (reader: Reader): number => {
  if (sign(reader) !== QUOTE) return -1
  const { line } = reader
  const start = reader.at + 1
  let end = line.indexOf('"', start)
  while (isEscaped(line, start, end)) end = line.indexOf('"', end + 1)
  if (end < 0) return -1
  reader.at = end + 1
  return start
}

const isEscaped = (line: string, start: number, at: number): boolean => {
  let first = at
  while (first > start && line.charCodeAt(first - 1) === BACKSLASH) first--
  return (at - first) % 2 === 1
}

const readMember = (reader: Reader, key: string): boolean => {
  if (key === 'messages') return readArray(reader, readTurn)
  if (key === 'system') return readTexts(reader, reader.system, 'system')
  if (key === 'schemaVersion') return readString(reader) >= 0
  const role = FLAT_ROLES.find((name) => name === key)
  return role !== undefined && readText(reader, reader.texts, role)
}

const readTurn: Read = (reader) => {
  const first = reader.texts.length
  let role: Owner = 'unknown'
  const isRead = readObject(reader, (_, key) => {
    if (key !== 'role') return key === 'content' && readTexts(reader, reader.texts, role)
    const start = readString(reader)
    role = reader.line.startsWith('user"', start) ? 'user' : 'assistant'
    return start >= 0
  })
  // The content may stand before the role.
  for (let i = first; i < reader.texts.length; i++) {
    const text = reader.texts[i]
    if (text !== undefined && text.role !== role) reader.texts[i] = { ...text, role }
  }
  reader.turns++
  return isRead
}

/** A text, or blocks of text. */
const readTexts = (reader: Reader, into: TextSpan[], role: Owner): boolean =>
  sign(reader) === OPEN_ARRAY
    ? readArray(reader, () =>
        readObject(reader, (_, key) => key === 'text' && readText(reader, into, role)),
      )
    : readText(reader, into, role)

const readText = (reader: Reader, into: TextSpan[], role: TextSpan['role']): boolean => {
  const start = readString(reader)
  if (start < 0) return false
  into.push({ role, start, end: reader.at - 1 })
  return true
}
