import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileJournal } from '../../src/lib/io/journal.ts'
import type { JournalRecord } from '../../src/lib/ports/journal.ts'
import { recordCall } from '../../src/sandbox/state/audit.ts'
import { createDocuments } from '../../src/sandbox/state/documents.ts'
import { tempFolder } from '../support/temp-folder.ts'

const FACT: JournalRecord = {
  v: 1,
  at: '2026-11-22T10:00:00Z',
  run: 'r1',
  kind: 'fact',
  subject: 's',
  data: {},
}
const CALL = {
  time: '',
  service: 's3',
  operation: 'ListBuckets',
  region: '',
  caller: '',
  requestId: '',
  status: 200,
}
const OTHER = 12_345
const isRoot = process.getuid?.() === 0
const modeOf = (path: string): number => statSync(path).mode & 0o777

describe('the journal', () => {
  it('is for its owner alone, and so is what lies beside it', async () => {
    const folder = join(tempFolder(), '.mlctl')
    const journal = fileJournal(folder)
    await journal.append(FACT)
    await journal.writeState('job', { a: 1 })
    expect(modeOf(folder)).toBe(0o700)
    expect(modeOf(join(folder, 'journal.jsonl'))).toBe(0o600)
    expect(modeOf(join(folder, 'state'))).toBe(0o700)
    expect(modeOf(join(folder, 'state', 'job.json'))).toBe(0o600)
  })

  it('does not write through a link that stands in its place', async () => {
    const folder = tempFolder()
    const victim = join(folder, 'victim')
    writeFileSync(victim, 'precious')
    mkdirSync(join(folder, '.mlctl'), { mode: 0o700 })
    symlinkSync(victim, join(folder, '.mlctl', 'journal.jsonl'))
    await expect(fileJournal(join(folder, '.mlctl')).append(FACT)).rejects.toMatchObject({
      code: 'MLC-FILE-001',
    })
    expect(readFileSync(victim, 'utf8')).toBe('precious')
  })

  it('a state whose name leads elsewhere stays in its folder', async () => {
    const folder = tempFolder()
    await fileJournal(join(folder, '.mlctl')).writeState('../../escaped', { a: 1 })
    expect(await fileJournal(join(folder, '.mlctl')).readState('../../escaped')).toEqual({ a: 1 })
    expect(() => statSync(join(folder, 'escaped.json'))).toThrow('ENOENT')
  })

  it.skipIf(!isRoot)("in another user's folder is refused (skipped unless root)", async () => {
    const folder = join(tempFolder(), '.mlctl')
    mkdirSync(folder)
    chmodSync(folder, 0o777)
    chownSync(folder, OTHER, OTHER)
    const journal = fileJournal(folder)
    await expect(journal.append(FACT)).rejects.toMatchObject({ code: 'MLC-JRN-002', exitCode: 4 })
    await expect(journal.exclusively(async () => 1)).rejects.toMatchObject({ code: 'MLC-JRN-002' })
    // A checkout of a user, worked on by root in a container.
    chmodSync(folder, 0o755)
    await journal.append(FACT)
  })
})

describe("the sandbox's state", () => {
  it('is for its owner alone', () => {
    const directory = join(tempFolder(), 'state')
    createDocuments(directory).update('iam', { a: 0 }, (document) => {
      document.a = 1
    })
    recordCall(directory, CALL)
    expect(modeOf(directory)).toBe(0o700)
    expect(modeOf(join(directory, 'documents', 'iam.json'))).toBe(0o600)
    expect(modeOf(join(directory, 'calls.jsonl'))).toBe(0o600)
  })

  it('does not log through a link that stands in the place of its log', () => {
    const directory = join(tempFolder(), 'state')
    recordCall(join(directory, 'one'), CALL)
    const victim = join(directory, 'victim')
    writeFileSync(victim, 'precious')
    symlinkSync(victim, join(directory, 'calls.jsonl'))
    writeFileSync(join(directory, 'mlctl-sandbox.json'), '{}')
    expect(() => recordCall(directory, CALL)).toThrow()
    expect(readFileSync(victim, 'utf8')).toBe('precious')
  })

  it('documents whose names lead elsewhere stay in it', () => {
    const folder = tempFolder()
    const directory = join(folder, 'state')
    const documents = createDocuments(directory)
    for (const name of ['../escaped', '../../escaped', 'a/../../../escaped', '/etc/escaped']) {
      documents.update(name, { a: 0 }, (document) => {
        document.a = 1
      })
      expect(documents.read(name, { a: 0 })).toEqual({ a: 1 })
    }
    expect(() => statSync(join(folder, 'escaped.json'))).toThrow('ENOENT')
  })

  it.skipIf(!isRoot)('of another user is refused (skipped unless root)', () => {
    const directory = join(tempFolder(), 'state')
    recordCall(directory, CALL)
    chmodSync(directory, 0o777)
    chownSync(directory, OTHER, OTHER)
    expect(() => recordCall(directory, CALL)).toThrow('belongs to another user')
  })
})
