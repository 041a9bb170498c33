/** A value of a JSON text with the place it stands at; offsets count characters from 0. */
export type JsonNode = {
  readonly start: number
  readonly end: number
  /** The value; lists and objects hold plain values too. */
  readonly value: unknown
  readonly items?: readonly JsonNode[]
  readonly members?: readonly { readonly name: string; readonly node: JsonNode }[]
}

/** Where a text stops being JSON. */
export class JsonPlaceError extends Error {
  readonly offset: number
  constructor(offset: number) {
    super(`no JSON at ${offset}`)
    this.name = 'JsonPlaceError'
    this.offset = offset
  }
}

const SCALAR = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const STRING = /"(?:[^"\\]|\\.)*"/y
const SPACE = /[ \t\r\n]*/y

/** Reads a JSON text. Throws JsonPlaceError. */
export const readPlaces = (text: string): JsonNode => {
  let at = 0
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  const skip = (): void => {
    match(SPACE)
  }
  const take = (character: string): boolean => {
    skip()
    if (text[at] !== character) return false
    at++
    return true
  }
  const fail = (): never => {
    throw new JsonPlaceError(at)
  }
  const listOf = <T>(end: string, one: () => T): readonly T[] => {
    const all: T[] = []
    if (take(end)) return all
    do all.push(one())
    while (take(','))
    if (!take(end)) fail()
    return all
  }
  const string = (): string => {
    skip()
    const start = at
    try {
      return JSON.parse(match(STRING) ?? '') as string
    } catch {
      at = start
      return fail()
    }
  }
  const member = () => {
    const name = string()
    if (!take(':')) fail()
    return { name, node: value() }
  }
  const value = (): JsonNode => {
    skip()
    const start = at
    if (take('{')) {
      const members = listOf('}', member)
      const plain = Object.fromEntries(members.map(({ name, node }) => [name, node.value]))
      return { start, end: at, value: plain, members }
    }
    if (take('[')) {
      const items = listOf(']', value)
      return { start, end: at, value: items.map((item) => item.value), items }
    }
    if (text[at] === '"') return { start, value: string(), end: at }
    const scalar = match(SCALAR)
    return scalar === undefined ? fail() : { start, end: at, value: JSON.parse(scalar) as unknown }
  }
  const root = value()
  skip()
  return at === text.length ? root : fail()
}

/** Line (from 1), column (from 0) and offset of a character. */
export const positionOf = (text: string, offset: number) => {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - (before.lastIndexOf('\n') + 1), offset }
}
