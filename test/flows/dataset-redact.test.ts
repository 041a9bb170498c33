import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findPrivate, type Search } from '../../src/lib/domain/dataset/privacy/detect.ts'
import {
  pseudonyms,
  REPLACEMENTS,
  type Replacement,
} from '../../src/lib/domain/dataset/privacy/pseudonym.ts'
import { redactLine } from '../../src/lib/domain/dataset/privacy/redact.ts'
import { privacyCheck } from '../../src/lib/domain/dataset/privacy/rules.ts'
import { type RedactRequest, redactDataset } from '../../src/lib/flows/dataset/redact.ts'
import { dataPorts } from '../support/data-ports.ts'
import { BENIGN, TRUE_VALUES } from '../support/private-values.ts'

const record = (user: string, assistant = 'ok') =>
  JSON.stringify({
    messages: [
      { role: 'user', content: [{ text: user }] },
      { role: 'assistant', content: [{ text: assistant }] },
    ],
  })
const request = (more: Partial<RedactRequest> = {}): RedactRequest => ({
  input: 'in.jsonl',
  out: 'out.jsonl',
  replaceWith: 'TYPE',
  minConfidence: 'medium',
  ...more,
})
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

it('replaces values alike wherever they stand, and leaves every other byte alone', async () => {
  const { ports, write, read } = dataPorts()
  const lines = [
    record('write to anna@firma.de', 'mail sent to anna@firma.de'),
    '{ "odd" :  1.0, "b":"caf\\u00e9" }\r',
    record('other: bob@firma.de; ANNA@firma.de'),
    '',
    record('nothing here, 12345'),
  ].join('\n')
  write('in.jsonl', lines)
  const result = await redactDataset(ports, request())
  const [, anna = ''] = /write to (\[EMAIL-\w{8}\])/.exec(read('out.jsonl')) ?? []
  const [, bob = ''] = /other: (\[EMAIL-\w{8}\])/.exec(read('out.jsonl')) ?? []
  expect(anna).not.toBe(bob)
  const expected = lines.replaceAll(/anna@firma\.de/gi, anna).replace('bob@firma.de', bob)
  expect(read('out.jsonl')).toBe(expected)
  expect(read('in.jsonl')).toBe(lines)
  expect(result.found).toEqual([{ id: 'email', what: 'e-mail address', count: 4 }])
  expect(result.records).toEqual({ read: 5, changed: 2, leftOut: 0 })
})

it('attests in the manifest what was looked for and found, and never a value', async () => {
  const { ports, write, read } = dataPorts()
  write('in.jsonl', `${record('anna@firma.de, 4111 1111 1111 1111')}\n`)
  const result = await redactDataset(ports, request({ seed: 'winter' }))
  const manifest = read('out.manifest.json')
  expect(JSON.parse(manifest)).toMatchObject({
    schemaVersion: 1,
    input: { path: 'in.jsonl', sha256: sha256(read('in.jsonl')) },
    output: { path: 'out.jsonl', sha256: sha256(read('out.jsonl')) },
    seed: 'given',
    found: [
      { id: 'card-number', count: 1 },
      { id: 'email', count: 1 },
    ],
  })
  expect(result.lookedFor.map(({ id }) => id)).toContain('iban')
  expect(result.lookedFor.map(({ id }) => id)).not.toContain('ipv4-public')
  for (const hidden of ['anna@', '4111 1111 1111 1111', 'winter']) {
    expect(manifest).not.toContain(hidden)
  }
})

it('gives the same bytes again, and the same pseudonyms in two files only by a common seed', async () => {
  const { ports, write, read } = dataPorts()
  write('in.jsonl', record('anna@firma.de'))
  write('b.jsonl', record('again anna@firma.de'))
  const pseudonymOf = async (more: Partial<RedactRequest>) => {
    await redactDataset(ports, request({ overwrite: true, ...more }))
    return /\[EMAIL-\w+\]/.exec(read('out.jsonl'))?.[0]
  }
  const first = await pseudonymOf({})
  expect(await pseudonymOf({})).toBe(first)
  expect(await pseudonymOf({ input: 'b.jsonl' })).not.toBe(first)
  const seeded = await pseudonymOf({ seed: 'a' })
  expect(await pseudonymOf({ input: 'b.jsonl', seed: 'a' })).toBe(seeded)
  expect(await pseudonymOf({ seed: 'b' })).not.toBe(seeded)
})

it.each([
  ['a number', '{"n":5555555555554444}', 'payment card number in a number at /n'],
  ['a name', '{"anna@firma.de":1}', 'e-mail address in a name at /an********'],
  ['an address', '{"uri":"s3://bucket/anna@firma.de"}', 'e-mail address in an address at /uri'],
  ['a line that is no JSON', 'anna@firma.de', 'it is no JSON'],
  ['a hidden duplicate', '{"a":"anna@firma.de","a":"x@firma.de"}', 'a key appears twice'],
  ['no UTF-8', Buffer.from([0x22, 0xe9, 0x22]), 'it is not UTF-8'],
])('leaves out and names what cannot be replaced: %s', async (_what, line, reason) => {
  const { ports, write, read } = dataPorts()
  const good = `${record('good')}\n`
  write('in.jsonl', Buffer.concat([good, line, '\n', good].map((part) => Buffer.from(part))))
  const result = await redactDataset(ports, request())
  expect(read('out.jsonl')).toBe(good + good)
  expect(result.leftOut).toEqual([{ line: 2, reason: expect.stringContaining(reason) }])
  expect(JSON.stringify(result)).not.toContain('anna@firma.de')
})

it('lets pass what the allow-list names, and counts it', async () => {
  const { ports, write, read } = dataPorts()
  write('in.jsonl', record('info@acme.com, press@acme.com, anna@firma.de'))
  write(
    'allow.yaml',
    `allow:\n- { pattern: 'press@*', detector: email, reason: public }\n- { sha256: ${sha256('info@acme.com')}, reason: imprint }\n- { pattern: 'anna@firma.de', detector: phone, reason: another kind }\n`,
  )
  const result = await redactDataset(ports, request({ allow: 'allow.yaml' }))
  expect(read('out.jsonl')).toContain('info@acme.com, press@acme.com, [EMAIL-')
  expect(result.allowed).toEqual([
    { reason: 'public', count: 1 },
    { reason: 'imprint', count: 1 },
    { reason: 'another kind', count: 0 },
  ])
})

it.each([
  ['allow: [{ pattern: "*@acme.com" }]', 'MLC-DATA-041'],
  ['allow: [{ pattern: "*", reason: all }]', 'MLC-DATA-041'],
  ['allow: [{ sha256: abc, reason: x }]', 'MLC-DATA-041'],
  ['allow: [{ pattern: "a*", detector: emial, reason: x }]', 'MLC-DATA-041'],
  ['deny: []', 'MLC-DATA-041'],
  ['allow: [', 'MLC-DATA-041'],
])('refuses the allow-list %s', async (text, code) => {
  const { ports, write, folder } = dataPorts()
  write('in.jsonl', record('x'))
  write('allow.yaml', text)
  const work = redactDataset(ports, request({ allow: 'allow.yaml' }))
  await expect(work).rejects.toMatchObject({ code, exitCode: 3 })
  expect(existsSync(join(folder, 'out.jsonl'))).toBe(false)
})

it.each([
  [{ out: './in.jsonl' }, 'MLC-DATA-006'],
  [{ input: '-' }, 'MLC-DATA-040'],
  [{ input: 'absent.jsonl' }, 'MLC-DATA-001'],
])('refuses %j with %s', async (more, code) => {
  const { ports, write } = dataPorts()
  write('in.jsonl', record('x'))
  await expect(redactDataset(ports, request(more))).rejects.toMatchObject({ code })
})

it('replaces no other file unasked', async () => {
  const { ports, write, read } = dataPorts()
  write('in.jsonl', record('anna@firma.de'))
  write('out.jsonl', 'mine')
  await expect(redactDataset(ports, request())).rejects.toMatchObject({ code: 'MLC-DATA-030' })
  expect(read('out.jsonl')).toBe('mine')
})

const pieces = fc.constantFrom(
  ...Object.values(TRUE_VALUES).flatMap((rows) =>
    rows.map(([, value, before = '']) => before + value),
  ),
  ...Object.values(BENIGN).flat(),
  ...[
    '"',
    '\\',
    '\n',
    '@',
    ' ',
    '.',
    '-',
    '+',
    '1',
    '00',
    'DE89',
    ':',
    '=',
    'password',
    '[',
    ']',
    '*',
  ],
)
const texts = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''))

it.each(REPLACEMENTS)(
  'whatever stands side by side: nothing private is left, a second time changes nothing (%s)',
  (style: Replacement) => {
    const search: Search = { minConfidence: 'low' }
    const check = privacyCheck('warn', search)
    const pseudonym = pseudonyms(style, 'key')
    fc.assert(
      fc.property(texts, texts, (user, assistant) => {
        const line = record(user, assistant)
        const done = redactLine(line, search, pseudonym)
        if (done.kind === 'left-out') return
        expect(check?.faults(JSON.parse(done.text))).toEqual([])
        expect(redactLine(done.text, search, pseudonym)).toEqual({
          kind: 'kept',
          text: done.text,
          found: [],
        })
      }),
      { numRuns: 400 },
    )
  },
)

it('sees in raw JSON whatever it sees in the text', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const check = privacyCheck('warn', { minConfidence: 'low' })
      if (findPrivate(text, { minConfidence: 'low' }).length > 0) {
        expect(check?.mayHold(JSON.stringify({ text }))).toBe(true)
      }
    }),
  )
})
