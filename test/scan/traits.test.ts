import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { scannedLines } from '../../src/lib/domain/dataset/fast-scan.ts'
import { findFormat } from '../../src/lib/domain/dataset/formats.ts'
import { privacyCheck } from '../../src/lib/domain/dataset/privacy/rules.ts'
import { traitsOf } from '../../src/lib/domain/dataset/privacy/traits.ts'
import type { ScanRules } from '../../src/lib/domain/dataset/scan.ts'
import { wasmScanner } from '../../src/scan/scanner.ts'
import { chunksOf } from '../support/chunks.ts'
import { privateTexts } from '../support/private-texts.ts'
import { TRUE_VALUES } from '../support/private-values.ts'
import { fastLog, plainLog } from '../support/scan-log.ts'

const format = findFormat('prompt-completion')
const privacy = privacyCheck('warn', { minConfidence: 'medium' })
if (format === undefined || privacy === undefined) throw new Error('nothing to check with')
const rules: ScanRules = { format, limits: {}, privacy }

const acceptedOf = async (text: string) => {
  const line = JSON.stringify({ prompt: text, completion: 'b' })
  return (await fastLog({ chunks: chunksOf(line) }, rules)).accepted
}

const values = Object.values(TRUE_VALUES)
  .flat()
  .filter(([, , , least]) => least === undefined)
  .map(([id, value, before = '']) => ({ id, value, text: `${before}${value}` }))

it.each(values)(
  'leaves a text with $id $value to the detectors, wherever it stands',
  async ({ text }) => {
    for (let before = 0; before < 40; before++) {
      expect(await acceptedOf(`${' '.repeat(before)}${text}`), `behind ${before}`).toBe(0)
      expect(await acceptedOf(`${' a'.repeat(before)} ${text}, and more`), `behind ${before}`).toBe(
        0,
      )
    }
  },
)

it.each([
  'Why was the payment refused?',
  'It was 12:30 on the 5th, and cost 214.90 EUR',
  'see https, not http; well-known words (as these) stand - as ever - here',
  '支払いは 3 回です。\\n次は 12 回 "quoted"',
  `${'word '.repeat(200)}`,
])('accepts %j, which shows none of their traits', async (text) => {
  expect(traitsOf(text, false)).toBe(0)
  expect(await acceptedOf(text)).toBe(1)
})

it('accepts texts written with escapes, whatever their digits are', async () => {
  for (let before = 0; before < 64; before++) {
    const text = `${'x '.repeat(before / 2)}${' '.repeat(before % 2)}${'\\u52d5\\u4e2d '.repeat(40)}`
    const line = `{"prompt":"x${text}","completion":"b"}`
    expect((await fastLog({ chunks: chunksOf(line) }, rules)).accepted, `${before}`).toBe(1)
  }
})

it.each(['\\u0040', 'a\\/b', '\\u0031'])(
  'leaves the escape %s to them: it may hide anything',
  async (hidden) => {
    const line = `{"prompt":"x ${hidden} y","completion":"b"}`
    expect((await fastLog({ chunks: chunksOf(line) }, rules)).accepted).toBe(0)
  },
)

it('accepts no text with a trait, whatever stands around it', async () => {
  const piece = fc.constantFrom(
    ...[
      '1',
      '22',
      '333',
      'a',
      'bc',
      'word',
      'X',
      ' ',
      '.',
      '-',
      '(',
      '/',
      '@',
      '_',
      '=',
      ':',
      'é',
      '日',
      '\n',
      '"',
      '\\',
      '\t',
    ],
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 60 }), async (pieces) => {
      const text = `x${pieces.join('')}`
      if (traitsOf(text, false) !== 0) expect(await acceptedOf(text)).toBe(0)
    }),
    { numRuns: 2_000 },
  )
})

it('tells what the plain path tells, private values and all', async () => {
  const lines = values.map(({ text }, i) => JSON.stringify({ prompt: text, completion: `no ${i}` }))
  const bytes = Buffer.from(
    lines.flatMap((line) => [line, '{"prompt":"a","completion":"b"}']).join('\n'),
  )
  const { log, accepted } = await fastLog({ chunks: chunksOf(bytes) }, rules)
  expect(log).toEqual(await plainLog(bytes, rules))
  expect(accepted).toBe(lines.length)
})

it('tells what the plain path tells of any texts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(privateTexts, { minLength: 1, maxLength: 8 }), async (texts) => {
      const lines = texts.map((text, i) => JSON.stringify({ prompt: text, completion: `no ${i}` }))
      const bytes = Buffer.from(lines.join('\n'))
      const { log } = await fastLog({ chunks: chunksOf(bytes) }, rules)
      expect(log).toEqual(await plainLog(bytes, rules))
    }),
    { numRuns: 1_500 },
  )
})

it('refuses no line for its traits, but notes the texts that show them', async () => {
  const lines = values.map(({ text }) => JSON.stringify({ prompt: text, completion: 'b' }))
  const scanner = scannedLines(rules)
  if (scanner === undefined) throw new Error('no scanner')
  const noted: unknown[] = []
  await wasmScanner(scanner)?.scan(
    { chunks: chunksOf(lines.join('\n')) },
    {
      accepted: ({ bytes = new Uint8Array(0), notes }) =>
        noted.push(notes.map(({ start, end }) => Buffer.from(bytes).toString('utf8', start, end))),
      refused: () => noted.push('refused'),
      tooLong: () => noted.push('too long'),
    },
  )
  expect(noted).toEqual(values.map(({ text }) => [JSON.stringify(text).slice(1, -1)]))
})
