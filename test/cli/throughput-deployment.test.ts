import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { sandboxWorld, type World } from '../support/sandbox-world.ts'
import { labelOf, promptOf, trainModel } from '../support/trained-model.ts'

/** One sandbox account with a model customized in it; the tests below are its life in order. */
describe.sequential('a custom model in the sandbox', () => {
  // A folder of all these tests: tempFolder() lives for one test only.
  const folder = mkdtempSync(join(tmpdir(), 'mlctl-serving-'))
  let world: World
  const run = (line: string) => cli(line, { folder: world.folder, ports: world.ports })

  beforeAll(async () => {
    world = sandboxWorld({ folder })
    await trainModel(world.ports)
  }, 60_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(['deployment status', 'deployment delete', 'throughput status', 'throughput release'])(
    '%s with a name that nothing can have is exit 2, in words',
    async (command) => {
      const refused = await run(`${command} 'foo bar'`)
      expect([refused.exitCode, refused.out]).toEqual([2, ''])
      expect(refused.err).toContain('MLC-CLI-009')
      expect(refused.err).not.toContain('regular expression')
    },
  )

  it.each(['model show', 'model delete', 'finetune status', 'finetune stop'])(
    '%s with a name that nothing can have is exit 2, in words',
    async (command) => {
      const refused = await run(`${command} 'foo bar'`)
      expect([refused.exitCode, refused.out]).toEqual([2, ''])
      expect(refused.err).toContain('MLC-CLI-009')
    },
  )

  it('is listed and shown with its job, its data and its losses', async () => {
    const list = await run('model list --json --fields modelName,modelStatus')
    expect(list.json()).toMatchObject({ models: [{ modelName: 'fraud', modelStatus: 'Active' }] })
    const show = await run('model show fraud --json')
    expect(show.json()).toMatchObject({
      schemaVersion: 1,
      baseModel: 'Nova Micro',
      job: { jobName: 'job-fraud', status: 'Completed' },
      data: { trainingS3Uri: 's3://acme-fraud/train.jsonl' },
      trainingLoss: expect.any(Number),
    })
    expect((await run('model show fraud')).out).toContain('s3://acme-fraud/train.jsonl')
  })

  it('is not bought for while the quota is 0: exit 8, a Support case, nothing on stdout', async () => {
    const bought = await run('throughput buy --model fraud --accept-hourly-cost unknown --json')
    expect(bought.exitCode).toBe(8)
    expect(bought.out).toBe('')
    expect(
      JSON.parse(bought.err.split('\n').find((line) => line.startsWith('{')) ?? ''),
    ).toMatchObject({
      error: {
        code: 'MLC-TP-002',
        details: { supportCase: expect.stringContaining('L-BE77399C') },
      },
    })
  })

  it('has a quote that says unknown where no price is known', async () => {
    const quote = await run('throughput quote --job job-fraud --units 2')
    expect(quote.exitCode).toBe(0)
    expect(quote.out).toContain('unknown')
    expect(quote.out).toContain('too small')
    expect(quote.out).toContain('$0.00 while idle')
  })

  it('is deployed on demand, once', async () => {
    const first = await run('deployment create --model fraud --wait --json')
    expect(first.err).not.toContain('"error"')
    expect(first.json()).toMatchObject({
      status: 'applied',
      deployment: { modelDeploymentName: 'fraud-od', status: 'Active' },
    })
    expect((await run('deployment create --model fraud --json')).json()).toMatchObject({
      status: 'nothing-to-do',
    })
    expect((await run('deployment list')).out.split('\n')).toHaveLength(3)
  })

  it('answers as it was trained, in its training’s system prompt', async () => {
    const answer = await run(`invoke fraud --prompt '${promptOf(3)}' --json`)
    expect(answer.json()).toMatchObject({
      mode: 'answer',
      text: expect.stringContaining('fraud'),
      target: { kind: 'deployment', name: 'fraud-od' },
      system: { from: 'training data' },
      usage: { inputTokens: expect.any(Number) },
    })
    const text = await run(`invoke fraud-od --prompt '${promptOf(4)}'`)
    expect(text.out.trim()).toBe('legitimate')
  })

  it('is evaluated on a file, and answers are kept', async () => {
    const input = join(world.folder, 'held-out.jsonl')
    const out = join(world.folder, 'answers.jsonl')
    const lines = Array.from({ length: 30 }, (_, n) =>
      JSON.stringify({ prompt: promptOf(n + 500), expected: labelOf(n + 500) }),
    )
    writeFileSync(input, `${lines.join('\n')}\n`)
    const report = await run(`invoke fraud --input ${input} --out ${out}`)
    expect(report.exitCode).toBe(0)
    expect(report.out).toContain('30 of 30 answered')
    const accuracy = /accuracy ([\d.]+) %/.exec(report.out)?.[1]
    expect(Number(accuracy)).toBeGreaterThan(85)
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(30)
    const again = await run(`invoke fraud --input ${input} --out ${out} --json`)
    expect(again.json()).toMatchObject({ reused: 30, answered: 30 })
  })

  it('cannot be deleted while it serves; ids for customization cannot be asked', async () => {
    const deleted = await run('model delete fraud --confirm fraud')
    expect(deleted.exitCode).toBe(5)
    expect(deleted.err).toContain('mlctl deployment delete fraud-od')
    const asked = await run('invoke amazon.nova-micro-v1:0:128k --prompt a')
    expect(asked.exitCode).toBe(2)
    expect(asked.err).toContain('us.amazon.nova-micro-v1:0')
  })

  it('gets throughput once the quota is granted, by the accepted price only', async () => {
    await world.ports.sandbox.grantQuota('L-BE77399C', 4)
    const refused = await run('throughput buy --model fraud --yes')
    expect(refused.exitCode).toBe(2)
    expect(refused.err).toContain('--accept-hourly-cost unknown')
    const dry = await run('throughput buy --model fraud --dry-run --detailed-exitcode --json')
    expect(dry.exitCode).toBe(10)
    expect(dry.json()).toMatchObject({ status: 'planned', plan: { steps: [{ id: 'buy' }] } })
    const bought = await run(
      'throughput buy --model fraud --accept-hourly-cost unknown --wait --json',
    )
    expect(bought.json()).toMatchObject({
      status: 'applied',
      throughput: {
        status: 'InService',
        release: { command: 'mlctl throughput release fraud-pt' },
      },
    })
    const card = await run('throughput status fraud-pt')
    expect(card.out).toContain('mlctl throughput release fraud-pt')
    const list = (await run('throughput list')).out
    expect(list).toContain('What it costs is not known')
    expect(list).not.toContain('$0.00')
    const answer = await run(`invoke fraud --prompt '${promptOf(3)}' --json`)
    expect(answer.json()).toMatchObject({
      target: { kind: 'throughput' },
      cost: { amount: '0.00' },
    })
  })

  it('is renamed, released, and its end is journalled', async () => {
    expect((await run('throughput update fraud-pt --rename busy --yes')).exitCode).toBe(0)
    expect((await run('throughput release busy --yes')).exitCode).toBe(2)
    const released = await run('throughput release busy --confirm busy')
    expect(released.out).toContain('busy is released')
    expect((await run('throughput list')).out).toContain('nothing is paid')
    expect((await run('throughput status busy')).exitCode).toBe(5)
  })

  it('a second model takes its place under the same ARN', async () => {
    await trainModel(world.ports, 'fraud-v2')
    const before = (await run('deployment status fraud-od --json')).json() as {
      deploymentArn: string
    }
    const swapped = await run('deployment update fraud-od --model fraud-v2 --yes --wait --json')
    expect(swapped.json()).toMatchObject({
      status: 'applied',
      deployment: {
        deploymentArn: before.deploymentArn,
        modelArn: expect.stringContaining('custom-model/'),
        updateDetails: { updateStatus: 'UpdateCompleted' },
      },
    })
  })

  it('is taken down whole', async () => {
    expect((await run('deployment delete fraud-od --confirm fraud-od')).out).toContain('deleted')
    expect((await run('model delete fraud --confirm fraud')).out).toContain('deleted')
    expect((await run('model show fraud')).exitCode).toBe(5)
  })
})
