import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { createDocuments } from '../../../src/sandbox/state/documents.ts'
import { onDisk } from '../../../src/sandbox/state/state-error.ts'
import { temporaryFolder } from '../clients.ts'

type Counter = { count: number; padding: string }
const ZERO: Counter = { count: 0, padding: '' }

let program = ''
beforeAll(() => {
  program = join(temporaryFolder(), 'worker.mjs')
  buildSync({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    logLevel: 'error',
  })
})

const worker = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })

const newDirectory = (): string => join(temporaryFolder(), 'state')

describe('documents of several processes', () => {
  it('lose no change', async () => {
    const directory = newDirectory()
    const workers = [1, 2, 3].map(() => worker(directory, '60'))
    const codes = await Promise.all(workers.map(async (each) => (await once(each, 'exit'))[0]))
    expect(codes).toEqual([0, 0, 0])
    expect(createDocuments(directory).read('counter', ZERO).count).toBe(180)
  })

  it('stay whole, and keep what was committed, when a writer is killed', async () => {
    const directory = newDirectory()
    const log = join(temporaryFolder(), 'committed')
    for (let round = 0; round < 5; round++) {
      const victim = worker(directory, '1000000', log)
      const before = existsSync(log) ? statSync(log).size : 0
      // Killed amid its writes, at another moment each round.
      while (!existsSync(log) || statSync(log).size < before + 20 * (round + 1)) {
        await new Promise((done) => setImmediate(done))
      }
      victim.kill('SIGKILL')
      await once(victim, 'exit')
      const committed = readFileSync(log, 'utf8').trim().split('\n').map(Number)
      const { count } = createDocuments(directory).read('counter', ZERO)
      const last = Math.max(...committed)
      // The one beyond may have been renamed into place just before the kill.
      expect([last, last + 1]).toContain(count)
    }
    // A lock left by the dead is broken, and quickly.
    const started = Date.now()
    createDocuments(directory).update('counter', ZERO, (document) => {
      document.count = -1
    })
    expect(Date.now() - started).toBeLessThan(5_000)
    expect(createDocuments(directory).read('counter', ZERO).count).toBe(-1)
  })

  it('take over the lock of a process that is gone', () => {
    const directory = newDirectory()
    const documents = createDocuments(directory)
    documents.update('a', { n: 0 }, (document) => {
      document.n = 1
    })
    mkdirSync(join(directory, 'lock'))
    // No process has the largest pid that Linux can give.
    const owner = { pid: 4_194_304, host: hostname(), token: 'dead' }
    writeFileSync(join(directory, 'lock', 'owner'), JSON.stringify(owner))
    documents.update('a', { n: 0 }, (document) => {
      document.n += 1
    })
    expect(documents.read('a', { n: 0 })).toEqual({ n: 2 })
    expect(readdirSync(directory)).not.toContain('lock')
  })
})

describe('a document', () => {
  it('is not written when a change throws', () => {
    const documents = createDocuments(newDirectory())
    documents.update('a', { n: 0 }, (document) => {
      document.n = 1
    })
    expect(() =>
      documents.update('a', { n: 0 }, (document) => {
        document.n = 2
        throw new Error('refused')
      }),
    ).toThrow('refused')
    expect(documents.read('a', { n: 0 })).toEqual({ n: 1 })
  })

  it('is for its owner only', () => {
    const directory = newDirectory()
    createDocuments(directory).update('a', { n: 0 }, (document) => {
      document.n = 1
    })
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    expect(statSync(join(directory, 'documents', 'a.json')).mode & 0o777).toBe(0o600)
  })

  it.each(['../../escape', '/etc/x', '..', 'a/../../b'])('named %j stays inside', (name) => {
    const folder = temporaryFolder()
    const documents = createDocuments(join(folder, 'state'))
    documents.update(name, { n: 0 }, (document) => {
      document.n = 1
    })
    expect(readdirSync(folder)).toEqual(['state'])
    expect(documents.read(name, { n: 0 })).toEqual({ n: 1 })
  })
})

describe('a directory that cannot be used', () => {
  it.skipIf(!existsSync('/dev/full'))(
    'is told from a bug by the system code of a full disk',
    () => {
      const write = () => onDisk('/dev/full', () => writeFileSync('/dev/full', 'x'))
      expect(write).toThrow(expect.objectContaining({ name: 'SandboxStateError', code: 'ENOSPC' }))
      const missing = () => onDisk('/none', () => readFileSync('/none/file'))
      expect(missing).toThrow(expect.objectContaining({ name: 'Error', code: 'ENOENT' }))
    },
  )

  it('is a SandboxStateError with the system code', () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    const change = () => createDocuments(join(file, 'state')).update('a', {}, () => {})
    expect(change).toThrow(expect.objectContaining({ name: 'SandboxStateError', code: 'ENOTDIR' }))
  })

  it('is left alone when it holds other files', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'thesis.txt'), 'mine')
    const change = () => createDocuments(folder).update('a', {}, () => {})
    expect(change).toThrow(expect.objectContaining({ code: 'EFOREIGN' }))
    expect(readdirSync(folder)).toEqual(['thesis.txt'])
  })

  it('says which document is not JSON', () => {
    const directory = newDirectory()
    const documents = createDocuments(directory)
    documents.update('a', { n: 0 }, (document) => {
      document.n = 1
    })
    const path = join(directory, 'documents', 'a.json')
    writeFileSync(path, '{')
    expect(() => documents.read('a', {})).toThrow(
      expect.objectContaining({ code: 'EBADSTATE', path }),
    )
  })
})
