import { KEYS, MAX_DEPTH, MAX_KEYS } from './memory'
import { lookNumber, plainText } from './plain'

/** Behind white space; never beyond the line. */
export function space(p: usize): usize {
  return load<u8>(p) > 0x20 ? p : behindSpace(p)
}

/** Apart, so that the usual case costs no call. */
function behindSpace(p: usize): usize {
  let byte = load<u8>(p)
  while (byte === 0x20 || byte === 0x09 || byte === 0x0d) byte = load<u8>(++p)
  return p
}

/** Reads any JSON value (RFC 8259) at `p`; answers the address behind it, or 0. */
export function any(p: usize, depth: u32): usize {
  switch (load<u8>(p)) {
    case 0x7b:
      return anyObject(p, depth + 1)
    case 0x5b:
      return anyArray(p, depth + 1)
    case 0x22:
      return plainText(p + 1)
    case 0x74:
      return load<u32>(p) === 0x65757274 ? p + 4 : 0
    case 0x66:
      return load<u32>(p, 1) === 0x65736c61 ? p + 5 : 0
    case 0x6e:
      return load<u32>(p) === 0x6c6c756e ? p + 4 : 0
    default:
      return number(p)
  }
}

function anyArray(p: usize, depth: u32): usize {
  if (depth > MAX_DEPTH) return 0
  p = space(p + 1)
  if (load<u8>(p) === 0x5d) return p + 1
  while (true) {
    p = any(p, depth)
    if (p === 0) return 0
    p = space(p)
    const sign = load<u8>(p)
    if (sign === 0x5d) return p + 1
    if (sign !== 0x2c) return 0
    p = space(p + 1)
  }
}

function anyObject(p: usize, depth: u32): usize {
  if (depth > MAX_DEPTH) return 0
  p = space(p + 1)
  if (load<u8>(p) === 0x7d) return p + 1
  const keys = keysAt(depth)
  let count: u32 = 0
  while (true) {
    if (load<u8>(p) !== 0x22 || count === MAX_KEYS) return 0
    const key = p + 1
    p = plainText(key)
    if (p === 0 || !isNew(key, <u32>(p - key), keys, count++)) return 0
    p = space(p)
    if (load<u8>(p) !== 0x3a) return 0
    p = any(space(p + 1), depth)
    if (p === 0) return 0
    p = space(p)
    const sign = load<u8>(p)
    if (sign === 0x7d) return p + 1
    if (sign !== 0x2c) return 0
    p = space(p + 1)
  }
}

/** Where the keys of an object at a depth are remembered. */
export function keysAt(depth: u32): usize {
  return KEYS + <usize>(depth - 1) * MAX_KEYS * 8
}

/** Remembers a key of an object; false when it is there already, or has an escape that may hide that. */
export function isNew(key: usize, length: u32, keys: usize, count: u32): bool {
  for (let i: u32 = 0; i < length; i++) if (load<u8>(key + i) === 0x5c) return false
  for (let i: u32 = 0; i < count; i++) {
    const other = keys + i * 8
    if (load<u32>(other, 4) === length && memory.compare(load<u32>(other), key, length) === 0)
      return false
  }
  store<u32>(keys + count * 8, <u32>key)
  store<u32>(keys + count * 8, length, 4)
  return true
}

function isDigit(p: usize): bool {
  return load<u8>(p) - 0x30 < 10
}

function digits(p: usize): usize {
  while (isDigit(p)) p++
  return p
}

function number(start: usize): usize {
  const end = numberEnd(start)
  if (end !== 0) lookNumber(start, end)
  return end
}

function numberEnd(p: usize): usize {
  if (load<u8>(p) === 0x2d) p++
  if (!isDigit(p)) return 0
  p = load<u8>(p) === 0x30 ? p + 1 : digits(p)
  if (load<u8>(p) === 0x2e) {
    if (!isDigit(p + 1)) return 0
    p = digits(p + 1)
  }
  if ((load<u8>(p) | 32) === 0x65) {
    p++
    const sign = load<u8>(p)
    if (sign === 0x2b || sign === 0x2d) p++
    if (!isDigit(p)) return 0
    p = digits(p)
  }
  return p
}
