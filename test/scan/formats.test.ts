import { Buffer } from 'node:buffer'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { scannedLines } from '../../src/lib/domain/dataset/fast-scan.ts'
import { FORMATS } from '../../src/lib/domain/dataset/formats.ts'
import type { RecordFormatName, RecordLimits } from '../../src/lib/domain/dataset/limits.ts'
import { privacyCheck } from '../../src/lib/domain/dataset/privacy/rules.ts'
import type { ScanRules } from '../../src/lib/domain/dataset/scan.ts'
import { wasmScanner } from '../../src/scan/scanner.ts'
import { chunksOf } from '../support/chunks.ts'
import { diceFrom } from '../support/dice.ts'
import { recordOf } from '../support/random-records.ts'
import { fastLog, plainLog } from '../support/scan-log.ts'
import { tempFolder } from '../support/temp-folder.ts'

const privacy = privacyCheck('warn', { minConfidence: 'medium' })

const rulesFor = (name: RecordFormatName, limits: RecordLimits = {}): ScanRules => {
  const format = FORMATS.find((one) => one.name === name)
  if (format === undefined || privacy === undefined) throw new Error(name)
  return { format, limits, privacy }
}

/** How many lines the scanner leaves to the rules. */
const refusedOf = async (lines: string, rules: ScanRules): Promise<number> => {
  const scanned = scannedLines(rules)
  let refused = 0
  const sink = {
    accepted: () => undefined,
    refused: () => void refused++,
    tooLong: () => undefined,
  }
  await (scanned && wasmScanner(scanned))?.scan({ chunks: chunksOf(lines) }, sink)
  return refused
}

const CONVERSE = FORMATS.find(({ name }) => name === 'converse')?.rules ?? []
const samples = FORMATS.flatMap(({ name, example }) => [[name, JSON.stringify(example)] as const])
const rich = CONVERSE.map(({ id, example }) => [id, JSON.stringify(example.accepted)] as const)

it.each(samples)('takes the example of %s without a second look', async (name, line) => {
  expect(await refusedOf(line, rulesFor(name))).toBe(0)
})

it.each(rich)('takes the good example of %s without a second look', async (_, line) => {
  expect(await refusedOf(line, rulesFor('converse'))).toBe(0)
})

it.each(
  FORMATS.flatMap(({ name, rules }) =>
    rules.map(({ id, example }) => [id, name, example] as const),
  ),
)('tells what the plain path tells of the examples of %s', async (_, name, example) => {
  const rules = rulesFor(name, example.limits)
  const bytes = Buffer.from(
    [example.refused, example.accepted, example.refused]
      .map((one) => JSON.stringify(one))
      .join('\n'),
  )
  const plain = await plainLog(bytes, rules)
  expect((await fastLog({ chunks: chunksOf(bytes) }, rules)).log).toEqual(plain)
  expect(plain.length).toBeGreaterThan(4)
})

it.each(FORMATS)(
  'tells the same of $name wherever the bytes are cut, and from blocks of several threads',
  async ({ name }) => {
    const dice = diceFrom(20)
    const lines = Array.from({ length: 12 }, () => recordOf(dice, name))
    const bytes = Buffer.from(`${lines.join('\n')}\r\n${lines[0]}`)
    const rules = rulesFor(name, { reservedWords: ['User:'], mediaInDataBucket: true })
    const plain = await plainLog(bytes, rules)
    for (let cut = 0; cut <= bytes.length; cut += 3) {
      const { log } = await fastLog({ chunks: chunksOf(bytes, [cut]) }, rules)
      expect(log, `cut at ${cut}`).toEqual(plain)
    }
    const path = join(tempFolder(), 'data.jsonl')
    writeFileSync(path, bytes)
    expect((await fastLog({ path, threads: 2 }, rules)).log).toEqual(plain)
  },
)

const turn = (role: string, ...content: unknown[]) => ({ role, content })
const use = (id: string, name = 'f') => ({ toolUse: { toolUseId: id, name, input: {} } })
const result = (id: string) => ({ toolResult: { toolUseId: id, content: [{ text: 'x' }] } })
const spec = (name: string) => ({ toolSpec: { name, inputSchema: { json: { type: 'object' } } } })
const image = (uri: string, more = {}) => ({
  image: { format: 'png', source: { s3Location: { uri, ...more } } },
})
const talk = (asked: readonly unknown[], answered: readonly unknown[], ...names: string[]) => ({
  messages: [
    turn('user', { text: 'a' }),
    turn('assistant', ...answered),
    turn('user', ...asked),
    turn('assistant', { text: 'b' }),
  ],
  toolConfig: { tools: names.map(spec) },
})
const ten = Array.from({ length: 10 }, (_, i) => image(`s3://data/${i}.png`))

it.each<[string, unknown, string | undefined]>([
  ['a call and its result', talk([result('1')], [use('1')], 'f'), undefined],
  [
    'two calls and their results',
    talk([result('2'), result('1')], [use('1'), use('2')], 'f'),
    undefined,
  ],
  ['a call without a result', talk([{ text: 'c' }], [use('1')], 'f'), 'converse.tool-ids'],
  [
    'a result answered twice',
    talk([result('1'), result('1')], [use('1')], 'f'),
    'converse.tool-ids',
  ],
  ['an id used twice', talk([result('1')], [use('1'), use('1')], 'f'), 'converse.tool-ids'],
  [
    'a tool that is not defined',
    talk([result('1')], [use('1', 'g')], 'f'),
    'converse.tool-unknown',
  ],
  [
    'a tool defined twice',
    talk([{ text: 'c' }], [{ text: 'd' }], 'f', 'f'),
    'converse.tool-config',
  ],
  ['ten images', talk(ten, [{ text: 'd' }]), undefined],
  [
    'eleven images',
    talk([...ten, image('s3://data/x.png')], [{ text: 'd' }]),
    'converse.media-count',
  ],
  [
    'an address with a space',
    talk([image('s3://data/a b')], [{ text: 'd' }]),
    'converse.media-source',
  ],
  [
    'a bucket of an account',
    talk([image('s3://data/a', { bucketOwner: '123456789012' })], [{ text: 'd' }]),
    undefined,
  ],
  [
    'a bucket of no account',
    talk([image('s3://data/a', { bucketOwner: '12' })], [{ text: 'd' }]),
    'converse.media-source',
  ],
])('judges %s by its notes', async (_, record, broken) => {
  const rules = rulesFor('converse')
  const line = JSON.stringify(record)
  const { log } = await fastLog({ chunks: chunksOf(line) }, rules)
  expect(log).toEqual(await plainLog(Buffer.from(line), rules))
  expect(log.find((told) => told.startsWith('1 converse'))?.split(' ')[1]).toBe(broken)
  expect(await refusedOf(line, rules)).toBe(0)
})
