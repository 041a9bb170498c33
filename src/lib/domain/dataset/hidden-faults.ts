import { MAX_DEPTH } from './json-walk.ts'

const SURROGATE = /\\u[dD][89a-fA-F]/

/** What `parsed` answers for text that is no JSON. */
export const UNREADABLE = Symbol('no JSON')

/** The value of a line, or UNREADABLE. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return UNREADABLE
  }
}

/**
 * Whether a line that JSON.parse accepts may hide a fault. Every key ends in a quote and a colon, so
 * more of these in the text than keys in the value means a duplicate key (or a text with `":`).
 */
export const isSuspicious = (text: string, value: unknown): boolean => {
  // Written again, whole pairs are characters and halves are escapes still.
  if (SURROGATE.test(text) && SURROGATE.test(JSON.stringify(value))) return true
  const size = sizeOf(value, 1)
  if (size.depth > MAX_DEPTH) return true
  let colons = 0
  const pattern = /"\s*:/g
  while (pattern.test(text)) colons++
  return colons !== size.keys
}

const sizeOf = (value: unknown, depth: number): { keys: number; depth: number } => {
  if (typeof value !== 'object' || value === null) return { keys: 0, depth: depth - 1 }
  const members = Array.isArray(value) ? value : Object.values(value)
  const size = { keys: Array.isArray(value) ? 0 : members.length, depth }
  if (depth > MAX_DEPTH) return size
  for (const member of members) {
    if (typeof member !== 'object' || member === null) continue
    const inner = sizeOf(member, depth + 1)
    size.keys += inner.keys
    size.depth = Math.max(size.depth, inner.depth)
  }
  return size
}
