import type { CapturedBody } from './captured.ts'

export type Leaf = string | number | boolean | null

/**
 * The values of an answer by where they are: `predictions[0].score` in JSON, `[2]` for the third cell of
 * CSV, the whole under the empty name of anything else.
 */
export const leavesOf = (body: CapturedBody): ReadonlyMap<string, Leaf> => {
  const leaves = new Map<string, Leaf>()
  const value = jsonOf(body.text)
  if (value !== undefined) collect(value, '', leaves)
  else if (/\bcsv\b/i.test(body.contentType)) collect(cellsOf(body.text), '', leaves)
  else leaves.set('', body.text)
  return leaves
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const cellsOf = (text: string): readonly Leaf[] =>
  text
    .trim()
    .split(/[,\n]/)
    .map((cell) => {
      const trimmed = cell.trim()
      return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed
    })

const collect = (value: unknown, where: string, leaves: Map<string, Leaf>): void => {
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) collect(item, `${where}[${at}]`, leaves)
    // An empty list is a value of its own, else it would equal an absent one.
    if (value.length === 0) leaves.set(where, '[]')
  } else if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
    for (const [name, member] of members) {
      collect(member, where === '' ? name : `${where}.${name}`, leaves)
    }
    if (members.length === 0) leaves.set(where, '{}')
  } else leaves.set(where, value as Leaf)
}
