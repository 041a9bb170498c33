import { refusal } from '../errors.ts'
import type { StateValue } from './records.ts'

/** The rule of a composite alarm as a tree. */
export type Rule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: StateValue; readonly alarm: string }
  | { readonly kind: 'not'; readonly of: Rule }
  | { readonly kind: 'and' | 'or'; readonly left: Rule; readonly right: Rule }

const TOKEN =
  /\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|([^\s()"]+))\s*\)|(\(|\)|AND|OR|NOT|TRUE|FALSE))/iy

type Cursor = { readonly text: string; at: number }

type Word =
  | { readonly kind: 'state'; readonly state: StateValue; readonly alarm: string }
  | { readonly kind: 'word'; readonly text: string }

/**
 * A composite alarm's rule: ALARM(x), OK(x), INSUFFICIENT_DATA(x), TRUE, FALSE, AND, OR, NOT and
 * parentheses. Throws ValidationError for what cannot be read.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export const parseRule = (text: string): Rule => {
  const cursor = { text: text.trimEnd(), at: 0 }
  const rule = either(cursor)
  if (cursor.at < cursor.text.length) throw unreadable(text)
  return rule
}

const unreadable = (text: string) =>
  refusal.validation(`AlarmRule must not contain invalid syntax: '${text}'`)

const peek = (cursor: Cursor): { readonly word: Word; readonly end: number } | undefined => {
  TOKEN.lastIndex = cursor.at
  const found = TOKEN.exec(cursor.text)
  if (found === null) return undefined
  const [, state, quoted, bare, word = ''] = found
  const end = TOKEN.lastIndex
  if (state === undefined) return { word: { kind: 'word', text: word.toUpperCase() }, end }
  const alarm = nameOf(quoted ?? bare ?? '')
  return { word: { kind: 'state', state: state.toUpperCase() as StateValue, alarm }, end }
}

/** A rule may name an alarm by its ARN. */
const nameOf = (text: string): string =>
  /^arn:[^:]*:cloudwatch:.*:alarm:(.+)$/.exec(text)?.[1] ?? text

const taken = (cursor: Cursor, text: string): boolean => {
  const next = peek(cursor)
  if (next?.word.kind !== 'word' || next.word.text !== text) return false
  cursor.at = next.end
  return true
}

const either = (cursor: Cursor): Rule => {
  let left = both(cursor)
  while (taken(cursor, 'OR')) left = { kind: 'or', left, right: both(cursor) }
  return left
}

const both = (cursor: Cursor): Rule => {
  let left = single(cursor)
  while (taken(cursor, 'AND')) left = { kind: 'and', left, right: single(cursor) }
  return left
}

const single = (cursor: Cursor): Rule => {
  if (taken(cursor, 'NOT')) return { kind: 'not', of: single(cursor) }
  if (taken(cursor, 'TRUE')) return { kind: 'constant', value: true }
  if (taken(cursor, 'FALSE')) return { kind: 'constant', value: false }
  if (taken(cursor, '(')) {
    const inner = either(cursor)
    if (!taken(cursor, ')')) throw unreadable(cursor.text)
    return inner
  }
  const next = peek(cursor)
  if (next?.word.kind !== 'state') throw unreadable(cursor.text)
  cursor.at = next.end
  return next.word
}

/** The names of the alarms that a rule looks at. */
export const childrenOf = (rule: Rule): readonly string[] => {
  switch (rule.kind) {
    case 'constant':
      return []
    case 'state':
      return [rule.alarm]
    case 'not':
      return childrenOf(rule.of)
    default:
      return [...new Set([...childrenOf(rule.left), ...childrenOf(rule.right)])]
  }
}

/** Whether the rule holds for the children's states; a child that is gone is in no state. */
export const holds = (rule: Rule, stateOf: (alarm: string) => StateValue | undefined): boolean => {
  switch (rule.kind) {
    case 'constant':
      return rule.value
    case 'state':
      return stateOf(rule.alarm) === rule.state
    case 'not':
      return !holds(rule.of, stateOf)
    case 'and':
      return holds(rule.left, stateOf) && holds(rule.right, stateOf)
    case 'or':
      return holds(rule.left, stateOf) || holds(rule.right, stateOf)
  }
}
