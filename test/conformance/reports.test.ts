import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { array, assert, asyncProperty, constantFrom, string } from 'fast-check'
import { expect, it } from 'vitest'
import type { ValidationReport } from '../../src/lib/domain/dataset/check.ts'
import { junitXml } from '../../src/lib/domain/dataset/reports/junit.ts'
import { sarifLog } from '../../src/lib/domain/dataset/reports/sarif.ts'
import { conversation, reportOf } from '../support/dataset-report.ts'
import { tempFolder } from '../support/temp-folder.ts'

const fixture = (name: string) => resolve('test/fixtures/reports', name)

// A pattern of the schema has a lone bracket, which expressions of Unicode mode refuse.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
addFormats.default(ajv)
const isSarif = ajv.compile(JSON.parse(readFileSync(fixture('sarif-2.1.0.schema.json'), 'utf8')))
/** What Errata 01 adds: a region names a start. */
const isRegion = ajv.compile({
  anyOf: ['startLine', 'charOffset', 'byteOffset'].map((name) => ({ required: [name] })),
})

const wrongIn = (report: ValidationReport) => {
  const log = JSON.parse(JSON.stringify(sarifLog(report)))
  isSarif(log)
  const regions = log.runs[0].results
    .flatMap((result: { locations: { physicalLocation: { region?: object } }[] }) =>
      result.locations.map(({ physicalLocation }) => physicalLocation.region),
    )
    .filter((region?: object) => region !== undefined && !isRegion(region))
  return [...(isSarif.errors ?? []), ...regions]
}

const good = [conversation('a'), conversation('b'), conversation('c')]
const bad = (count: number) =>
  Array.from({ length: count }, (_, i) => conversation(`q ${i}`, 'human'))
const odd = [conversation('bad & <odd> "one", 100%: ]]> \u0007\ud800', 'User'), '', '{"a', '\u0000']

const STRANGE = [
  'a b.jsonl',
  './x/../y.jsonl',
  '/tmp/naïve 😀.jsonl',
  'a#b?c=d&e.jsonl',
  '100%.jsonl',
  'a:b.jsonl',
  'C:\\data\\a.jsonl',
  'with\nline.jsonl',
  '"<q>".jsonl',
  '[a].jsonl',
  '//host/share.jsonl',
  '-',
  's3://bucket/a b/ü#1?.jsonl',
]

const REPORTS: readonly [string, Readonly<Record<string, readonly string[]>>][] = [
  ['no finding', { 'train.jsonl': good }],
  ['one finding', { 'train.jsonl': [...good, ...bad(1)] }],
  ['many findings', { 'train.jsonl': bad(2_000) }],
  ['an empty file', { 'train.jsonl': [] }],
  ['several files', { 'train.jsonl': bad(3), 'b.jsonl': good, 'c.jsonl': odd }],
  ['strange names', Object.fromEntries(STRANGE.map((name) => [name, [...odd, ...bad(1)]]))],
]

it.each(REPORTS)('SARIF of %s is what the OASIS schema asks', async (_, files) => {
  expect(wrongIn(await reportOf(files))).toEqual([])
})

it('SARIF that lists some findings only, and says so, is what the OASIS schema asks', async () => {
  expect(wrongIn(await reportOf({ 'a.jsonl': bad(50) }, { maxFindings: 7 }))).toEqual([])
})

it('SARIF is what the OASIS schema asks, whatever the files and lines are called and hold', () =>
  assert(
    asyncProperty(
      string({ unit: 'grapheme', minLength: 1 }),
      array(string({ unit: 'binary' })),
      constantFrom('user', 'human'),
      async (name, texts, role) => {
        const lines = texts.map((text) => conversation(text, role))
        expect(wrongIn(await reportOf({ [name]: lines }))).toEqual([])
      },
    ),
  ))

it('the schema refuses a wrong level, a missing message and a made-up member', () => {
  const log = (result: object) => ({
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'x' } }, results: [result] }],
  })
  const message = { text: 'x' }
  expect(isSarif(log({ message }))).toBe(true)
  expect(isSarif(log({ message, level: 'fatal' }))).toBe(false)
  expect(isSarif(log({}))).toBe(false)
  expect(isSarif(log({ message, colour: 'red' }))).toBe(false)
})

it.each([
  ['s3://bucket/a b/ü#1?.jsonl', 's3://bucket/a%20b/%C3%BC%231%3F.jsonl'],
  ['/tmp/a#b.jsonl', 'file:///tmp/a%23b.jsonl'],
  ['./data/a b.jsonl', 'data/a%20b.jsonl'],
  ['-', 'stdin'],
])('%s is named %s in SARIF', async (path, uri) => {
  const [run] = sarifLog(await reportOf({ [path]: bad(1) })).runs
  expect(run?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri)
})

const python = resolve(process.env.MLCTL_TEST_PYTHON ?? '.cache/venv/bin/python')
const hasLxml = spawnSync(python, ['-c', 'import lxml'], { stdio: 'ignore' }).status === 0
const hasXmllint = spawnSync('xmllint', ['--version'], { stdio: 'ignore' }).status === 0

const LXML =
  'import sys; from lxml import etree; etree.XMLSchema(etree.parse(sys.argv[1])).assertValid(etree.parse(sys.argv[2]))'

/** Throws with the validator's words when the file is not what the XML schema asks. */
const judgeXml = (file: string) =>
  hasLxml
    ? execFileSync(python, ['-c', LXML, fixture('junit-10.xsd'), file], { stdio: 'pipe' })
    : execFileSync('xmllint', ['--noout', '--schema', fixture('junit-10.xsd'), file], {
        stdio: 'pipe',
      })

/** Judging by an XML schema takes lxml or xmllint: without them these tests say that they are skipped. */
const withXsd = it.skipIf(!hasLxml && !hasXmllint)

withXsd.each(REPORTS)('JUnit of %s is what the Jenkins schema asks', async (_, files) => {
  const file = join(tempFolder(), 'junit.xml')
  writeFileSync(file, junitXml(await reportOf(files)))
  judgeXml(file)
})

withXsd('the Jenkins schema refuses a suite without counts', () => {
  const file = join(tempFolder(), 'junit.xml')
  writeFileSync(file, '<testsuites><testsuite name="x"/></testsuites>')
  expect(() => judgeXml(file)).toThrow()
})
