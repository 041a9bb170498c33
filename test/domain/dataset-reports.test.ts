import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { expect, it } from 'vitest'
import {
  acceptanceOf,
  baselineRecorder,
  baselineText,
  readBaseline,
} from '../../src/lib/domain/dataset/baseline.ts'
import type { CollectorOptions } from '../../src/lib/domain/dataset/findings.ts'
import { fingerprintOf } from '../../src/lib/domain/dataset/fingerprint.ts'
import { githubAnnotations } from '../../src/lib/domain/dataset/reports/github.ts'
import { junitXml } from '../../src/lib/domain/dataset/reports/junit.ts'
import { ndjsonReport } from '../../src/lib/domain/dataset/reports/ndjson.ts'
import { sarifLog } from '../../src/lib/domain/dataset/reports/sarif.ts'
import { conversation as record, reportOf as reportOfFiles } from '../support/dataset-report.ts'

const GOOD = [record('a'), record('b'), record('c')]
const ODD = record('bad & <odd> "one", 100%: \u0007', 'User')
const FAULTY = [record('a'), ODD, '', record('x', 'human'), record(7)]

const reportOf = (
  lines: readonly string[],
  options: Partial<CollectorOptions> = {},
  path = 'data/train 1.jsonl',
) => reportOfFiles({ [path]: lines }, options)

it('writes SARIF whose rule indices and places are right', async () => {
  const [run] = sarifLog(await reportOf(FAULTY)).runs
  if (run === undefined) throw new Error('no run')
  expect(run.columnKind).toBe('unicodeCodePoints')
  expect(run.results.length).toBeGreaterThan(3)
  for (const result of run.results) {
    expect(run.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId)
    expect(result.partialFingerprints['mlctl/v1']).toMatch(/^[0-9a-f]{16}$/)
    const [location] = result.locations
    expect(location?.physicalLocation.artifactLocation.uri).toBe('data/train%201.jsonl')
  }
  expect(JSON.stringify(run.results)).toContain('"region":{"startLine":2,"startColumn":22')
})

it('says in SARIF what is not listed', async () => {
  const [run] = sarifLog(await reportOf(FAULTY, { maxFindings: 1 })).runs
  expect(run?.results).toHaveLength(1)
  expect(JSON.stringify(run?.invocations)).toMatch(/\d+ more findings counted and not listed/)
})

it('writes JUnit that is XML, counts its cases and fails for errors alone', async () => {
  const report = await reportOf(FAULTY)
  const xml = junitXml(report)
  expect(XMLValidator.validate(xml)).toBe(true)
  const options = { ignoreAttributes: false, attributeNamePrefix: '', isArray: () => true }
  const [suites] = new XMLParser(options).parse(xml).testsuites
  const cases = suites.testsuite.flatMap((suite: { testcase: object[] }) => suite.testcase)
  expect(Number(suites.tests)).toBe(cases.length)
  const failures = cases.filter((one: object) => 'failure' in one)
  expect(Number(suites.failures)).toBe(failures.length)
  const rules = report.byRule.filter(({ severity }) => severity === 'error')
  expect(failures.map(({ name }: { name: string[] }) => name[0]).sort()).toEqual(
    rules.map(({ rule }) => rule).sort(),
  )
})

it('has passing cases in JUnit for good data', async () => {
  const xml = junitXml(await reportOf(GOOD))
  expect(xml).toContain('failures="0"')
  expect(xml).not.toContain('<failure')
  expect(xml).toContain('name="every line is valid"')
})

it('escapes annotations as the GitHub runner reads them', async () => {
  const lines = githubAnnotations(await reportOf(FAULTY, {}, 'a,b:c%.jsonl')).split('\n')
  const [first] = lines
  expect(first).toMatch(/^::error file=a%2Cb%3Ac%25\.jsonl,line=2,col=22,title=converse\.role::/)
  for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) [^:]+::.+$/)
  expect(lines.at(-1)).toMatch(/^::notice .*invalid: 4 records, /)
})

it('writes one JSON document a line, the summary last', async () => {
  const report = await reportOf(FAULTY)
  const lines = ndjsonReport(report)
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.map(({ type }) => type)).toEqual([
    ...report.findings.map(() => 'finding'),
    'summary',
  ])
  expect(lines.at(-1)).toMatchObject({
    schemaVersion: 1,
    verdict: 'invalid',
    byRule: report.byRule,
  })
})

it('hands out every finding as it is made, and keeps none', async () => {
  const heard: string[] = []
  const bad = Array.from({ length: 500 }, (_, i) => record(`q ${i}`, 'human'))
  const report = await reportOf(bad, {
    onFinding: ({ rule, line }) => heard.push(`${rule} ${line}`),
  })
  expect(heard).toEqual(bad.map((_, i) => `converse.role ${i + 1}`))
  expect(report).toMatchObject({ errors: 500, findings: [], verdict: 'invalid' })
})

it('accepts what a baseline knows, wherever the lines went, and nothing else', async () => {
  const recorder = baselineRecorder()
  const written = await reportOf(FAULTY, { acceptance: recorder.acceptance })
  expect(written).toMatchObject({ verdict: 'valid', errors: 0 })
  const reading = readBaseline(baselineText(recorder.baseline()))
  if ('problem' in reading) throw new Error(reading.problem)
  const moved = [record('new'), ...FAULTY.toReversed(), record('other')]
  const acceptance = acceptanceOf(reading.baseline)
  const same = await reportOf(moved, { acceptance })
  expect(same).toMatchObject({ verdict: 'valid', errors: 0, accepted: written.accepted })
  expect(acceptance.stale()).toBe(0)
  const more = await reportOf([...moved, ODD, record('newer', 'human')], {
    acceptance: acceptanceOf(reading.baseline),
  })
  expect(more.findings.map(({ rule, line }) => `${rule} ${line}`)).toEqual([
    'converse.role 8',
    'record.duplicate 8',
    'converse.role 9',
  ])
})

it('counts what a baseline knows and the data has no more', async () => {
  const recorder = baselineRecorder()
  await reportOf(FAULTY, { acceptance: recorder.acceptance })
  const acceptance = acceptanceOf(recorder.baseline())
  await reportOf(GOOD, { acceptance })
  expect(acceptance.stale()).toBe(recorder.baseline().findings.length)
})

it.each([
  ['x'],
  ['[]'],
  ['{"schemaVersion":2,"findings":[]}'],
  ['{"schemaVersion":1,"findings":[{}]}'],
])('%j is no baseline', (text) => {
  expect(readBaseline(text)).toHaveProperty('problem')
})

it('names a finding by its rule, place and surroundings, not by numbers', () => {
  const detail = { message: 'the same as train.jsonl:12', column: 1 }
  const name = fingerprintOf('record.duplicate', detail)
  expect(fingerprintOf('record.duplicate', { ...detail, message: 'the same as b.jsonl:9' })).toBe(
    name,
  )
  expect(fingerprintOf('leak.record', detail)).not.toBe(name)
  expect(fingerprintOf('record.duplicate', { ...detail, pointer: '/a' })).not.toBe(name)
  expect(fingerprintOf('record.duplicate', { ...detail, identity: 'f00' })).not.toBe(name)
})

it('counts errors and warnings of each file', async () => {
  const report = await reportOf(FAULTY)
  const { errors, warnings } = report
  expect(report.files[0]).toMatchObject({ errors, warnings })
})
