import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { finetuneCommands } from '../../src/commands/finetune/index.ts'
import type { FinetuneResult } from '../../src/lib/flows/finetune/run.ts'
import { cli } from '../support/cli.ts'
import { tempFolder } from '../support/temp-folder.ts'

const record = (n: number) =>
  JSON.stringify({
    messages: [
      { role: 'user', content: [{ text: `amount=${n}` }] },
      { role: 'assistant', content: [{ text: n % 2 ? 'fraud' : 'legitimate' }] },
    ],
  })
const folderWithData = (): string => {
  const folder = tempFolder()
  const lines = Array.from({ length: 120 }, (_, n) => record(n))
  writeFileSync(join(folder, 'train.jsonl'), `${lines.join('\n')}\n`)
  return folder
}
const LINE = 'finetune run --name fraud --base-model nova-micro --train train.jsonl'

describe('mlctl finetune', () => {
  it('trains, lists, shows, compares and draws', async () => {
    const folder = folderWithData()
    const run = await cli(`${LINE} --yes --wait --json`, { folder })
    expect(run.exitCode, run.err).toBe(0)
    const { jobName, job } = run.json() as FinetuneResult
    expect(job?.status).toBe('Completed')
    const list = await cli('finetune list --json', { folder })
    expect(list.json()).toMatchObject({ jobs: [{ jobName, status: 'Completed' }] })
    const status = await cli(`finetune status ${jobName}`, { folder })
    expect(status.out).toContain('training loss')
    const metrics = await cli(`finetune metrics ${jobName} --out loss.svg`, { folder })
    expect(metrics.out).toContain('⠒ training')
    const picture = readFileSync(join(folder, 'loss.svg'), 'utf8')
    expect(picture).toContain('<polyline')
    expect(picture).toContain(`Loss of ${jobName} (sandbox)`)
    const watch = await cli(`finetune watch ${jobName} --json`, { folder })
    expect(watch.exitCode).toBe(0)
    const compare = await cli(`finetune compare ${jobName} ${jobName} --json`, { folder })
    expect(compare.json()).toMatchObject({ differences: [] })
    const stop = await cli(`finetune stop ${jobName} --yes`, { folder })
    expect(stop.exitCode).toBe(5)
  })

  it('plans without changing anything, and answers 10 where that is asked for', async () => {
    const folder = folderWithData()
    const plan = await cli(`${LINE.replace('run', 'plan')} --detailed-exitcode --json`, { folder })
    expect(plan.exitCode, plan.err).toBe(10)
    expect(plan.json()).toMatchObject({ status: 'planned', attached: false })
    expect((await cli('finetune list --json', { folder })).json()).toMatchObject({ jobs: [] })
  })

  it('refuses in a script without --yes, naming it', async () => {
    const run = await cli(LINE, { folder: folderWithData() })
    expect(run.exitCode).toBe(2)
    expect(run.err).toContain('--yes')
  })

  it.each([
    ['finetune run --base-model nova-micro', 2, 'MLC-FT-006'],
    ['finetune run --name a --base-model nova-mirco --train train.jsonl', 2, 'MLC-FT-003'],
    ['finetune run --name a --base-model nova-micro --validation train.jsonl', 2, 'MLC-FT-006'],
    ['finetune run --name a --base-model nova-micro --train none.jsonl', 5, 'MLC-DATA-001'],
    ['finetune run --name a_b --base-model nova-micro --train train.jsonl --yes', 8, 'MLC-FT-007'],
    [
      'finetune run --name a --base-model nova-micro --train s3://Bad_Bucket/t.jsonl --yes',
      8,
      'MLC-PF-008',
    ],
    [
      'finetune run --name a --base-model nova-micro --train s3://bucket-1/t/ --yes',
      8,
      'MLC-PF-009',
    ],
    [
      'finetune run --name a --base-model nova-micro --train train.jsonl --bucket B_ --yes',
      8,
      'MLC-PF-008',
    ],
    ['finetune run --name a --base-model nova-micro --train a.csv', 2, '--source a.csv'],
    ['finetune status nothing', 5, 'MLC-FT-004'],
    ['finetune watch nothing', 5, 'MLC-FT-004'],
    ['finetune metrics nothing --out a.pdf', 2, 'MLC-FT-011'],
    ['finetune compare one', 2, 'MLC-FT-006'],
    ['finetune resume', 5, 'MLC-FT-014'],
  ])('%s exits %i with %s', async (line, exitCode, code) => {
    const run = await cli(line, { folder: folderWithData() })
    expect(run.err).toContain(code)
    expect(run.exitCode).toBe(exitCode)
    expect(run.out).toBe('')
  })

  it('lists the models that can be trained here, with live state and honest prices', async () => {
    const models = await cli('finetune models', { folder: tempFolder() })
    expect(models.out).toMatch(/nova-micro\tactive\tus-east-1\tconverse\t\$0\.001/)
    expect(models.out).toMatch(/nova-pro\tactive\tus-east-1\tconverse\tunknown/)
    expect(models.out).not.toContain('claude-3-haiku')
    const all = await cli('finetune models --all --offline', { folder: tempFolder() })
    expect(all.out).toContain('claude-3-haiku\tend-of-life?')
    const document = await cli('finetune models --offline --json', { folder: tempFolder() })
    expect(document.json()).toMatchObject({
      models: expect.arrayContaining([
        expect.objectContaining({
          key: 'nova-micro',
          prices: expect.objectContaining({
            trainingPer1kTokens: expect.objectContaining({ amount: '0.001', currency: 'USD' }),
          }),
        }),
      ]),
    })
  })

  it('names only actions of IAM that look real, each once', () => {
    for (const { path, iamActions } of finetuneCommands) {
      expect(new Set(iamActions).size, path.join(' ')).toBe(iamActions.length)
      for (const action of iamActions) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/)
    }
  })
})
