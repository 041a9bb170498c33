import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { tempFolder } from '../support/temp-folder.ts'

const world = () => {
  const folder = tempFolder()
  const lines = Array.from({ length: 40 }, (_, i) =>
    JSON.stringify({
      messages: [
        {
          role: 'user',
          content: [{ text: `Is this the payment of the customer ${'!'.repeat(i)}?` }],
        },
        { role: 'assistant', content: [{ text: i % 4 === 0 ? 'fraud' : 'legitimate' }] },
      ],
    }),
  )
  writeFileSync(join(folder, 'train.jsonl'), lines.join('\n'))
  return folder
}

it('shows figures, charts of 40 columns and prices', async () => {
  const run = await cli('dataset stats train.jsonl', { folder: world() })
  expect(run.exitCode).toBe(0)
  for (const part of ['records', 'Characters a record', 'Languages', 'legitimate', '30 (75 %)']) {
    expect(run.out).toContain(part)
  }
  expect(run.out).toMatch(/nova-micro {2}\$0\.\d+ to \$0\.\d+/)
  expect(run.out).toMatch(/nova-lite {2}unknown: no training price/)
})

it('gives the same figures as JSON, and writes a page', async () => {
  const folder = world()
  const run = await cli('dataset stats train.jsonl --out stats.html --json', { folder })
  expect(run.json()).toMatchObject({
    schemaVersion: 1,
    records: 40,
    languages: [{ name: 'en', count: 40, share: 1 }],
    out: 'stats.html',
  })
})

it.each([
  ['dataset stats', 2],
  ['dataset stats train.jsonl --out stats.txt', 2],
  ['dataset stats absent.jsonl', 5],
])('%s answers %i with nothing on stdout', async (line, exitCode) => {
  const run = await cli(line, { folder: world() })
  expect([run.exitCode, run.out]).toEqual([exitCode, ''])
})

it('says what to do with a table, of which there is nothing to count', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'table.csv'), 'amount,label\n'.repeat(1_200))
  const run = await cli('dataset stats table.csv', { folder })
  expect(run.out).toContain('0, and 1,200 unreadable lines')
  expect(run.out).toContain('mlctl dataset prepare')
  const few = await cli('dataset validate table.csv --model nova-micro', { folder })
  expect(few.out).toContain('… and 1,190 more of json.syntax')
  const drawn = await cli('dataset sample table.csv --size 10', { folder })
  expect(drawn.out).toContain('10 records of 1,200')
})

it('counts one label as one', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'one.jsonl'), '{"prompt":"a","completion":"yes"}\n'.repeat(3))
  const run = await cli('dataset stats one.jsonl', { folder })
  expect(run.out).toMatch(/answers +1 different label[, \n]/)
})
