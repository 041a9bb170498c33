import { any, space } from './any'
import { ANSWERED, ASKED, EITHER, PLAIN } from './memory'
import { hidesTraits, saysSomething, startTexts, text, units } from './text'
import { hasTraits } from './traits'
import { uncount } from './utf8'

// Shapes: 32 bytes each. kind, flags, address, count, required keys. src/scan/program.ts writes them.
const TEXT: u32 = 1
const ONE_OF: u32 = 2
const OBJECT: u32 = 3
const ARRAY: u32 = 4

const COUNTED: u32 = 1
const NOT_BLANK: u32 = 2
const WATCHED: u32 = 4
/** An object with a role: texts in it belong to that side from there on. */
const TURN: u32 = 8
/** An array of turns: user and assistant alternate, the user first, the assistant last. */
const TURNS: u32 = 16
const ROLE: u32 = 32

const ANSWERS: u32 = 2
const NOT_YET_KNOWN: u32 = 3

/** UTF-16 units of the counted texts of the line. */
export let characters: u32 = 0
/** Of the turn being read: 1 asks, 2 answers, 3 is not known yet; 0 before any turn. */
let role: u32 = 0
/** Of the turn read last. */
let lastRole: u32 = 0

/** Whether a text of the line shows a trait of private values, where these are to be looked for. */
export let isSuspect: bool = false

export function startShapes(): void {
  startTexts()
  isSuspect = false
  characters = 0
  role = 0
}

/** Reads a value of one shape; answers the address behind it, or 0 when it is not surely good. */
export function shaped(p: usize, shape: usize, depth: u32): usize {
  switch (load<u32>(shape)) {
    case TEXT:
      return shapedText(p, load<u32>(shape, 4))
    case ONE_OF:
      return oneOf(p, shape)
    case OBJECT:
      return shapedObject(p, shape, depth + 1)
    case ARRAY:
      return shapedArray(p, shape, depth + 1)
    default:
      // Texts in it are not looked at.
      if (load<u32>(ASKED, 20) !== 0) isSuspect = true
      return any(p, depth)
  }
}

function shapedText(p: usize, flags: u32): usize {
  if (load<u8>(p) !== 0x22) return 0
  const watch = (flags & WATCHED) === 0 ? PLAIN : watchOf(role)
  const end = text(p + 1, watch)
  if (end === 0) return 0
  if (!isSuspect && load<u32>(watch, 20) !== 0) isSuspect = hidesTraits || hasTraits(p + 1, end - 1)
  if ((flags & NOT_BLANK) !== 0 && !saysSomething(p + 1)) return 0
  if ((flags & COUNTED) !== 0) characters += units
  else uncount(p + 1, end)
  return end
}

function watchOf(side: u32): usize {
  if (side === NOT_YET_KNOWN) return EITHER
  return side === ANSWERS ? ANSWERED : ASKED
}

/** One of some texts, each of 64 bytes: 32 with the closing quote, 32 that mask them; its length. */
function oneOf(p: usize, shape: usize): usize {
  if (load<u8>(p) !== 0x22) return 0
  const first = v128.load(p, 1)
  const second = v128.load(p, 17)
  let word = <usize>load<u32>(shape, 8)
  const count = load<u32>(shape, 12)
  for (let i: u32 = 0; i < count; i++, word += 80) {
    const a = v128.and(v128.xor(first, v128.load(word)), v128.load(word, 32))
    const b = v128.and(v128.xor(second, v128.load(word, 16)), v128.load(word, 48))
    if (v128.any_true(v128.or(a, b))) continue
    if ((load<u32>(shape, 4) & ROLE) !== 0) role = i + 1
    return p + 1 + load<u32>(word, 64)
  }
  return 0
}

/** Keys come of 48 bytes: 16 with the closing quote, 16 that mask them, length, shape, bit. */
function shapedObject(p: usize, shape: usize, depth: u32): usize {
  if (load<u8>(p) !== 0x7b) return 0
  const isTurn = (load<u32>(shape, 4) & TURN) !== 0
  if (isTurn) role = NOT_YET_KNOWN
  const keys = <usize>load<u32>(shape, 8)
  const end = keys + load<u32>(shape, 12) * 48
  let seen: u32 = 0
  // Writers keep the order of keys: the one after the last is tried first.
  let key = keys
  p = space(p + 1)
  if (load<u8>(p) !== 0x7d) {
    while (true) {
      if (load<u8>(p) !== 0x22) return 0
      const found = find(p + 1, key, keys, end)
      if (found === 0) return 0
      const bit = load<u32>(found, 40)
      if ((seen & bit) !== 0) return 0
      seen |= bit
      p = space(p + 1 + load<u32>(found, 32))
      if (load<u8>(p) !== 0x3a) return 0
      p = shaped(space(p + 1), load<u32>(found, 36), depth)
      if (p === 0) return 0
      p = space(p)
      const sign = load<u8>(p)
      if (sign === 0x7d) break
      if (sign !== 0x2c) return 0
      p = space(p + 1)
      key = found + 48
    }
  }
  if (isTurn) {
    lastRole = role
    role = 0
  }
  const required = load<u32>(shape, 16)
  return (seen & required) === required ? p + 1 : 0
}

function find(p: usize, first: usize, keys: usize, end: usize): usize {
  const bytes = v128.load(p)
  for (let key = first; key < end; key += 48) if (isKey(bytes, key)) return key
  for (let key = keys; key < first; key += 48) if (isKey(bytes, key)) return key
  return 0
}

function isKey(bytes: v128, key: usize): bool {
  return !v128.any_true(v128.and(v128.xor(bytes, v128.load(key)), v128.load(key, 16)))
}

function shapedArray(p: usize, shape: usize, depth: u32): usize {
  if (load<u8>(p) !== 0x5b) return 0
  const item = <usize>load<u32>(shape, 8)
  const isTurns = (load<u32>(shape, 4) & TURNS) !== 0
  let count: u32 = 0
  p = space(p + 1)
  if (load<u8>(p) !== 0x5d) {
    while (true) {
      p = shaped(p, item, depth)
      if (p === 0 || (isTurns && lastRole !== 1 + (count & 1))) return 0
      count++
      p = space(p)
      const sign = load<u8>(p)
      if (sign === 0x5d) break
      if (sign !== 0x2c) return 0
      p = space(p + 1)
    }
  }
  if (isTurns && (count & 1) !== 0) return 0
  return count >= load<u32>(shape, 12) && count <= load<u32>(shape, 16) ? p + 1 : 0
}
