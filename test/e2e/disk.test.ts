import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CREDENTIALS, mlctl, serveSandbox, trainingLines } from '../support/program.ts'
import { run } from '../support/served.ts'
import { tempFolder } from '../support/temp-folder.ts'

const RUN =
  'finetune run --name fraud --base-model nova-micro --train train.jsonl --yes --no-wait --json'.split(
    ' ',
  )

/** A served sandbox whose own state is elsewhere, and a folder with data. */
const stage = async (stateHome: string) => {
  const url = await serveSandbox(tempFolder(), 'real')
  const folder = tempFolder()
  writeFileSync(join(folder, 'train.jsonl'), trainingLines(100))
  const env = { ...CREDENTIALS, AWS_ENDPOINT_URL: url }
  return {
    folder,
    run: (args: readonly string[], home = stateHome) =>
      mlctl(args, { cwd: folder, env: { ...env, XDG_STATE_HOME: home } }),
  }
}

/** A file system of so many KiB; undefined where one cannot be mounted. */
const smallDisk = (kib: number): string | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'mlctl-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', folder])
  onTestFinished(() => {
    if (mounted.status === 0) spawnSync('umount', [folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return mounted.status === 0 ? folder : undefined
}

const mayMount = process.getuid?.() === 0

describe('a state directory that cannot be used', () => {
  it('because it lies below a file: a typed error, and no job', async () => {
    const blocked = join(tempFolder(), 'file')
    writeFileSync(blocked, '')
    const { run: start } = await stage(blocked)
    const ended = await start(RUN)
    expect(ended.status).toBe(5)
    expect(ended.error()).toMatchObject({ code: 'MLC-FILE-001' })
    expect(JSON.parse((await start(['finetune', 'list', '--json'])).out)).toMatchObject({
      jobs: [],
    })
  }, 30_000)

  it('because it is read-only: exit 4, the remedy, and no job', async (context) => {
    const disk = mayMount ? smallDisk(64) : tempFolder()
    if (disk === undefined) return context.skip('no file system can be mounted here')
    // Modes do not bind root; a read-only mount does.
    if (mayMount) spawnSync('mount', ['-o', 'remount,ro', disk])
    else chmodSync(disk, 0o500)
    const { run: start } = await stage(disk)
    const ended = await start(RUN)
    expect(ended.status).toBe(4)
    expect(ended.error()).toMatchObject({ code: 'MLC-FILE-002' })
    expect(ended.error().hint).toContain('XDG_STATE_HOME')
    expect(JSON.parse((await start(['finetune', 'list', '--json'])).out)).toMatchObject({
      jobs: [],
    })
  }, 30_000)

  it.skipIf(!mayMount).each([0, 4, 8, 12])(
    'because all but %i KiB of it are taken (skipped where nothing can be mounted): exit 5, and the same line completes later',
    async (left) => {
      const disk = smallDisk(64)
      if (disk === undefined) return expect(mayMount).toBe(true)
      const { run: start } = await stage(disk)
      const filler = join(disk, 'filler')
      writeFileSync(filler, Buffer.alloc((64 - left) * 1024))
      const ended = await start(RUN)
      expect(ended.status, ended.err).toBe(5)
      expect(ended.error()).toMatchObject({ code: 'MLC-FILE-004' })
      rmSync(filler)
      const again = await start(RUN)
      expect(again.status, again.err).toBe(0)
      const { jobs } = JSON.parse((await start(['finetune', 'list', '--json'])).out)
      expect(jobs).toHaveLength(1)
      expect((await start(['history', '--json'])).status).toBe(0)
    },
    30_000,
  )

  it.skipIf(!mayMount)(
    'prepared records that do not fit on the disk leave nothing half behind',
    async (context) => {
      const disk = smallDisk(256)
      if (disk === undefined) return context.skip('no file system can be mounted here')
      const folder = tempFolder()
      const rows = Array.from({ length: 5_000 }, (_, n) => `${n},${n % 2}`).join('\n')
      writeFileSync(join(folder, 'table.csv'), `amount,label\n${rows}\n`)
      const line = `dataset prepare table.csv --model nova-micro --prompt-column amount --completion-column label -o ${disk}/out.jsonl --json`
      const ended = await mlctl(line.split(' '), { cwd: folder })
      expect(ended.status, ended.err).toBe(5)
      expect(ended.error()).toMatchObject({ code: 'MLC-FILE-004' })
      expect(spawnSync('ls', ['-A', disk]).stdout.toString()).toBe('')
    },
    30_000,
  )
})

const TIME = '/usr/bin/time'
const LINE_BYTES = 1024 ** 3

/** Writes `start`, then x until the line is long enough, into the program named after it. */
const feeder = (start: string): string => `
  const { spawn } = require('node:child_process')
  const { Readable } = require('node:stream')
  const child = spawn(process.execPath, process.argv.slice(1), { stdio: ['pipe', 'inherit', 'inherit'] })
  child.stdin.on('error', () => {})
  const chunk = Buffer.alloc(1 << 20, 'x')
  const line = function* () {
    yield Buffer.from(${JSON.stringify(start)})
    for (let sent = 0; sent < ${LINE_BYTES}; sent += chunk.length) yield chunk
    yield Buffer.from('\\n')
  }
  Readable.from(line()).pipe(child.stdin)
  child.on('exit', (code) => { process.exitCode = code })`

describe.skipIf(!existsSync(TIME))(`a line of 1 GB (skipped without ${TIME})`, () => {
  it.each([
    ['that is no JSON', ''],
    ['with a string that never ends', '{"messages":[{"role":"user","content":[{"text":"'],
  ])(
    '%s is an error with its line, in bounded memory',
    async (_what, start) => {
      const line = 'dataset validate - --model nova-micro --json'.split(' ')
      const command = [process.execPath, '-e', feeder(start), resolve('bin/mlctl.js'), ...line]
      const ended = await run([TIME, '-f', 'PEAK_KIB %M', ...command], { HOME: tempFolder() })
      expect(ended.status, ended.err.slice(-500)).toBe(3)
      const report = JSON.parse(ended.out)
      expect(report.files[0].sizeBytes).toBeGreaterThan(LINE_BYTES)
      expect(report.findings[0]).toMatchObject({ line: 1, severity: 'error' })
      const peak = Number(/PEAK_KIB (\d+)/.exec(ended.err)?.[1])
      expect(peak).toBeGreaterThan(10_000)
      expect(peak).toBeLessThan(300_000)
    },
    60_000,
  )
})
