import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fraudCsv } from '../../scripts/make-fraud-data.mjs'
import { cli } from '../support/cli.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'
import { tempFolder } from '../support/temp-folder.ts'

const record = (n: number, role = 'user') =>
  JSON.stringify({
    messages: [
      { role, content: [{ text: `question ${n}` }] },
      { role: 'assistant', content: [{ text: `answer ${n}` }] },
    ],
  })
const folderWith = (files: Readonly<Record<string, string>>) => {
  const folder = tempFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}
const many = (count: number) => Array.from({ length: count }, (_, i) => `${record(i)}\n`).join('')

it('answers 0 for good data and says what was checked', async () => {
  const folder = folderWith({ 'train.jsonl': many(120) })
  const run = await cli('dataset validate train.jsonl --model nova-micro', { folder })
  expect(run.exitCode).toBe(0)
  expect(run.out).toContain('valid for nova-micro: 120 records, 0 errors')
})

it('answers 3 for bad data, with file, line, column, rule, mark and fix', async () => {
  const folder = folderWith({ 'train.jsonl': `${many(120)}${record(200, 'User')}\n` })
  const run = await cli('dataset validate train.jsonl --model nova-micro', { folder })
  expect(run.exitCode).toBe(3)
  const lines = run.out.split('\n')
  expect(lines[0]).toMatch(/^train\.jsonl:121:22: error: converse\.role: .*did you mean "user"\?$/)
  expect(lines[1]?.slice(lines[2]?.indexOf('^'))).toMatch(/^"User"/)
  expect(lines[3]).toContain('fix: ')
  expect(run.out).toContain('--fix')
})

it('folds findings of one rule and counts them exactly', async () => {
  const bad = Array.from({ length: 250 }, (_, i) => `${record(i, 'bot')}\n`).join('')
  const folder = folderWith({ 'train.jsonl': bad })
  const run = await cli('dataset validate train.jsonl --format converse', { folder })
  expect(run.out).toContain('… and 240 more of converse.role: train.jsonl:11,')
  const json = (
    await cli('dataset validate train.jsonl --format converse --json', { folder })
  ).json()
  expect(json).toMatchObject({
    verdict: 'invalid',
    byRule: expect.arrayContaining([
      expect.objectContaining({ rule: 'converse.role', count: 250 }),
    ]),
  })
})

it('repairs a copy, then judges the copy', async () => {
  const folder = folderWith({ 'in.jsonl': `${many(9)}${record(100, 'Human')}\r\n\n` })
  const run = await cli('dataset validate in.jsonl --model nova-micro --fix -o out.jsonl', {
    folder,
  })
  expect(run.exitCode).toBe(0)
  expect(readFileSync(join(folder, 'out.jsonl'), 'utf8')).toBe(`${many(9)}${record(100)}\n`)
})

it.each([
  ['dataset validate train.jsonl', 2],
  ['dataset validate absent.jsonl --format converse', 5],
  ['dataset validate --format converse', 2],
  ['dataset validate train.jsonl --model nova-mikro', 2],
  ['dataset validate train.jsonl --format convers', 2],
  ['dataset prepare train.jsonl --model nova-micro --input-format exel', 2],
  ['dataset upload train.jsonl', 2],
  ['dataset upload train.jsonl --to data/x', 2],
])('%s answers %i with nothing on stdout', async (line, exitCode) => {
  const folder = folderWith({ 'train.jsonl': many(1) })
  const run = await cli(line, { folder })
  expect([run.exitCode, run.out]).toEqual([exitCode, ''])
})

it('shows formats, and the rules and limits of one model', async () => {
  const all = await cli('dataset formats')
  for (const name of ['converse', 'prompt-completion', 'continued-pre-training']) {
    expect(all.out).toContain(name)
  }
  const one = await cli('dataset formats --model nova-micro')
  expect(one.out).toContain('converse.first-role-user')
  expect(one.out).toContain('maxSum: 20000')
})

const FRAUD =
  "--prompt 'amount={amount} {currency}; merchant={merchant}; country={country}; card={card_country}; hour={hour}; channel={channel}; previous={previous_24h}; minutes={minutes_since_last}' --completion-column label --label-words 1=fraud,0=legitimate"

it('prepares the demo data, whole, for the model, and uploads it once', async () => {
  const { ports, folder } = sandboxWorld()
  await ports.objects.createBucket('acme-ml', 'us-east-1')
  writeFileSync(join(folder, 'fraud.csv'), fraudCsv())
  const line = `dataset prepare fraud.csv --model nova-micro ${FRAUD} -o train.jsonl --json`
  const run = await cli(line, { ports, folder })
  expect(run.exitCode).toBe(0)
  expect(run.json()).toMatchObject({
    input: { rows: 2_600 },
    records: { training: 2_340, validation: 260 },
    dropped: [],
    check: { verdict: 'valid', errors: 0, warnings: 0 },
  })
  const send = 'dataset upload train.jsonl --to s3://acme-ml/fraud/ --model nova-micro --json'
  const first = await cli(send, { ports, folder })
  expect(first.json()).toMatchObject({ status: 'applied', uri: 's3://acme-ml/fraud/train.jsonl' })
  expect((await cli(send, { ports, folder })).json()).toMatchObject({ status: 'nothing-to-do' })
  const there = await cli('dataset validate s3://acme-ml/fraud/train.jsonl --model nova-micro', {
    ports,
    folder,
  })
  expect(there.exitCode).toBe(0)
})

it('refuses an upload to a bucket that is not there before it shows a plan', async () => {
  const { ports, folder } = sandboxWorld()
  writeFileSync(join(folder, 'train.jsonl'), many(9))
  for (const flags of ['', ' --dry-run', ' --plan-out plan.json']) {
    const run = await cli(`dataset upload train.jsonl --to s3://acme-none/fraud/${flags}`, {
      ports,
      folder,
    })
    expect([run.exitCode, run.out]).toEqual([5, ''])
    expect(run.err).toContain('There is no bucket s3://acme-none.')
    expect(run.err).not.toContain('Plan:')
  }
})

it('does not send data that breaks rules of the model', async () => {
  const { ports, folder } = sandboxWorld()
  writeFileSync(join(folder, 'train.jsonl'), many(3))
  const line = 'dataset upload train.jsonl --to s3://acme-ml/fraud/ --model nova-micro'
  const run = await cli(line, { ports, folder })
  expect(run.exitCode).toBe(3)
  expect(run.err).toContain('records.too-few')
})
