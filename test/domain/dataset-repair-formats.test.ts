import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkRecord, FORMATS, findFormat } from '../../src/lib/domain/dataset/formats.ts'
import { repairLine } from '../../src/lib/domain/dataset/repair.ts'
import { survivesWriting } from '../../src/lib/domain/dataset/rewrite.ts'

const VERSION = 'bedrock-conversation-2024'
const repaired = (format: (typeof FORMATS)[number]['name'], value: unknown, limits = {}) => {
  const { text, repairs } = repairLine({ format, limits }, JSON.stringify(value))
  return { record: JSON.parse(text ?? 'null'), rules: repairs.map(({ rule }) => rule) }
}
const turns = (...contents: unknown[]) =>
  contents.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content }))

it.each([
  [
    'converse',
    { messages: turns('a', { text: 'b' }) },
    { messages: turns([{ text: 'a' }], [{ text: 'b' }]) },
  ],
  ['converse', { system: 's', messages: [] }, { system: [{ text: 's' }], messages: [] }],
  [
    'distill-prompts',
    { messages: turns('a') },
    { messages: turns([{ text: 'a' }]), schemaVersion: VERSION },
  ],
  [
    'haiku',
    { system: [{ text: 's' }], messages: turns([{ text: 'a' }], 'b') },
    { system: 's', messages: turns('a', 'b') },
  ],
  [
    'rft',
    {
      messages: [
        { role: 'System', content: 's' },
        { role: 'Human', content: [{ text: 'a' }] },
      ],
    },
    {
      messages: [
        { role: 'system', content: 's' },
        { role: 'user', content: 'a' },
      ],
    },
  ],
] as const)('%s: %j becomes %j', (format, before, after) => {
  expect(repaired(format, before).record).toEqual(after)
})

it('gives Llama its schemaVersion, and Nova none', () => {
  const record = { messages: turns([{ text: 'a' }], [{ text: 'b' }]) }
  const llama = repaired('converse', record, { schemaVersion: VERSION })
  expect(llama).toEqual({
    record: { ...record, schemaVersion: VERSION },
    rules: ['converse.schema-version'],
  })
  expect(repaired('converse', record)).toEqual({ record, rules: [] })
})

it('does not join several blocks into one text, nor touch media', () => {
  const record = { messages: turns([{ text: 'a' }, { text: 'b' }], 'c') }
  expect(repaired('haiku', record)).toEqual({ record, rules: [] })
})

it.each([
  '{"messages":[{"role":"User","role":"user","content":"a"}]}',
  '{"messages":[{"role":"User","content":"\\ud83d"}]}',
  '{"messages":[{"role":"User","content":"a","n":12345678901234567890}]}',
  '{"messages":[{"role":"User","content":"a","n":1e400}]}',
])('leaves %s as it is: writing it again would lose something', (line) => {
  expect(repairLine({ format: 'converse', limits: {} }, line)).toEqual({ text: line, repairs: [] })
})

it('knows what survives writing', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(survivesWriting(text))
      const value: unknown = JSON.parse(text)
      expect(JSON.parse(JSON.stringify(value))).toEqual(value)
    }),
  )
})

const fixable = FORMATS.flatMap((format) =>
  format.rules.filter((rule) => rule.fixable).map((rule) => ({ name: rule.id, format, rule })),
)

/** Content of an odd kind is no repair's business; the rule is fixable for its common forms. */
const NOT_ITS_EXAMPLE = ['haiku.content', 'rft.content']

it.each(fixable.filter(({ name }) => !NOT_ITS_EXAMPLE.includes(name)))(
  '$name is repaired in its own example, and is then fine',
  ({ format, rule }) => {
    const limits = rule.example.limits ?? {}
    const { record, rules } = repaired(format.name, rule.example.refused, limits)
    expect(rules).toContain(rule.id)
    const left = checkRecord(format, record, limits).broken.map((b) => b.rule.id)
    expect(left).not.toContain(rule.id)
  },
)

it('repairs nothing in what it repaired, whatever the record', () => {
  const content = fc.oneof(
    fc.string(),
    fc.record({ text: fc.string() }),
    fc.array(fc.record({ text: fc.string() }), { maxLength: 2 }),
    fc.constant(null),
  )
  const role = fc.constantFrom(
    'user',
    'User',
    'human',
    'assistant',
    'BOT',
    'system',
    'System',
    'x',
    7,
  )
  const record = fc.record(
    {
      schemaVersion: fc.string(),
      system: content,
      messages: fc.array(fc.record({ role, content }, { requiredKeys: [] })),
    },
    { requiredKeys: [] },
  )
  for (const name of ['converse', 'distill-prompts', 'haiku', 'rft'] as const) {
    expect(findFormat(name)).toBeDefined()
    fc.assert(
      fc.property(record, (value) => {
        const target = { format: name, limits: { schemaVersion: VERSION } }
        const once = repairLine(target, JSON.stringify(value)).text ?? ''
        expect(repairLine(target, once)).toEqual({ text: once, repairs: [] })
      }),
    )
  }
})
