import { any, isNew, keysAt, space } from './any'
import { ANSWERED, ASKED, EITHER, PLAIN } from './memory'
import { enterArray, leaveArray, MISSING, nextItem, note } from './notes'
import { look, plainText } from './plain'
import { saysSomething, showTraits, text, units } from './text'
import { uncount } from './utf8'

// Shapes: 32 bytes each. kind, flags, address, count, required keys, and what the kind has besides.
// src/scan/program.ts writes them.
const TEXT: u32 = 1
const ONE_OF: u32 = 2
const OBJECT: u32 = 3
const ARRAY: u32 = 4
const EITHER_OF: u32 = 5

const COUNTED: u32 = 1
const NOT_BLANK: u32 = 2
const WATCHED: u32 = 4
/** An object with a role: texts in it belong to that side from there on. */
const TURN: u32 = 8
/** An array of turns: user and assistant alternate, the user first. */
const TURNS: u32 = 16
const ROLE: u32 = 32
/** The assistant is last. */
const ANSWERED_LAST: u32 = 64
/** At least one of the turns is the user's. */
const ASKS: u32 = 128
/** Exactly one of the keys. */
const ONE: u32 = 256
/** It is noted when some keys are not there; other keys are not noted then. */
const WANTED: u32 = 512

const ANSWERS: u32 = 2
const NOT_YET_KNOWN: u32 = 3

/** Of other keys than the shape names. */
const LONGEST_NAME: usize = 256
const LONG_KEY: u32 = 17

/** UTF-16 units of the counted texts of the line. */
export let characters: u32 = 0
/** Of the turn being read: 1 asks, 2 answers, 3 is not known yet; 0 before any turn. */
let role: u32 = 0
/** Of the turn read last. */
let lastRole: u32 = 0

export function startShapes(): void {
  characters = 0
  role = 0
}

/** Reads a value of one shape; answers the address behind it, or 0 when it is not surely good. */
export function shaped(p: usize, shape: usize, depth: u32): usize {
  switch (load<u32>(shape)) {
    case TEXT:
      return shapedText(p, shape)
    case ONE_OF:
      return oneOf(p, shape)
    case OBJECT:
      return shapedObject(p, shape, depth + 1)
    case ARRAY:
      return shapedArray(p, shape, depth + 1)
    case EITHER_OF: {
      const chosen = choice(load<u8>(p), shape)
      return chosen === 0 ? 0 : shaped(p, chosen, depth)
    }
    default: {
      const end = any(p, depth)
      const kind = load<u32>(shape, 20)
      return kind === 0 || end === 0 || note(kind, p, end) ? end : 0
    }
  }
}

/** The shape for a value that begins with a byte; 0 when there is none. */
function choice(byte: u8, shape: usize): usize {
  switch (byte) {
    case 0x22:
      return <usize>load<u32>(shape, 8)
    case 0x7b:
      return <usize>load<u32>(shape, 12)
    case 0x5b:
      return <usize>load<u32>(shape, 16)
    default:
      return <usize>load<u32>(shape, 20)
  }
}

function shapedText(p: usize, shape: usize): usize {
  if (load<u8>(p) !== 0x22) return 0
  const flags = load<u32>(shape, 4)
  const watch = (flags & WATCHED) === 0 ? PLAIN : watchOf(role)
  showTraits()
  const end = text(p + 1, watch)
  if (end === 0) return 0
  look(p + 1, end - 1, watch)
  if ((flags & NOT_BLANK) !== 0 && !saysSomething(p + 1)) return 0
  if ((flags & COUNTED) !== 0) characters += units
  else uncount(p + 1, end)
  if (end - p - 2 > <usize>load<u32>(shape, 16)) return 0
  const kind = load<u32>(shape, 20)
  if (kind === 0) return end
  // What is noted is read as it is written.
  return !hasEscape(p + 1, end) && note(kind, p + 1, end - 1) ? end : 0
}

function hasEscape(p: usize, end: usize): bool {
  for (; p < end; p++) if (load<u8>(p) === 0x5c) return true
  return false
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

/** Keys come of 48 bytes: 16 with the closing quote, 16 that mask them, length, shape, bit, note. */
function shapedObject(p: usize, shape: usize, depth: u32): usize {
  if (load<u8>(p) !== 0x7b) return 0
  const flags = load<u32>(shape, 4)
  const isTurn = (flags & TURN) !== 0
  if (isTurn) role = NOT_YET_KNOWN
  const keys = <usize>load<u32>(shape, 8)
  const end = keys + load<u32>(shape, 12) * 48
  let seen: u32 = 0
  let others: u32 = 0
  // Writers keep the order of keys: the one after the last is tried first.
  let key = keys
  p = space(p + 1)
  if (load<u8>(p) !== 0x7d) {
    while (true) {
      if (load<u8>(p) !== 0x22) return 0
      const found = find(p + 1, key, keys, end)
      let value = <usize>load<u32>(shape, 20)
      if (found !== 0) {
        const bit = load<u32>(found, 40)
        if ((seen & bit) !== 0) return 0
        seen |= bit
        const kind = load<u32>(found, 44)
        const length = <usize>load<u32>(found, 32)
        if (kind !== 0 && !note(kind, p + 1, p + length)) return 0
        p = space(p + 1 + length)
        value = <usize>load<u32>(found, 36)
        key = found + 48
      } else {
        // Of these there may be so many.
        if (others === load<u32>(shape, 24)) return 0
        const name = p + 1
        p = otherKey(name, depth, others++)
        if (p === 0) return 0
        const kind = (flags & WANTED) === 0 ? load<u32>(shape, 28) : 0
        if (kind !== 0 && !note(kind, name, p - 1)) return 0
        p = space(p)
      }
      if (load<u8>(p) !== 0x3a) return 0
      p = shaped(space(p + 1), value, depth)
      if (p === 0) return 0
      p = space(p)
      const sign = load<u8>(p)
      if (sign === 0x7d) break
      if (sign !== 0x2c) return 0
      p = space(p + 1)
    }
  }
  if (isTurn) {
    lastRole = role
    role = 0
  }
  if ((flags & ONE) !== 0 && popcnt(seen) !== 1) return 0
  if ((flags & WANTED) !== 0) {
    const wanted = load<u32>(shape, 28)
    if ((seen & wanted) !== wanted && !note(MISSING, p, p)) return 0
  }
  const required = load<u32>(shape, 16)
  return (seen & required) === required ? p + 1 : 0
}

/** The end of a key that the shape does not name, or 0 when it cannot be sure that it is a new one. */
function otherKey(name: usize, depth: u32, count: u32): usize {
  const end = plainText(name)
  if (end === 0) return 0
  const length = end - 1 - name
  if (length === 0 || length > LONGEST_NAME) return 0
  return isNew(name, <u32>length, keysAt(depth), count) ? end : 0
}

function find(p: usize, first: usize, keys: usize, end: usize): usize {
  const bytes = v128.load(p)
  for (let key = first; key < end; key += 48) if (isKey(p, bytes, key)) return key
  for (let key = keys; key < first; key += 48) if (isKey(p, bytes, key)) return key
  return 0
}

function isKey(p: usize, bytes: v128, key: usize): bool {
  if (v128.any_true(v128.and(v128.xor(bytes, v128.load(key)), v128.load(key, 16)))) return false
  // The quote behind a key of sixteen letters is beyond the vector.
  return load<u32>(key, 32) < LONG_KEY || load<u8>(p, 16) === 0x22
}

/** Items of the first, third, … place have one shape, the others may have another. */
function shapedArray(p: usize, shape: usize, depth: u32): usize {
  if (load<u8>(p) !== 0x5b) return 0
  const flags = load<u32>(shape, 4)
  const isTurns = (flags & TURNS) !== 0
  let count: u32 = 0
  let roles: u32 = 0
  const before = enterArray()
  p = space(p + 1)
  if (load<u8>(p) !== 0x5d) {
    while (true) {
      p = shaped(p, <usize>load<u32>(shape + ((count & 1) << 2), 20), depth)
      if (p === 0 || (isTurns && lastRole !== 1 + (count & 1))) return 0
      roles |= 1 << lastRole
      count++
      nextItem()
      p = space(p)
      const sign = load<u8>(p)
      if (sign === 0x5d) break
      if (sign !== 0x2c) return 0
      p = space(p + 1)
    }
  }
  leaveArray(before)
  if ((flags & ANSWERED_LAST) !== 0 && (count & 1) !== 0) return 0
  if ((flags & ASKS) !== 0 && (roles & 2) === 0) return 0
  return count >= load<u32>(shape, 12) && count <= load<u32>(shape, 16) ? p + 1 : 0
}
