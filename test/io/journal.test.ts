import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fileJournal } from '../../src/lib/io/journal.ts'
import type { JournalRecord } from '../../src/lib/ports/journal.ts'
import { tempFolder } from '../support/temp-folder.ts'

const fact = (subject: string): JournalRecord => ({
  v: 1,
  at: '2026-11-22T10:00:00Z',
  run: 'r1',
  kind: 'fact',
  subject,
  data: {},
})

it('reads back what was appended, in order', async () => {
  const journal = fileJournal(tempFolder())
  await journal.append(fact('a'))
  await journal.append(fact('b'))
  const { records, skippedLines } = await journal.read()
  expect(records.map((record) => record.kind === 'fact' && record.subject)).toEqual(['a', 'b'])
  expect(skippedLines).toBe(0)
})

it('closes off a torn last line, counts it, and loses nothing else', async () => {
  const folder = tempFolder()
  const journal = fileJournal(folder)
  await journal.append(fact('a'))
  appendFileSync(journal.path, '{"v":1,"kind":"fa')
  await journal.append(fact('b'))
  const { records, skippedLines } = await journal.read()
  expect(records).toEqual([fact('a'), fact('b')])
  expect(skippedLines).toBe(1)
})

it('keeps journal and state to their owner', async () => {
  const folder = tempFolder()
  const journal = fileJournal(folder)
  await journal.append(fact('a'))
  await journal.writeState('wizard', { step: 1 })
  expect(statSync(journal.path).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'state', 'wizard.json')).mode & 0o777).toBe(0o600)
})

it.each(['../../escape', 'a/b', '..', 'plain-name.1'])(
  'keeps the state named %s inside its folder',
  async (name) => {
    const folder = tempFolder()
    const journal = fileJournal(folder)
    await journal.writeState(name, { kept: name })
    expect(await journal.readState(name)).toEqual({ kept: name })
    await journal.removeState(name)
    expect(await journal.readState(name)).toBeUndefined()
  },
)

it('treats a damaged state document as absent', async () => {
  const folder = tempFolder()
  const journal = fileJournal(folder)
  mkdirSync(join(folder, 'state'))
  writeFileSync(join(folder, 'state', 'wizard.json'), '{"half":')
  expect(await journal.readState('wizard')).toBeUndefined()
})

it('lets one process apply at a time and names the other', async () => {
  const folder = tempFolder()
  const [one, two] = [fileJournal(folder), fileJournal(folder)]
  await one.exclusively(async () => {
    await expect(two.exclusively(async () => 'never')).rejects.toMatchObject({
      code: 'MLC-JRN-001',
      exitCode: 75,
      why: expect.stringContaining(String(process.pid)),
    })
  })
  expect(await two.exclusively(async () => 'now')).toBe('now')
})

it('takes over the lock of a process that died', async () => {
  const folder = tempFolder()
  const dead = spawn(process.execPath, ['-e', ''])
  await new Promise((resolve) => dead.once('exit', resolve))
  mkdirSync(join(folder, 'apply.lock'))
  const holder = { pid: dead.pid, host: hostname(), since: '2026-11-22T10:00:00Z' }
  writeFileSync(join(folder, 'apply.lock', 'holder.json'), JSON.stringify(holder))
  expect(await fileJournal(folder).exclusively(async () => 'taken')).toBe('taken')
})

it('never takes over a lock held on another machine', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'apply.lock'))
  const holder = { pid: 1, host: `not-${hostname()}`, since: '2026-11-22T10:00:00Z' }
  writeFileSync(join(folder, 'apply.lock', 'holder.json'), JSON.stringify(holder))
  await expect(fileJournal(folder).exclusively(async () => 'no')).rejects.toMatchObject({
    code: 'MLC-JRN-001',
  })
})

it('releases the lock when the work throws', async () => {
  const journal = fileJournal(tempFolder())
  await expect(journal.exclusively(async () => Promise.reject(new Error('x')))).rejects.toThrow('x')
  expect(await journal.exclusively(async () => 1)).toBe(1)
})

it('says which folder forbids writing', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'file'), '')
  const journal = fileJournal(join(folder, 'file', 'inside'))
  await expect(journal.append(fact('a'))).rejects.toMatchObject({
    code: expect.stringMatching(/^MLC-FILE/),
  })
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('')
})
