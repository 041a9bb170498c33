import { Buffer } from 'node:buffer'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as zlib from 'node:zlib'
import { expect, it } from 'vitest'
import { TemporaryError } from '../../src/lib/errors.ts'
import { dataTarget } from '../../src/lib/flows/dataset/model.ts'
import { openSource } from '../../src/lib/flows/dataset/open-source.ts'
import { validateDataset } from '../../src/lib/flows/dataset/validate.ts'
import type { Objects } from '../../src/lib/ports/objects.ts'
import { dataPorts } from '../support/data-ports.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'

const record = (n: number) =>
  JSON.stringify({
    messages: [
      { role: 'user', content: [{ text: `question ${n} ü` }] },
      { role: 'assistant', content: [{ text: `answer ${n}` }] },
    ],
  })
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `${record(from + i)}\n`).join('')

type World = ReturnType<typeof dataPorts>

const checked = async ({ ports }: World, ...files: string[]) => {
  const target = await dataTarget(ports, { format: 'converse' })
  return validateDataset(ports, { ...target, files, maxFindings: 0 })
}
const rulesOf = async (world: World, ...files: string[]) =>
  (await checked(world, ...files)).byRule.map(({ rule }) => rule)
const textOf = async (chunks: AsyncIterable<Uint8Array>) => {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(new Uint8Array(chunk))
  return Buffer.concat(parts).toString()
}

it('reads gzip whatever its name, also of several members', async () => {
  const world = dataPorts()
  const packed = Buffer.concat([zlib.gzipSync(lines(0, 5)), zlib.gzipSync(lines(5, 9))])
  const report = await checked(world, world.write('train.jsonl', packed))
  expect(report.records.total).toBe(9)
  expect(report.byRule).toEqual([])
  expect(await rulesOf(world, world.write('train.jsonl.gz', packed))).toEqual(['file.name'])
})

it.each([[1], [10], [40]])('refuses gzip that is cut %i bytes before its end', async (missing) => {
  const world = dataPorts()
  const packed = zlib.gzipSync(lines(0, 50))
  const path = world.write('train.jsonl', packed.subarray(0, packed.length - missing))
  await expect(checked(world, path)).rejects.toMatchObject({
    code: 'MLC-DATA-024',
    exitCode: 3,
    message: expect.stringContaining('ends too early'),
  })
})

it('refuses gzip with a damaged byte', async () => {
  const world = dataPorts()
  const packed = zlib.gzipSync(lines(0, 50))
  packed[packed.length - 6] = (packed[packed.length - 6] ?? 0) ^ 0xff
  await expect(checked(world, world.write('train.jsonl', packed))).rejects.toMatchObject({
    code: 'MLC-DATA-024',
  })
})

const zstd =
  'zstdCompressSync' in zlib ? (zlib.zstdCompressSync as (s: string) => Buffer) : undefined

it.runIf(zstd)('reads Zstandard, also of several frames', async () => {
  const world = dataPorts()
  const path = world.write(
    'train.jsonl',
    Buffer.concat([lines(0, 5), lines(5, 9)].map((part) => zstd?.(part) ?? Buffer.alloc(0))),
  )
  expect((await checked(world, path)).records.total).toBe(9)
})

it.runIf(zstd === undefined)(
  'says which Node.js reads Zstandard, and what to do without',
  async () => {
    const world = dataPorts()
    const path = world.write('train.jsonl', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0]))
    await expect(checked(world, path)).rejects.toMatchObject({
      code: 'MLC-DATA-025',
      exitCode: 2,
      hint: expect.stringContaining('zstd -dc'),
    })
  },
)

it('sees that bytes are packed when a pipe gives them one by one', async () => {
  const world = dataPorts()
  const packed = zlib.gzipSync('hello')
  const files = {
    ...world.ports.files,
    read: async function* () {
      for (const byte of packed) yield Uint8Array.of(byte)
    },
  }
  expect(await textOf(await openSource({ ...world.ports, files }, '-'))).toBe('hello')
})

it('reads a pipe', async () => {
  const world = dataPorts()
  execFileSync('sh', ['-c', 'mkfifo pipe'], { cwd: world.folder })
  world.write('source.jsonl', lines(0, 20))
  const writer = spawn('sh', ['-c', 'cat source.jsonl > pipe'], { cwd: world.folder })
  const [report] = await Promise.all([checked(world, 'pipe'), once(writer, 'close')])
  expect(report.records.total).toBe(20)
  expect(report.byRule).toEqual([])
})

it('expands wildcards, each file once, with a report for each', async () => {
  const world = dataPorts()
  mkdirSync(join(world.folder, 'parts/deep'), { recursive: true })
  for (const [i, name] of ['parts/a-1.jsonl', 'parts/a-2.jsonl', 'parts/deep/b.jsonl'].entries()) {
    world.write(name, lines(i * 10, i * 10 + i + 1))
  }
  world.write('parts/.hidden.jsonl', 'x')
  world.write('parts/notes.txt', 'x')
  const paths = async (...globs: string[]) =>
    (await checked(world, ...globs)).files.map(({ path, records }) => `${path} ${records}`)
  expect(await paths('parts/*.jsonl')).toEqual(['parts/a-1.jsonl 1', 'parts/a-2.jsonl 2'])
  expect(await paths('parts/a-[2-9].jsonl')).toEqual(['parts/a-2.jsonl 2'])
  expect(await paths('parts/a-?.jsonl', 'parts/a-1.jsonl')).toHaveLength(2)
  expect(await paths('parts/{a-1,deep/b}.jsonl')).toHaveLength(2)
  expect(await paths('**/*.jsonl')).toHaveLength(3)
  await expect(paths('parts/*.json')).rejects.toMatchObject({ code: 'MLC-DATA-001', exitCode: 5 })
})

it('takes a file whose name only looks like a pattern', async () => {
  const world = dataPorts()
  const path = world.write('train[1].jsonl', lines(0, 2))
  expect((await checked(world, path)).records.total).toBe(2)
})

it('finds a record that is in two files, and counts both', async () => {
  const world = dataPorts()
  const [a, b] = [world.write('a.jsonl', lines(0, 3)), world.write('b.jsonl', lines(2, 5))]
  const report = await checked(world, a, b)
  expect(report.findings).toMatchObject([
    { rule: 'record.duplicate', file: 'b.jsonl', line: 1, message: 'the same record as a.jsonl:3' },
  ])
  expect(report.files.map(({ path, warnings }) => [path, warnings])).toEqual([
    ['a.jsonl', 0],
    ['b.jsonl', 1],
  ])
})

it.each([
  ['nothing', '', ['file.empty']],
  ['a last line without its end', record(1), []],
  ['UTF-16 with a mark', Buffer.from(`\ufeff${record(1)}\n`, 'utf16le'), ['file.utf16']],
  ['UTF-16 without a mark', Buffer.from(`${record(1)}\n`, 'utf16le'), ['file.utf16']],
  [
    'bytes of a program',
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 0xff, 10]),
    ['json.syntax', 'line.utf8'],
  ],
])('judges a file of %s', async (_name, content, expected) => {
  const world = dataPorts()
  const found = await rulesOf(world, world.write('train.jsonl', content))
  expect(found.toSorted()).toEqual(expected)
})

/** Files whose content changes when the first chunk has been read. */
const meanwhile = (world: World, change: (path: string) => void): World => {
  const { files } = world.ports
  const read: typeof files.read = async function* (path, range) {
    for await (const chunk of files.read(path, range)) {
      yield chunk
      change(join(world.folder, path))
    }
  }
  const { scanner: _fast, ...rest } = files as typeof files & { scanner?: unknown }
  return { ...world, ports: { ...world.ports, files: { ...rest, read } } }
}

it.each([
  ['grows', (path: string) => appendFileSync(path, record(99))],
  ['vanishes', (path: string) => rmSync(path, { force: true })],
  ['is cut', (path: string) => writeFileSync(path, '')],
])('does not judge a file that %s while it is read', async (_what, change) => {
  const world = dataPorts()
  const path = world.write('train.jsonl', lines(0, 10))
  await expect(checked(meanwhile(world, change), path)).rejects.toMatchObject({
    code: 'MLC-DATA-020',
    exitCode: 5,
  })
})

it('says that links lead in a circle, that a name is too long, and that there is none', async () => {
  const world = dataPorts()
  symlinkSync('loop.jsonl', join(world.folder, 'loop.jsonl'))
  await expect(checked(world, 'loop.jsonl')).rejects.toMatchObject({ exitCode: 5 })
  await expect(checked(world, 'x'.repeat(300))).rejects.toMatchObject({ exitCode: 2 })
  await expect(checked(world, '')).rejects.toMatchObject({
    code: 'MLC-DATA-002',
    message: 'The name of the file is empty.',
  })
})

// The super-user may read everything.
it.skipIf(process.getuid?.() === 0)('says that a file may not be read', async () => {
  const world = dataPorts()
  const path = world.write('train.jsonl', lines(0, 1))
  chmodSync(join(world.folder, path), 0)
  await expect(checked(world, path)).rejects.toMatchObject({ code: 'MLC-FILE-002', exitCode: 4 })
})

const BIG = 40 * 1024 * 1024

it('reads S3 in ranges and takes a lost connection up where it broke', async () => {
  const world = dataPorts()
  const body = Buffer.alloc(BIG, `${record(1)}\n`)
  await world.objects.put({ bucket: 'data', key: 'big.jsonl' }, body)
  const asked: string[] = []
  const objects = world.ports.objects
  const flaky: Objects = {
    ...objects,
    get: async (_at, range) => {
      asked.push(`${range?.start}-${range?.end}`)
      const bytes = body.subarray(range?.start, range?.end)
      return (async function* (): AsyncGenerator<Uint8Array> {
        if (asked.length !== 2) {
          yield bytes
          return
        }
        yield bytes.subarray(0, 1000)
        throw new TemporaryError('MLC-AWS-001', 'the connection was lost')
      })()
    },
  }
  const chunks = await openSource({ ...world.ports, objects: flaky }, 's3://data/big.jsonl')
  let [sizeBytes, same] = [0, true]
  for await (const chunk of chunks) {
    same &&= body.subarray(sizeBytes, sizeBytes + chunk.length).equals(chunk)
    sizeBytes += chunk.length
  }
  expect([sizeBytes, same]).toEqual([BIG, true])
  const part = 16 * 1024 * 1024
  expect(asked).toEqual([
    `0-${part}`,
    `${part}-${2 * part}`,
    `${part + 1000}-${2 * part + 1000}`,
    `${2 * part + 1000}-${BIG}`,
  ])
})

it('gives up an object that is lost again and again at one byte', async () => {
  const world = dataPorts()
  await world.objects.put({ bucket: 'data', key: 'a.jsonl' }, Buffer.from(lines(0, 2)))
  let calls = 0
  const objects: Objects = {
    ...world.ports.objects,
    get: async () => {
      calls++
      throw new TemporaryError('MLC-AWS-001', 'the connection was lost')
    },
  }
  const read = async () =>
    textOf(await openSource({ ...world.ports, objects }, 's3://data/a.jsonl'))
  await expect(read()).rejects.toMatchObject({ exitCode: 75 })
  expect(calls).toBe(3)
})

it('does not judge an object that was replaced while it was read', async () => {
  const world = dataPorts()
  const at = { bucket: 'data', key: 'a.jsonl' }
  await world.objects.put(at, Buffer.from(lines(0, 2)))
  const objects: Objects = {
    ...world.ports.objects,
    get: async (address, range) => {
      const chunks = await world.objects.get(address, range)
      await world.objects.put(at, Buffer.from(lines(5, 7)))
      return chunks
    },
  }
  const ports = { ...world.ports, objects }
  await expect(checked({ ...world, ports }, 's3://data/a.jsonl')).rejects.toMatchObject({
    code: 'MLC-DATA-020',
  })
})

it('expands wildcards of S3 keys', async () => {
  const world = dataPorts()
  for (const key of ['in/a.jsonl', 'in/b.jsonl', 'in/deep/c.jsonl', 'in/d.txt']) {
    await world.objects.put({ bucket: 'data', key }, Buffer.from(`${JSON.stringify({ key })}\n`))
  }
  const { files } = await checked(world, 's3://data/in/*.jsonl')
  expect(files.map(({ path }) => path)).toEqual(['s3://data/in/a.jsonl', 's3://data/in/b.jsonl'])
})

it('reads objects over the S3 protocol, ranges and wildcards included', async () => {
  const { ports } = sandboxWorld()
  await ports.objects.createBucket('acme-data', 'us-east-1')
  const body = Buffer.alloc(17 * 1024 * 1024, `${record(1)}\n`)
  const whole = body.subarray(0, body.lastIndexOf(10) + 1)
  await ports.objects.put({ bucket: 'acme-data', key: 'in/a.jsonl' }, whole)
  await ports.objects.put({ bucket: 'acme-data', key: 'in/b.jsonl' }, Buffer.from(lines(5, 7)))
  const target = await dataTarget(ports, { format: 'converse' })
  const report = await validateDataset(ports, { ...target, files: ['s3://acme-data/in/*.jsonl'] })
  const count = whole.length / (record(1).length + 2)
  expect(report.files.map(({ path, records }) => [path, records])).toEqual([
    ['s3://acme-data/in/a.jsonl', count],
    ['s3://acme-data/in/b.jsonl', 2],
  ])
  expect(report.byRule.map(({ rule, count: n }) => [rule, n])).toEqual([
    ['record.duplicate', count - 1],
  ])
})
