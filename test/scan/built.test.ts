import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readCatalogue } from '../../src/lib/domain/catalogue/read.ts'
import { fastShape } from '../../src/lib/domain/dataset/fast-shape.ts'
import { checkRecord, FORMATS } from '../../src/lib/domain/dataset/formats.ts'
import { programOf } from '../../src/scan/program.ts'

const hasCompiler = existsSync('node_modules/assemblyscript')

it.skipIf(!hasCompiler)('the committed scanner is what its sources give, to the byte', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-scan.mjs', '--check'], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
})

const catalogue = readCatalogue()
if (!catalogue.ok) throw new Error(catalogue.problems.join())

it.each(catalogue.catalogue.models)(
  'the scanner has tables for the records of $key',
  ({ format, records }) => {
    expect(programOf(fastShape(format, records))).toBeDefined()
  },
)

it.each(FORMATS)('the example of $name breaks no rule', (format) => {
  expect(checkRecord(format, format.example, {}).broken).toEqual([])
})

it.each([
  [
    'a key longer than the tables take',
    { kind: 'object', keys: [{ name: 'x'.repeat(17), shape: { kind: 'any' }, required: true }] },
  ],
  [
    'a key with a quote',
    { kind: 'object', keys: [{ name: 'a"b', shape: { kind: 'any' }, required: true }] },
  ],
  ['a value beyond ASCII', { kind: 'one-of', values: ['é'] }],
] as const)('%s has no tables', (_, root) => {
  expect(programOf({ root, words: { asked: [], answered: [] } })).toBeUndefined()
})

it.each(['word', 'a/b:', 'é:', `${'x'.repeat(30)}:`])('a watch on %j has no tables', (word) => {
  const words = { asked: [word], answered: [] }
  expect(programOf({ root: { kind: 'any' }, words })).toBeUndefined()
})
