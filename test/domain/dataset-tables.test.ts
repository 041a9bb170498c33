import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decoder, EncodingFault, encodingOf } from '../../src/lib/domain/dataset/encoding.ts'
import { ArrayFault, arraySplitter } from '../../src/lib/domain/dataset/json-elements.ts'
import { walkJson } from '../../src/lib/domain/dataset/json-walk.ts'
import { delimiterOf, tableKindOf } from '../../src/lib/domain/dataset/table-kind.ts'
import { readLabelWords, readTemplate } from '../../src/lib/domain/dataset/template.ts'

const elements = (...chunks: readonly string[]) => {
  const found: [number, string][] = []
  const splitter = arraySplitter(({ line, text }) => found.push([line, text]))
  for (const chunk of chunks) splitter.push(chunk)
  splitter.end()
  return found
}

it('cuts an array into its elements with their lines, wherever the chunks end', () => {
  const text = ' [ {"a":"],[\\""},\n{"b":[1,{"c":2}]}\n, 3 ]\n'
  const whole = elements(text)
  expect(whole).toEqual([
    [1, '{"a":"],[\\""}'],
    [2, '{"b":[1,{"c":2}]}'],
    [3, '3'],
  ])
  for (let cut = 0; cut < text.length; cut++) {
    expect(elements(text.slice(0, cut), text.slice(cut)), `cut at ${cut}`).toEqual(whole)
  }
})

it.each([['{"a":1}'], ['[1,,2]'], ['[1,]'], ['[1'], [''], ['[1] x']])('refuses %j', (text) => {
  expect(() => elements(text)).toThrow(ArrayFault)
})

it('takes an empty array', () => expect(elements('[]')).toEqual([]))

it('walks whatever JSON.parse accepts, and spans every value', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const { problems, spans } = walkJson(text)
      expect(problems.filter(({ kind }) => kind === 'syntax')).toEqual([])
      const root = spans.get('')
      expect(JSON.parse(text.slice(root?.start, root?.end))).toEqual(JSON.parse(text))
    }),
  )
})

it('refuses whatever JSON.parse refuses', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), (text) => {
      for (const broken of [`${text},`, `[${text}`, `${text}]`, `{"a":${text}`, `{${text}}`]) {
        let isRefused = false
        try {
          JSON.parse(broken)
        } catch {
          isRefused = true
        }
        const found = walkJson(broken).problems.some(({ kind }) => kind === 'syntax')
        expect(found, broken).toBe(isRefused)
      }
    }),
  )
})

it.each([
  ['amount={amount}; {{x}}', { amount: '5' }, 'amount=5; {x}'],
  ['{ a }{b}', { a: '1', b: '2' }, '12'],
  ['a\\nb{c}', { c: '!' }, 'a\nb!'],
])('fills %j from %j', (source, values, expected) => {
  const reading = readTemplate(source)
  expect(reading.ok && reading.template.fill(values as Record<string, string>)).toBe(expected)
})

it.each([['{'], ['a}'], ['{}'], ['{a{b}}']])('refuses the template %j', (source) => {
  expect(readTemplate(source).ok).toBe(false)
})

it.each([
  [
    '1=fraud,0=legitimate',
    [
      ['1', 'fraud'],
      ['0', 'legitimate'],
    ],
  ],
  ['1=fraud,1=x', undefined],
  ['fraud', undefined],
  ['=x', undefined],
  ['1=', undefined],
])('reads the label words %j', (text, expected) => {
  const words = readLabelWords(text)
  expect(words && [...words]).toEqual(expected)
})

it.each([
  ['a.csv', 'a,b', 'csv', ','],
  ['a.csv', 'a;b;"x,y,z"', 'csv', ';'],
  ['a.tsv', 'a\tb', 'tsv', '\t'],
  ['a.json', '[{"a":1}]', 'json', ','],
  ['a.json', '{"a":1}\n{"a":2}', 'jsonl', ','],
  ['a', 'a\tb\tc', 'tsv', '\t'],
  ['a.data', '{"a":1}', 'jsonl', ','],
])('%s that begins with %j is %s', (path, head, kind, delimiter) => {
  expect(tableKindOf(path, head)).toBe(kind)
  if (kind === 'csv' || kind === 'tsv') expect(delimiterOf(head)).toBe(delimiter)
})

it.each([
  ['utf-8', Buffer.from('a,é\n')],
  ['utf-8', Buffer.from('\ufeffa,é\n')],
  ['utf-16le', Buffer.from('\ufeffa,é\n', 'utf16le')],
  ['utf-16le', Buffer.from('a,é\n', 'utf16le')],
  ['utf-16be', Buffer.from('\ufeffa,é\n', 'utf16le').swap16()],
] as const)('reads %s whatever the chunks', (encoding, bytes) => {
  expect(encodingOf(bytes).encoding).toBe(encoding)
  for (let cut = 0; cut <= bytes.length; cut++) {
    const decode = decoder(encoding)
    const text =
      decode.push(bytes.subarray(0, cut)) + decode.push(bytes.subarray(cut)) + decode.end()
    expect(text).toBe('a,é\n')
  }
})

it('names line and byte of what is no UTF-8, whatever the chunks', () => {
  const bytes = Buffer.concat([Buffer.from('a\né\nx'), Buffer.from([0xc3, 0x28, 0x0a])])
  for (let cut = 0; cut <= bytes.length; cut++) {
    const decode = decoder('utf-8')
    const read = () => {
      decode.push(bytes.subarray(0, cut))
      decode.push(bytes.subarray(cut))
    }
    expect(read, `cut at ${cut}`).toThrow(new EncodingFault(3, 6))
    try {
      const again = decoder('utf-8')
      again.push(bytes.subarray(0, cut))
      again.push(bytes.subarray(cut))
    } catch (error) {
      expect(error).toMatchObject({ line: 3, offset: 6 })
    }
  }
})
