import { Buffer } from 'node:buffer'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findFormat } from '../../src/lib/domain/dataset/formats.ts'
import { privacyCheck } from '../../src/lib/domain/dataset/privacy/rules.ts'
import type { ScanRules } from '../../src/lib/domain/dataset/scan.ts'
import type { LineShape, ScanSink } from '../../src/lib/ports/scanner.ts'
import { BLOCK_BYTES, blockJudge } from '../../src/scan/block.ts'
import { SCAN_WASM } from '../../src/scan/built.ts'
import { programOf } from '../../src/scan/program.ts'
import { blockReplay } from '../../src/scan/replay.ts'
import { compiled } from '../../src/scan/webassembly.ts'
import { diceFrom } from '../support/dice.ts'
import { recordOf } from '../support/random-records.ts'
import { fastLog, plainLog } from '../support/scan-log.ts'
import { tempFolder } from '../support/temp-folder.ts'

const ANY: LineShape = { root: { kind: 'any' }, words: { asked: [], answered: [] } }

/** Judges a file by blocks of these ends and answers what the replay tells. */
const byBlocks = (
  path: string,
  ends: readonly number[],
  sizeBytes: number,
  maxLineBytes: number,
) => {
  const module = compiled(Buffer.from(SCAN_WASM, 'base64'))
  const program = programOf(ANY)
  if (module === undefined || program === undefined) throw new Error('no scanner')
  const told: string[] = []
  const sink: ScanSink = {
    accepted: ({ number, digest }) => told.push(`${number} accepted ${digest.high} ${digest.low}`),
    refused: ({ number, offset, bytes, ending }) =>
      told.push(`${number} at ${offset} ${ending} "${Buffer.from(bytes)}"`),
    tooLong: ({ number, offset, sizeBytes: size }) => told.push(`${number} at ${offset}: ${size}`),
  }
  const fd = openSync(path, 'r')
  try {
    const judge = blockJudge(fd, sizeBytes, {
      module,
      program,
      maxLineBytes,
      maxBytes: Number.POSITIVE_INFINITY,
      withBytes: false,
    })
    const replay = blockReplay({ fd, sizeBytes, withBytes: false }, sink)
    for (const [i, end] of ends.entries()) replay.tell(judge({ start: ends[i - 1] ?? 0, end }))
    return told
  } finally {
    closeSync(fd)
  }
}

const SMALL = ['{"a":1}', '', '[1', '{"b":2}\r', `"${'x'.repeat(40)}"`, '{"é":1}', 'last'].join(
  '\n',
)

it.each([SMALL, `${SMALL}\n`, '\n', '\n\n\n', 'x', '{}\n'])(
  'tells every line of %j once, wherever two blocks meet',
  (text) => {
    const path = join(tempFolder(), 'small.jsonl')
    const bytes = Buffer.from(text)
    writeFileSync(path, bytes)
    const whole = byBlocks(path, [bytes.length], bytes.length, 30)
    expect(whole).toHaveLength(text.split('\n').length - (text.endsWith('\n') ? 1 : 0))
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(byBlocks(path, [cut, bytes.length], bytes.length, 30), `cut at ${cut}`).toEqual(whole)
    }
    const each = Array.from({ length: bytes.length }, (_, i) => i + 1)
    expect(byBlocks(path, each, bytes.length, 30)).toEqual(whole)
  },
)

it.each([
  ['and as the plain path', {}],
  ['with what the records ask', { prompts: true }],
])('tells the same with any number of threads as in one, %s', async (_, more) => {
  const format = findFormat('prompt-completion')
  if (format === undefined) throw new Error('no format')
  const rules: ScanRules = { format, limits: {}, ...more }
  const lines: string[] = []
  for (let i = 0, size = 0; size < BLOCK_BYTES * 2.5; i++) {
    const line =
      i % 50 === 49
        ? `{"prompt":"broken ${i}`
        : `{"prompt":"${i} ${'x'.repeat(900)}","completion":"é"}`
    lines.push(line)
    size += line.length + 1
  }
  const bytes = Buffer.from(lines.join('\n'))
  const path = join(tempFolder(), 'large.jsonl')
  writeFileSync(path, bytes)
  const plain = await plainLog(bytes, rules)
  for (const threads of [1, 2, 3, 4]) {
    const { log, accepted } = await fastLog({ path, threads }, rules)
    expect(accepted).toBe(lines.filter((line) => line.endsWith('}')).length)
    expect(log).toEqual(plain)
  }
})

it.each(['converse', 'rft', 'invocation-log', 'image-caption'] as const)(
  'carries what the scanner notes of %s from thread to thread',
  async (name) => {
    const rules = rulesWithPrivacy(name)
    const dice = diceFrom(7)
    const good = JSON.stringify(rules.format.example)
    const lines = Array.from({ length: 400 }, (_, i) =>
      i % 16 === 0 ? recordOf(dice, name) : good,
    )
    const part = `${lines.join('\n')}\n`
    const path = join(tempFolder(), 'noted.jsonl')
    writeFileSync(path, part.repeat(Math.ceil((BLOCK_BYTES * 2.2) / part.length)))
    const [alone, shared] = [
      await fastLog({ path }, rules),
      await fastLog({ path, threads: 3 }, rules),
    ]
    expect(alone.log.some((told) => !told.includes(' record '))).toBe(true)
    expect(shared.log).toEqual(alone.log)
  },
)

const rulesWithPrivacy = (name: string): ScanRules => {
  const format = findFormat(name)
  const privacy = privacyCheck('warn', { minConfidence: 'medium' })
  if (format === undefined || privacy === undefined) throw new Error(name)
  return { format, limits: { mediaInDataBucket: true }, privacy }
}

it('ends with the error of a listener, and stops its workers', async () => {
  const format = findFormat('prompt-completion')
  if (format === undefined) throw new Error('no format')
  const path = join(tempFolder(), 'data.jsonl')
  writeFileSync(path, '{"prompt":1}\n')
  const { wasmScanner } = await import('../../src/scan/scanner.ts')
  const scanner = wasmScanner({ shape: ANY, maxLineBytes: 1_000 })
  const sink: ScanSink = {
    accepted: () => {
      throw new Error('enough')
    },
    refused: () => undefined,
    tooLong: () => undefined,
  }
  await expect(scanner?.scan({ path, threads: 2 }, sink)).rejects.toThrow('enough')
})

it('fails as reading the file fails', async () => {
  const { wasmScanner } = await import('../../src/scan/scanner.ts')
  const scanner = wasmScanner({ shape: ANY, maxLineBytes: 1_000 })
  const sink: ScanSink = {
    accepted: () => undefined,
    refused: () => undefined,
    tooLong: () => undefined,
  }
  const path = join(tempFolder(), 'nothing.jsonl')
  await expect(scanner?.scan({ path }, sink)).rejects.toMatchObject({ code: 'ENOENT' })
})
