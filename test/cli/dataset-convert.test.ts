import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { tempFolder } from '../support/temp-folder.ts'

const chats = (count: number) =>
  Array.from(
    { length: count },
    (_, n) =>
      `${JSON.stringify({
        messages: [
          { role: 'system', content: 'Label it.' },
          { role: 'user', content: `question ${n}` },
          { role: 'assistant', content: n % 4 === 0 ? 'yes' : 'no' },
        ],
      })}\n`,
  ).join('')
const folderWith = (count = 40) => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'chats.jsonl'), chats(count))
  return folder
}

it.each([
  ['dataset convert chats.jsonl --to sharegpt', ['chats.sharegpt.jsonl']],
  ['dataset convert chats.jsonl --to converse --from openai -o out.jsonl', ['out.jsonl']],
  ['dataset sample chats.jsonl --size 10', ['chats.sample.jsonl']],
  ['dataset split chats.jsonl --format rft', ['chats.train.jsonl', 'chats.validation.jsonl']],
  [
    'dataset prepare chats.jsonl --format converse --balance under --sample 50%',
    ['chats.train.jsonl', 'chats.train.manifest.json', 'chats.train.validation.jsonl'],
  ],
])('%s writes %j, and the same again', async (line, names) => {
  const folder = folderWith()
  const first = await cli(line, { folder })
  expect([first.exitCode, first.err]).toEqual([0, ''])
  expect(readdirSync(folder).sort()).toEqual(['chats.jsonl', ...names].sort())
  const bytes = () => names.map((name) => readFileSync(join(folder, name), 'utf8'))
  const before = bytes()
  const again = await cli(line, { folder })
  expect(again.exitCode).toBe(0)
  expect(again.out).toContain('(unchanged)')
  expect(bytes()).toEqual(before)
})

it.each([
  ['dataset convert chats.jsonl', 2],
  ['dataset convert chats.jsonl --to opnai', 2],
  ['dataset convert absent.jsonl --to openai', 5],
  ['dataset convert chats.jsonl --to invocation-log', 3],
  ['dataset sample chats.jsonl --size many', 2],
  ['dataset sample absent.jsonl', 5],
  ['dataset prepare chats.jsonl --format converse --dedup fuzzy', 2],
])('%s answers %i with nothing on stdout, and writes nothing', async (line, exitCode) => {
  const folder = folderWith()
  const run = await cli(line, { folder })
  expect([run.exitCode, run.out]).toEqual([exitCode, ''])
  expect(readdirSync(folder)).toEqual(['chats.jsonl'])
})

it('answers 5 before it replaces a file of other content, and 0 with --overwrite', async () => {
  const folder = folderWith()
  writeFileSync(join(folder, 'chats.sample.jsonl'), 'mine\n')
  const refused = await cli('dataset sample chats.jsonl --size 5', { folder })
  expect(refused.exitCode).toBe(5)
  expect(refused.err).toContain('--overwrite')
  const granted = await cli('dataset sample chats.jsonl --size 5 --overwrite', { folder })
  expect(granted.out).toContain('5 records (replaced)')
})

it('counts the classes as they were written', async () => {
  const folder = folderWith()
  const line = 'dataset prepare chats.jsonl --format converse --balance over --validation-split 0'
  expect((await cli(`${line} --json`, { folder })).json()).toMatchObject({
    records: { training: 60, validation: 0 },
    strata: { yes: { training: 30 }, no: { training: 30 } },
  })
})
