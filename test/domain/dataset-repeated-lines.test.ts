import { Buffer } from 'node:buffer'
import { expect, it } from 'vitest'
import { findFormat } from '../../src/lib/domain/dataset/formats.ts'
import type { RawLine } from '../../src/lib/domain/dataset/lines.ts'
import { lineChecker, type ScanRules } from '../../src/lib/domain/dataset/scan.ts'

const format = findFormat('prompt-completion')
if (format === undefined) throw new Error('no format')
const RULES: ScanRules = { format, limits: {} }

type Line = Partial<RawLine> & { readonly text: string | Uint8Array }

/** What one checker tells of the lines, one after another. */
const toldOf = (lines: readonly Line[]) => {
  const told: string[] = []
  const checker = lineChecker(RULES, {
    found: (rule, line, detail) => told.push(`${line} ${rule.id} ${JSON.stringify(detail())}`),
    record: (record) => told.push(`${record.line} ${JSON.stringify(record)}`),
  })
  for (const [i, { text, ...given }] of lines.entries()) {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    checker.line({ number: i + 1, offset: i * 100, ending: 'lf', bytes, ...given })
  }
  return told
}

/** The same, with a checker for each line: none of them knows the line before. */
const toldApart = (lines: readonly Line[]) =>
  lines.flatMap((line, i) => toldOf([{ number: i + 1, offset: i * 100, ...line }]))

const GOOD = { text: '{"prompt":"a","completion":"b"}' }
const EMPTY = { text: '{}' }
const LONG = { text: `{"prompt":"${'x'.repeat(2_000)}"}` }

it.each<[string, readonly Line[]]>([
  ['a line that comes again', [EMPTY, EMPTY, EMPTY]],
  ['a line that comes back after another', [EMPTY, GOOD, EMPTY, EMPTY, GOOD]],
  [
    'lines of one length that differ',
    [{ text: '{"a":1}' }, { text: '{"a":2}' }, { text: '{"b":2}' }],
  ],
  ['lines that differ in their ending', [EMPTY, EMPTY, { ...EMPTY, ending: 'crlf' }, EMPTY]],
  ['a mark at the start of the file only', [{ text: '\ufeff{}' }, { text: '\ufeff{}' }, EMPTY]],
  ['a broken line', [{ text: '{' }, { text: '{' }, { text: '' }, { text: '' }]],
  [
    'bytes that are no UTF-8, which are named by their place',
    [1, 2, 3].map(() => ({ text: Uint8Array.of(123, 255, 125) })),
  ],
  ['long lines', [LONG, LONG, LONG]],
])('tells of %s as if each line were the first', (_, lines) => {
  expect(toldOf(lines)).toEqual(toldApart(lines))
  expect(toldOf(lines).length).toBeGreaterThan(lines.length - 1)
})
