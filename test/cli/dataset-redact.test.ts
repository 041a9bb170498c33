import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { tempFolder } from '../support/temp-folder.ts'

const folderWith = (files: Readonly<Record<string, string>>) => {
  const folder = tempFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

it('redacts a file and says what was found, on stdout and in the manifest', async () => {
  const folder = folderWith({ 'in.jsonl': '{"prompt":"anna@firma.de","completion":"ok"}\n' })
  const run = await cli('dataset redact in.jsonl -o out.jsonl --json', { folder })
  expect(run.exitCode).toBe(0)
  expect(run.json()).toMatchObject({
    found: [{ id: 'email', count: 1 }],
    manifest: 'out.manifest.json',
  })
  expect(readFileSync(join(folder, 'out.jsonl'), 'utf8')).toMatch(
    /^\{"prompt":"\[EMAIL-[a-z]{8}\]","completion":"ok"\}\n$/,
  )
})

it('answers 3 when a record had to be left out, and names its line', async () => {
  const folder = folderWith({ 'in.jsonl': '{"a":"b"}\n{"n":5555555555554444}\n' })
  const run = await cli('dataset redact in.jsonl -o out.jsonl', { folder })
  expect(run.exitCode).toBe(3)
  expect(run.out).toContain('left out: line 2: payment card number in a number at /n')
  expect(run.out).toContain('1 of 2 records')
  expect(run.out).not.toContain('5555')
})

it('groups the digits of what it counts', async () => {
  const folder = folderWith({ 'in.jsonl': '{"a":"anna@firma.de"}\n'.repeat(1_200) })
  const run = await cli('dataset redact in.jsonl -o out.jsonl', { folder })
  expect(run.out).toContain('1,200 of 1,200 records, 1,200 changed')
})

it.each([
  ['mask', '"*****@*****.**"'],
  ['hash', '"[a-z]{16}"'],
])('replaces by %s', async (form, expected) => {
  const folder = folderWith({ 'in.jsonl': '{"text":"annas@firma.de"}\n' })
  await cli(`dataset redact in.jsonl -o out.jsonl --replace-with ${form}`, { folder })
  const pattern = form === 'mask' ? expected.replace(/[.*]/g, '\\$&') : expected
  expect(readFileSync(join(folder, 'out.jsonl'), 'utf8')).toMatch(new RegExp(pattern))
})

it.each([
  ['dataset redact in.jsonl', 2],
  ['dataset redact in.jsonl -o in.jsonl', 2],
  ['dataset redact absent.jsonl -o out.jsonl', 5],
  ['dataset redact in.jsonl -o out.jsonl --replace-with stars', 2],
])('%s answers %i with nothing on stdout', async (line, exitCode) => {
  const folder = folderWith({ 'in.jsonl': '{}\n' })
  const run = await cli(line, { folder })
  expect([run.exitCode, run.out]).toEqual([exitCode, ''])
})
