import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import {
  buildBase,
  buildImage,
  startEngine,
  type TestEngine,
  whyNoEngine,
} from '../support/engine-world.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { requestFor, trainWorld } from '../support/train-world.ts'

const world = async (changes: object = {}) => {
  const { ports, folder, io } = await trainWorld()
  requestFor({ folder }, changes)
  return { io, run: (line: string) => cli(line, { ports, folder }) }
}

describe('mlctl train', () => {
  it('trains, lists, tells and shows the log, with one document each', async () => {
    const { run, io } = await world()
    const trained = await run('train run -f train.yaml --yes --wait')
    expect(trained).toMatchObject({ exitCode: 0 })
    expect(trained.out).toMatch(/Completed[\s\S]*validation:loss[\s\S]*model\.tar\.gz/)
    const listed = (await run('train list --json')).json() as { jobs: { jobName: string }[] }
    const name = listed.jobs[0]?.jobName ?? ''
    expect((await run(`train status ${name} --json`)).json()).toMatchObject({
      schemaVersion: 1,
      kind: 'training',
      status: 'Completed',
    })
    const status = await run(`train status ${name}`)
    expect(status.out).toContain(`next: mlctl train logs ${name}`)
    const log = await run(`train logs ${name} --tail 2`)
    expect(log.exitCode).toBe(0)
    await run(`train logs ${name}`)
    expect(io.results.join('\n')).toContain('channel train: 1 object under s3://acme-ml/data/')
    expect((await run(`train stop ${name} --yes`)).exitCode).toBe(5)
    expect((await run('train status nobody')).exitCode).toBe(5)
  })

  it('needs consent, and says which flag gives it', async () => {
    const { run } = await world()
    const refused = await run('train run -f train.yaml --price ml.m5.xlarge=0.23')
    expect(refused.exitCode).toBe(2)
    expect(refused.err).toContain('--yes')
    const planned = await run('train run -f train.yaml --price ml.m5.xlarge=0.23 --dry-run')
    expect(planned.exitCode).toBe(0)
  })

  it('exits 6 when the job fails, 2 for what is missing, 3 for a recipe that is none', async () => {
    const failing = await world({ env: { SANDBOX_EXIT_CODE: 1 } })
    expect((await failing.run('train run -f train.yaml --yes --wait')).exitCode).toBe(6)
    expect((await failing.run('train run --name x')).exitCode).toBe(2)
    const wrong = await world({ hyperparamters: {} })
    const refused = await wrong.run('train run -f train.yaml --yes')
    expect(refused.exitCode).toBe(3)
    expect(refused.err).toMatch(/train\.yaml:1:\d+: hyperparamters is unknown; did you mean/)
  })
})

const reason = whyNoEngine()

describe.skipIf(reason !== undefined)('mlctl train run --local', () => {
  let engine: TestEngine
  beforeAll(async () => {
    engine = await startEngine()
    buildBase(engine, 'localhost/base:1')
    const text = `#!/bin/sh
[ -s /opt/ml/input/data/train/a.csv ] || exit 4
trap 'exit 0' TERM
cp /opt/ml/input/config/hyperparameters.json /opt/ml/model/
`
    await buildImage(engine, 'localhost/base:1', {
      name: 'localhost/train:1',
      programs: [{ name: 'train', text }],
    })
  }, 60_000)
  afterAll(() => engine?.stop())

  it('runs the recipe’s image on a folder, and asks for one where the data is in S3', async () => {
    const folder = tempFolder()
    requestFor({ folder }, { image: 'localhost/train:1' })
    mkdirSync(join(folder, 'sample'))
    writeFileSync(join(folder, 'sample', 'a.csv'), '1,2\n')
    const words = engine.podmanArgs.map((word) => `--engine-arg=${word}`).join(' ')
    const line = `train run -f train.yaml --local --engine podman ${words}`
    const refused = await cli(line, { folder })
    expect(refused.err).toContain('--channel train=./sample')
    const judged = await cli(`${line} --channel train=${join(folder, 'sample')} --json`, { folder })
    const { checks, as } = judged.json() as { as: string; checks: readonly object[] }
    expect(as).toBe('training')
    expect(checks.length).toBeGreaterThan(3)
  }, 120_000)
})
