import { expect, it } from 'vitest'
import { FILE_RULES } from '../../src/lib/domain/dataset/file-rules.ts'
import { checkRecord, FORMATS, shapeOf } from '../../src/lib/domain/dataset/formats.ts'

const rows = FORMATS.flatMap((format) =>
  format.rules.map((rule) => ({ name: rule.id, format, rule })),
)
const broken = (row: (typeof rows)[number], side: 'accepted' | 'refused') => {
  const { format, rule } = row
  const record = JSON.parse(JSON.stringify(rule.example[side])) as Record<string, unknown>
  return checkRecord(format, record, rule.example.limits ?? {}).broken.map((b) => b.rule.id)
}

it.each(rows)('$name refuses its own example', (row) => {
  expect(broken(row, 'refused')).toContain(row.rule.id)
})

it.each(rows)('$name accepts its own example, as do all other rules', (row) => {
  expect(broken(row, 'accepted')).toEqual([])
})

it.each(rows)('$name says what, why, how to fix and where it comes from', ({ rule }) => {
  for (const text of [rule.what, rule.why, rule.fix, rule.source]) expect(text).not.toBe('')
})

it.each(FORMATS)('$name accepts its example and recognises its shape', (format) => {
  const record = JSON.parse(JSON.stringify(format.example)) as Record<string, unknown>
  expect(checkRecord(format, record, {}).broken).toEqual([])
  expect(shapeOf(record)).toBe(format.name)
})

it('has no rule id twice', () => {
  const ids = [...rows.map(({ name }) => name), ...Object.keys(FILE_RULES)]
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
})

it.each(Object.entries(FILE_RULES))('%s is filed under its own id', (id, rule) => {
  expect(rule.id).toBe(id)
})

const converse = FORMATS[0]
const turns = (...texts: string[]) => ({
  messages: texts.map((text, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: [{ text }],
  })),
})
const limits = {
  reservedWords: ['User:', 'Bot:', 'Assistant:', 'System:', '<image>', '<video>', '[EOS]'],
}

it.each([
  ['User: hi', ['converse.reserved-word']],
  ['the end [EOS]', ['converse.reserved-word']],
  ['an <image> here', ['converse.reserved-word']],
  ['ecosystem: fine', ['converse.reserved-word-doubtful']],
  ['Thought: hm', ['converse.reserved-word-doubtful']],
  ['bot: x', ['converse.reserved-word-doubtful']],
  ['User : hi', []],
  ['the system works', []],
])('the user text %j breaks %j', (text, expected) => {
  if (converse === undefined) throw new Error('no format')
  const found = checkRecord(converse, turns(text, 'ok'), limits).broken.map((b) => b.rule.id)
  expect(found).toEqual(expected)
})

it('lets the assistant say reserved words', () => {
  if (converse === undefined) throw new Error('no format')
  expect(checkRecord(converse, turns('hi', 'User: you'), limits).broken).toEqual([])
})
