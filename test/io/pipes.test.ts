import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { feedPipes } from '../../src/lib/io/pipes.ts'
import { tempFolder } from '../support/temp-folder.ts'

const MEGABYTE = 1024 * 1024

const fed = async (texts: readonly string[]) => {
  const folder = tempFolder()
  const files = texts.map((text, n) => {
    const file = join(folder, `part-${n}`)
    writeFileSync(file, text)
    return file
  })
  const place = join(folder, 'data')
  mkdirSync(place)
  const feeding = await feedPipes({ folder: place, channel: 'train', files })
  onTestFinished(() => feeding.stop())
  return { feeding, pipe: (epoch: number) => join(place, `train_${epoch}`) }
}

/** What a program of its own reads: this process must stay free to write. */
const read = (words: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const [program = '', ...args] = words
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.once('error', reject)
    child.once('close', () => resolve(Buffer.concat(chunks).toString()))
  })

describe.skipIf(process.platform !== 'linux')('pipes of a channel', () => {
  it('give all files in their order, anew for every epoch', async () => {
    const { feeding, pipe } = await fed(['1,2\n', '', '3,4\n'])
    for (let epoch = 0; epoch < 3; epoch++) {
      expect(await read(['cat', pipe(epoch)])).toBe('1,2\n3,4\n')
    }
    await vi.waitUntil(() => feeding.epochs().whole === 3)
    expect(feeding.epochs()).toEqual({ opened: 3, whole: 3 })
  })

  it('have the next one ready before the first is read', async () => {
    const { pipe } = await fed(['1\n'])
    await vi.waitUntil(() => existsSync(pipe(1)))
    expect(existsSync(pipe(2))).toBe(false)
  })

  it('carry more than a pipe holds, byte for byte', async () => {
    const text = Array.from({ length: 3 * MEGABYTE }, (_, n) =>
      String.fromCharCode(97 + (n % 23)),
    ).join('')
    const { pipe } = await fed([text, 'end'])
    expect((await read(['cat', pipe(0)])) === `${text}end`).toBe(true)
  })

  it('let a reader leave early, and go on with the next epoch', async () => {
    const { feeding, pipe } = await fed(['x'.repeat(3 * MEGABYTE)])
    expect(await read(['head', '-c', '5', pipe(0)])).toBe('xxxxx')
    expect((await read(['cat', pipe(1)])).length).toBe(3 * MEGABYTE)
    await vi.waitUntil(() => feeding.epochs().whole === 1)
    expect(feeding.epochs()).toEqual({ opened: 2, whole: 1 })
  })

  it('take it well when a program removes the pipe that it has read', async () => {
    const { pipe } = await fed(['1\n'])
    const words = `cat ${pipe(0)}; rm ${pipe(0)}; cat ${pipe(1)}; rm ${pipe(1)}`
    expect(await read(['sh', '-c', words])).toBe('1\n1\n')
  })

  it('stop although nobody reads, or somebody reads no further', async () => {
    const { feeding, pipe } = await fed(['x'.repeat(3 * MEGABYTE)])
    const reader = spawn('sh', ['-c', `exec 3< ${pipe(0)}; sleep 60`], { stdio: 'ignore' })
    onTestFinished(() => void reader.kill('SIGKILL'))
    await vi.waitUntil(() => feeding.epochs().opened === 1)
    await feeding.stop()
    expect(feeding.epochs()).toEqual({ opened: 1, whole: 0 })
  })

  it('hold no thread while they wait for a reader', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => fed(['1\n'])))
    expect(await Promise.all(all.map(({ pipe }) => read(['cat', pipe(0)])))).toEqual(
      Array(8).fill('1\n'),
    )
  })
})
