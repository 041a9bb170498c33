import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as zlib from 'node:zlib'
import { array, assert, asyncProperty, integer, uint8Array } from 'fast-check'
import { expect, it } from 'vitest'
import { unpacked } from '../../src/lib/io/unpack.ts'
import { tempFolder } from '../support/temp-folder.ts'

type Pack = (bytes: Uint8Array, options?: object) => Buffer

const zstd = 'zstdCompressSync' in zlib ? (zlib.zstdCompressSync as Pack) : undefined
/** Node reads Zstandard from 22.15 on: before, these tests say that they are skipped. */
const withZstd = it.skipIf(zstd === undefined)
const packZstd: Pack = (bytes, options) => zstd?.(bytes, options) ?? Buffer.alloc(0)

/** What comes out of `bytes` that arrive `step` at a time. */
const unpack = async (bytes: Uint8Array, step = 64 * 1024, packing: 'gzip' | 'zstd' = 'zstd') => {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step)
  }
  const parts: Uint8Array[] = []
  for await (const part of unpacked(chunks(), packing, 'data.zst')) parts.push(Buffer.from(part))
  return Buffer.concat(parts)
}

const text = Buffer.from(Array.from({ length: 9_000 }, (_, i) => `{"n":${i * 7919}}\n`).join(''))
/** RFC 8878, 3.1.2: a magic number, a size, and bytes that decoders leave out. */
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2])

withZstd('unpacks every frame, wherever frames and chunks are cut', () =>
  assert(
    asyncProperty(
      array(uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 6 }),
      integer({ min: 1, max: 200 }),
      async (contents, step) => {
        const frames = contents.map((content) => packZstd(content))
        expect(await unpack(Buffer.concat(frames), step)).toEqual(Buffer.concat(contents))
      },
    ),
  ),
)

withZstd.each([1, 1_000, 64 * 1024])('unpacks long frames in chunks of %i bytes', async (step) => {
  const frame = packZstd(text)
  const packed = Buffer.concat([skippable, frame, skippable, frame, skippable])
  expect((await unpack(packed, step)).equals(Buffer.concat([text, text]))).toBe(true)
})

withZstd('unpacks what grows to thousands of times its size', async () => {
  const zeros = Buffer.alloc(20_000_000)
  const packed = Buffer.concat([packZstd(zeros), packZstd(text)])
  expect((await unpack(packed)).length).toBe(zeros.length + text.length)
})

const tools = ['zstd', 'pzstd'].filter(
  (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0,
)
withZstd.each(tools)('unpacks what %s makes', async (tool) => {
  const file = join(tempFolder(), 'data.jsonl')
  writeFileSync(file, Buffer.concat(Array.from({ length: 40 }, () => text)))
  execFileSync(tool, ['-q', '-k', file])
  expect((await unpack(readFileSync(`${file}.zst`))).equals(readFileSync(file))).toBe(true)
})

withZstd.each([1, 4, 100, 1_000])('refuses Zstandard cut %i bytes before its end', async (n) => {
  const packed = Buffer.concat([packZstd(text), packZstd(text)])
  await expect(unpack(packed.subarray(0, packed.length - n))).rejects.toMatchObject({
    code: 'MLC-DATA-024',
    message: expect.stringContaining('ends too early'),
  })
})

withZstd('refuses what follows the last frame and is none', async () => {
  await expect(unpack(Buffer.concat([packZstd(text), Buffer.from('junk')]))).rejects.toMatchObject({
    code: 'MLC-DATA-024',
    message: expect.stringContaining('is broken'),
  })
})

withZstd('refuses a frame whose checksum is wrong', async () => {
  const params = { [(zlib.constants as Record<string, number>).ZSTD_c_checksumFlag ?? 0]: 1 }
  const packed = packZstd(text, { params })
  packed[packed.length - 1] = (packed.at(-1) ?? 0) ^ 0xff
  await expect(unpack(packed)).rejects.toMatchObject({ code: 'MLC-DATA-024' })
})

withZstd('says how to unpack what was packed with a longer window', async () => {
  const name = zlib.constants as Record<string, number>
  const params = {
    [name.ZSTD_c_windowLog ?? 0]: 28,
    [name.ZSTD_c_enableLongDistanceMatching ?? 0]: 1,
  }
  const packed = packZstd(Buffer.alloc(200_000_000, 'ab'), { params })
  await expect(unpack(packed)).rejects.toMatchObject({
    code: 'MLC-DATA-024',
    message: expect.stringContaining('128 MiB'),
    hint: expect.stringContaining('--long=31'),
  })
})

const PACKINGS: readonly ('gzip' | 'zstd')[] = zstd === undefined ? ['gzip'] : ['gzip', 'zstd']
it.each(PACKINGS)(
  'passes an error of the source of %s as it is, and closes the source when reading stops',
  async (packing) => {
    const gone = new Error('the disk is gone')
    const packed = packing === 'gzip' ? zlib.gzipSync(text) : packZstd(text)
    const source = (fails: boolean) => {
      let close = () => {}
      const closed = new Promise<void>((resolve) => {
        close = resolve
      })
      async function* chunks() {
        try {
          yield packed.subarray(0, packed.length - 50)
          if (fails) throw gone
          yield packed.subarray(packed.length - 50)
        } finally {
          close()
        }
      }
      return { chunks: chunks(), closed }
    }
    const [failing, stopped] = [source(true), source(false)]
    const reading = async () => {
      for await (const _ of unpacked(failing.chunks, packing, 'x')) void _
    }
    await expect(reading()).rejects.toMatchObject({ cause: gone })
    await failing.closed
    for await (const _ of unpacked(stopped.chunks, packing, 'x')) break
    await stopped.closed
  },
)
