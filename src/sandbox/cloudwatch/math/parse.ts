import { refusal } from '../errors.ts'
import { type Token, tokensOf } from './tokens.ts'

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'negative'; readonly of: Expression }
  | {
      readonly kind: 'binary'
      readonly sign: string
      readonly left: Expression
      readonly right: Expression
    }

/** Binary signs from the loosest to the tightest; AND and OR have words as well. */
const LEVELS: readonly (readonly string[])[] = [
  ['||', 'OR'],
  ['&&', 'AND'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/'],
  ['^'],
]

type Cursor = { readonly tokens: readonly Token[]; at: number; readonly whole: string }

/** A metric math expression as a tree. Throws ValidationError where it cannot be read. */
export const parseExpression = (expression: string): Expression => {
  const cursor: Cursor = { tokens: tokensOf(expression), at: 0, whole: expression }
  const tree = binary(cursor, 0)
  if (cursor.at < cursor.tokens.length) throw unreadable(cursor)
  return tree
}

const unreadable = ({ whole }: Cursor) =>
  refusal.validation(`Error in expression '${whole}': Failed to parse`)

const signAt = ({ tokens, at }: Cursor): string => {
  const token = tokens[at]
  return token?.kind === 'sign' || token?.kind === 'name' ? token.text : ''
}

const binary = (cursor: Cursor, level: number): Expression => {
  const signs = LEVELS[level]
  if (signs === undefined) return unary(cursor)
  let left = binary(cursor, level + 1)
  for (let sign = signAt(cursor); signs.includes(sign); sign = signAt(cursor)) {
    cursor.at++
    left = { kind: 'binary', sign, left, right: binary(cursor, level + 1) }
  }
  return left
}

const unary = (cursor: Cursor): Expression => {
  if (signAt(cursor) !== '-') return primary(cursor)
  cursor.at++
  return { kind: 'negative', of: unary(cursor) }
}

const primary = (cursor: Cursor): Expression => {
  const token = cursor.tokens[cursor.at++]
  if (token?.kind === 'number') return token
  if (token?.kind === 'text') return token
  if (token?.kind === 'name') {
    if (signAt(cursor) !== '(') return { kind: 'id', id: token.text }
    cursor.at++
    return { kind: 'call', name: token.text.toUpperCase(), args: listUntil(cursor, ')') }
  }
  if (token?.text === '(') {
    const inner = binary(cursor, 0)
    if (signAt(cursor) !== ')') throw unreadable(cursor)
    cursor.at++
    return inner
  }
  if (token?.text === '[') return { kind: 'list', items: listUntil(cursor, ']') }
  throw unreadable(cursor)
}

const listUntil = (cursor: Cursor, end: string): readonly Expression[] => {
  const items: Expression[] = []
  while (signAt(cursor) !== end) {
    if (items.length > 0) {
      if (signAt(cursor) !== ',') throw unreadable(cursor)
      cursor.at++
    }
    items.push(binary(cursor, 0))
  }
  cursor.at++
  return items
}

/** The ids of other queries that an expression uses. */
export const idsIn = (tree: Expression): readonly string[] => {
  switch (tree.kind) {
    case 'id':
      return [tree.id]
    case 'call':
      return tree.args.flatMap(idsIn)
    case 'list':
      return tree.items.flatMap(idsIn)
    case 'negative':
      return idsIn(tree.of)
    case 'binary':
      return [...idsIn(tree.left), ...idsIn(tree.right)]
    default:
      return []
  }
}
