import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findFormat } from '../../src/lib/domain/dataset/formats.ts'
import type { JsonObject } from '../../src/lib/domain/dataset/rule.ts'
import {
  lookAtLine,
  lookAtRecord,
  type RecordLook,
} from '../../src/lib/domain/dataset/stats/look.ts'
import { promptDigest } from '../../src/lib/domain/dataset/stats/prompt-digest.ts'
import { addText, stringOf, textUnits } from '../../src/lib/domain/dataset/stats/text-units.ts'
import { normalised } from '../../src/lib/domain/dataset/text.ts'

const WORDS =
  'the of and und der die les que не на और है 私の です 한국어 İstanbul ΣΑΣ ﬁne ① 👍🏽 ❤️ é é a\u00a0b "so" back\\slash \n\t / \u3000'.split(
    ' ',
  )
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.array(fc.constantFrom(...WORDS), { maxLength: 200 }).map((words) => words.join(' ')),
)
const blocks = fc.array(
  text.map((one) => ({ text: one })),
  { minLength: 1, maxLength: 3 },
)

const turn = (role: string, content: unknown, roleFirst: boolean) =>
  roleFirst ? { role, content } : { content, role }
const messages = (content: fc.Arbitrary<unknown>) =>
  fc
    .array(fc.tuple(content, content, fc.boolean()), { minLength: 1, maxLength: 4 })
    .map((pairs) =>
      pairs.flatMap(([asked, answered, roleFirst]) => [
        turn('user', asked, roleFirst),
        turn('assistant', answered, !roleFirst),
      ]),
    )

const RECORDS: Readonly<Record<string, fc.Arbitrary<JsonObject>>> = {
  converse: fc.oneof(
    fc.record({ messages: messages(blocks), system: blocks }),
    fc.record({ system: blocks, messages: messages(blocks) }),
    fc.record({
      schemaVersion: fc.constant('bedrock-conversation-2024'),
      messages: messages(blocks),
    }),
  ),
  haiku: fc.record({ messages: messages(text), system: text }),
  'prompt-completion': fc.oneof(
    fc.record({ prompt: text, completion: text }),
    fc.record({ completion: text, prompt: text }),
  ),
  'distill-prompts': fc.record({
    messages: blocks.map((content) => [turn('user', content, true)]),
  }),
  'continued-pre-training': fc.record({ input: text }),
}

const escaped = (json: string) =>
  json.replace(
    /[\u0080-\uffff/]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  )
const WRITERS: readonly ((record: JsonObject) => string)[] = [
  (record) => JSON.stringify(record),
  (record) => ` ${JSON.stringify(record, null, 1).replace(/\n\s*/g, ' ')} \r`,
  (record) => escaped(JSON.stringify(record)),
]

/** Equal for equal looks, however they count their roles. */
const told = ({ roles, answer, ...look }: RecordLook) => {
  const sums = new Map<string, readonly [number, number]>()
  for (const { role, texts, characters } of roles) {
    const [some, sum] = sums.get(role) ?? [0, 0]
    sums.set(role, [some + texts, sum + characters])
  }
  return { ...look, roles: [...sums], answer: answer?.() }
}

describe('a line that is not parsed', () => {
  it.each(Object.entries(RECORDS))('tells the same as a parsed one: %s', (name, records) => {
    const format = findFormat(name)
    if (format === undefined) throw new Error(`no format ${name}`)
    fc.assert(
      fc.property(records, fc.constantFrom(...WRITERS), (record, write) => {
        const whole = lookAtRecord(format, record)
        const look = lookAtLine(Buffer.from(write(record)), whole.characters)
        expect(look && told(look)).toEqual(told(whole))
      }),
    )
  })

  it.each([
    ['an image', '{"messages":[{"role":"user","content":[{"image":{}}]}]}'],
    ['no object', '["prompt"]'],
    ['another member', '{"prompt":"a","completion":"b","id":7}'],
    ['a text that does not end', '{"prompt":"a\\"'],
    ['a key that does not end', '{"prompt'],
  ])('is left to the parser when it has %s', (_what, line) => {
    expect(lookAtLine(Buffer.from(line), 0)).toBeUndefined()
  })
})

describe('the digest of a prompt', () => {
  const held = (one: string) => {
    const units = textUnits()
    addText(units, one)
    return units
  }
  const MADE_OTHER: readonly ((one: string) => string)[] = [
    (one) => one,
    (one) => one.toUpperCase(),
    (one) => one.normalize('NFD'),
    (one) => one.normalize('NFKC'),
    (one) => ` ${one.replaceAll(' ', '\u00a0\n ')}\t`,
    (one) => `${one}.`,
    (one) => one.slice(1),
  ]

  it('is equal for two texts exactly when they are equal once normalised', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...MADE_OTHER), (one, make) => {
        const other = make(one)
        const [a, b] = [promptDigest(held(one)), promptDigest(held(other))]
        const isSame = normalised(one) === normalised(other)
        expect(a.low === b.low && a.high === b.high).toBe(isSame)
      }),
      { numRuns: 1_000 },
    )
  })

  it('gives back the text that it was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (one) => {
        expect(stringOf(held(one))).toBe(one)
      }),
    )
  })
})
