import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { XMLValidator } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { tempFolder } from '../support/temp-folder.ts'

const BAD = 'FROM python\nUSER app & <co>\nENTRYPOINT ["/opt/program/start"]\n'
const GOOD =
  'FROM public.ecr.aws/docker/library/python:3.12-slim\nCOPY start /opt/program/start\nENTRYPOINT ["/opt/program/start"]\n'

const project = (dockerfile: string, under = '.') => {
  const folder = tempFolder()
  mkdirSync(join(folder, under), { recursive: true })
  writeFileSync(join(folder, under, 'Dockerfile'), dockerfile)
  const start = join(folder, under, 'start')
  writeFileSync(start, '#!/bin/sh\nexec python3 -m acme "$@"\n', { mode: 0o755 })
  return folder
}

const sarifSchema = () => {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
  addFormats.default(ajv)
  const path = resolve('test/fixtures/reports/sarif-2.1.0.schema.json')
  return ajv.compile(JSON.parse(readFileSync(path, 'utf8')))
}

describe('container lint, by line', () => {
  it('ends with 3 on an error, names file and line, and puts nothing else on stdout', async () => {
    const { exitCode, out } = await cli('container lint', { folder: project(BAD) })
    expect(exitCode).toBe(3)
    expect(out).toMatch(/^Dockerfile:2: error: CTR301: /m)
    expect(out).toMatch(/not fit for SageMaker: Dockerfile .* 2 errors, 2 warnings$/m)
    // Never 0.0 MB.
    expect(out).toMatch(/\(context: 2 files, \d+ bytes\)/)
  })

  it('ends with 0 when there is nothing, or only warnings', async () => {
    const fine = await cli('container lint', { folder: project(GOOD) })
    expect([fine.exitCode, fine.out]).toEqual([0, expect.stringMatching(/^fine: /)])
    const warned = await cli('container lint', { folder: project(GOOD.replace(':3.12-slim', '')) })
    expect([warned.exitCode, warned.out]).toEqual([0, expect.stringContaining('CTR102')])
  })

  it('names files as they are seen from the working folder', async () => {
    const folder = project(GOOD, 'serving')
    writeFileSync(join(folder, 'serving', 'start'), '#!/bin/sh\npython3 -m acme\n', { mode: 0o755 })
    const { out } = await cli('container lint serving --json', { folder })
    const { findings } = JSON.parse(out)
    expect(findings).toMatchObject([{ rule: 'CTR308', file: 'serving/start', line: 2 }])
  })

  it('writes SARIF that the OASIS schema takes, beside the report on stdout', async () => {
    const folder = project(BAD)
    const { out } = await cli('container lint --report sarif -o lint.sarif', { folder })
    const log = JSON.parse(readFileSync(join(folder, 'lint.sarif'), 'utf8'))
    const isSarif = sarifSchema()
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true)
    expect(log.runs[0].results[0]).toMatchObject({ ruleId: 'CTR301', level: 'error' })
    expect(out).toContain('report: lint.sarif')
  })

  it('writes JUnit with a suite for the Dockerfile and a failure for each error', async () => {
    const { out } = await cli('container lint --report junit', { folder: project(BAD) })
    expect(XMLValidator.validate(out)).toBe(true)
    expect(out).toContain('<testsuites name="mlctl container lint"')
    expect(out).toContain('<failure type="CTR301"')
    expect(out).toContain('build context')
  })

  it('writes annotations for a workflow of GitHub', async () => {
    const { out } = await cli('container lint --report github', { folder: project(BAD) })
    expect(out).toMatch(/^::error file=Dockerfile,line=2,title=CTR301::/m)
    expect(out).toMatch(/^::notice title=mlctl container lint::invalid: /m)
    expect(out).not.toContain('record')
  })

  it('takes kind and ignored rules from mlctl.yaml', async () => {
    const folder = project(GOOD)
    writeFileSync(join(folder, 'mlctl.yaml'), 'container: { kind: serving, ignore: [CTR105] }\n')
    const first = await cli('container lint --json', { folder })
    expect(first.out).toContain('CTR304')
    writeFileSync(join(folder, 'mlctl.yaml'), 'container: { kind: serving, ignore: [CTR304] }\n')
    const second = await cli('container lint --json', { folder })
    expect(second.out).not.toContain('CTR304')
  })

  it.each([
    ['container lint nowhere', 'MLC-CTR-001'],
    ['container lint --ignore CTR000', 'MLC-CTR-002'],
    ['container lint --target nothing', 'MLC-CTR-003'],
  ])('%s ends with 2 and %s', async (line, code) => {
    const { exitCode, err } = await cli(`${line} --json`, { folder: project(GOOD) })
    expect([exitCode, err]).toEqual([2, expect.stringContaining(code)])
  })

  it('prints every rule with its examples as a document', async () => {
    const { json } = await cli('container lint --rules --json', { folder: project(GOOD) })
    const { rules } = json() as { rules: { id: string; example?: object }[] }
    expect(rules.find(({ id }) => id === 'CTR201')?.example).toBeDefined()
    expect(rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id).sort())
  })
})

describe('container init, by line', () => {
  it('needs --kind where nobody can be asked', async () => {
    const { exitCode, err } = await cli('container init', { folder: tempFolder() })
    expect([exitCode, err]).toEqual([2, expect.stringContaining('--kind')])
  })

  it('writes a project that lint finds fine', async () => {
    const folder = tempFolder()
    const made = await cli('container init app --kind combined', { folder })
    expect([made.exitCode, made.out]).toEqual([0, expect.stringContaining('app/Dockerfile')])
    const { exitCode } = await cli('container lint app --kind combined --strict', { folder })
    expect(exitCode).toBe(0)
  })

  it('ends with 5 and touches nothing when a file would be replaced', async () => {
    const folder = project(BAD)
    const { exitCode } = await cli('container init --kind training', { folder })
    expect(exitCode).toBe(5)
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe(BAD)
  })
})
