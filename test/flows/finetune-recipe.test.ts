import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCatalogue, requireModel } from '../../src/lib/flows/finetune/catalogue.ts'
import { resolveSpec, runLine } from '../../src/lib/flows/finetune/request.ts'
import { localFiles } from '../../src/lib/io/files.ts'
import { fakeSettings } from '../support/settings.ts'
import { tempFolder } from '../support/temp-folder.ts'

const withFile = (name: string, text: string) => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'sub'))
  writeFileSync(join(folder, name), text)
  return { files: localFiles(folder), settings: fakeSettings({ catalogue: name }, folder), folder }
}

describe('a recipe file', () => {
  it('and flags give the same spec', async () => {
    const ports = withFile(
      'r.yaml',
      'name: fraud\nbaseModel: nova-micro\ndata:\n  train: t.jsonl\nhyperparameters:\n  epochCount: 2\n',
    )
    const fromFile = await resolveSpec(ports, { file: 'r.yaml', flags: {}, again: false })
    const fromFlags = await resolveSpec(ports, {
      flags: {
        name: 'fraud',
        baseModel: 'nova-micro',
        data: { train: 't.jsonl' },
        hyperparameters: { epochCount: '2' },
      },
      again: false,
    })
    expect(fromFile).toEqual(fromFlags)
  })

  it('is over the settings of the project and under the flags', async () => {
    const ports = withFile('r.yaml', 'name: a\nbaseModel: nova-lite\ndata: {train: t}\nrole: r1\n')
    const spec = await resolveSpec(ports, {
      file: 'r.yaml',
      flags: { role: 'r2' },
      defaults: { baseModel: 'nova-pro', bucket: 'acme' },
      again: false,
    })
    expect(spec).toMatchObject({ baseModel: 'nova-lite', role: 'r2', bucket: 'acme' })
  })

  it('has its paths relative to its own folder', async () => {
    const ports = withFile('sub/r.yaml', 'name: a\nbaseModel: m\ndata: {train: t.jsonl}\n')
    const spec = await resolveSpec(ports, { file: 'sub/r.yaml', flags: {}, again: false })
    expect(spec.data).toEqual({ train: 'sub/t.jsonl' })
  })

  it.each([
    ['name: [a\n', 'r.yaml:2:1'],
    ['name: a\nname: b\n', 'r.yaml:2:1'],
    ['data:\n\ttrain: x\n', 'r.yaml:2:1'],
    ['name: a\ndata:\n  train: t\n  trian: x\n', 'r.yaml:4:10: data.trian is no member'],
    ['name: a\nvpc:\n  subnetIds: 5\n', 'r.yaml:3:14: vpc.subnetIds must be a list'],
    ['- a\n', 'r.yaml:1:1:  must be a map'],
    ['', 'must be a map'],
  ])('%j is refused with line and column', async (text, expected) => {
    const ports = withFile('r.yaml', text)
    const error = await resolveSpec(ports, { file: 'r.yaml', flags: {}, again: false }).catch(
      (caught) => caught,
    )
    expect(error).toMatchObject({ code: 'MLC-FT-001', exitCode: 3 })
    expect(`${error.message}\n${error.why ?? ''}`).toContain(expected)
  })

  it('cannot be an alias bomb', async () => {
    const levels = 'bcdefgh'.split('').map((name, at) => {
      const before = 'abcdefg'[at]
      return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`
    })
    const ports = withFile('r.yaml', `a: &a [x]\n${levels.join('\n')}\n`)
    await expect(
      resolveSpec(ports, { file: 'r.yaml', flags: {}, again: false }),
    ).rejects.toMatchObject({ code: 'MLC-FT-001', message: expect.stringContaining('alias') })
  })

  it('cannot be a data set given by mistake', async () => {
    const ports = withFile('r.yaml', 'x'.repeat(2 * 1024 * 1024))
    await expect(
      resolveSpec(ports, { file: 'r.yaml', flags: {}, again: false }),
    ).rejects.toMatchObject({ message: expect.stringContaining('too large') })
  })

  it('that is missing something says which flags would do', async () => {
    const ports = withFile('r.yaml', 'bucket: acme\n')
    await expect(
      resolveSpec(ports, { file: 'r.yaml', flags: {}, again: false }),
    ).rejects.toMatchObject({
      code: 'MLC-FT-006',
      message: expect.stringContaining('--name, --base-model, --train'),
    })
  })
})

describe('the line that repeats a run', () => {
  it('carries what was typed, quoted for a shell', () => {
    const line = runLine({
      flags: {
        name: 'fraud',
        data: { source: 'a b.csv', prepare: { prompt: '{x}', labels: { '1': 'fraud' } } },
        hyperparameters: { epochCount: '2' },
      },
      again: true,
    })
    expect(line).toBe(
      "mlctl finetune run --name fraud --source 'a b.csv' --prompt '{x}' --label-words 1=fraud --hyperparameter epochCount=2 --again",
    )
  })
})

describe('the setting catalogue', () => {
  it('names a file whose prices are used', async () => {
    const ports = withFile(
      'mine.yaml',
      'models:\n  nova-lite:\n    prices:\n      trainingPer1kTokens: {microUsd: 2000, asOf: 2026-11-01, source: contract}\n',
    )
    const model = requireModel(await loadCatalogue(ports), 'nova-lite')
    expect(model.prices.trainingPer1kTokens).toEqual({
      microUsd: 2_000,
      asOf: '2026-11-01',
      source: 'contract',
    })
  })

  it('is refused when the file does not fit, with the place', async () => {
    const ports = withFile('mine.json', '{"models":{"nova-lite":{"fromat":"x"}}}')
    await expect(loadCatalogue(ports)).rejects.toMatchObject({
      code: 'MLC-FT-002',
      why: expect.stringContaining('models.nova-lite.fromat'),
    })
  })

  it('leaves an unknown model with a suggestion', async () => {
    const ports = withFile('none.yaml', 'models: {}\n')
    const catalogue = await loadCatalogue(ports)
    expect(() => requireModel(catalogue, 'nova-mcro')).toThrow(
      expect.objectContaining({ code: 'MLC-FT-003', hint: expect.stringContaining('nova-micro') }),
    )
  })
})
