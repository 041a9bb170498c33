import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collect, contentOf } from '../../../src/sandbox/wire/body.ts'

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (const size of sizes) {
    yield bytes.subarray(at, at + size)
    at += size
  }
  yield bytes.subarray(at)
}

const framed = (chunks: readonly Uint8Array[], trailer = ''): Buffer =>
  Buffer.concat([
    ...chunks.flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)};chunk-signature=abc\r\n`),
      chunk,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`0\r\n${trailer}\r\n`),
  ])

const HEADERS = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' }

describe('aws-chunked bodies', () => {
  it('give the content and the trailers, wherever the network cuts them', async () => {
    const chunk = fc.uint8Array({ minLength: 1, maxLength: 40 })
    const sizes = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 5 }), sizes, async (chunks, cuts) => {
        const wire = framed(chunks, 'x-amz-checksum-crc32:rwg7LQ==\r\n')
        const body = contentOf(cut(wire, cuts), HEADERS)
        expect(Buffer.from(await collect(body))).toEqual(Buffer.concat(chunks))
        expect(body.trailers.get('x-amz-checksum-crc32')).toBe('rwg7LQ==')
      }),
    )
  })

  it.each([
    ['cut off in a chunk', '5\r\nhel'],
    ['cut off before the end', '5\r\nhello\r\n'],
    ['without a size', 'hello\r\n0\r\n\r\n'],
    ['with a chunk longer than it says', '3\r\nhello\r\n0\r\n\r\n'],
  ])('are refused when %s', async (_, wire) => {
    const body = contentOf(cut(Buffer.from(wire), []), HEADERS)
    await expect(collect(body)).rejects.toMatchObject({ code: 'IncompleteBody' })
  })

  it('are refused when shorter than announced', async () => {
    const headers = { ...HEADERS, 'x-amz-decoded-content-length': '6' }
    const body = contentOf(cut(framed([Buffer.from('hello')]), []), headers)
    await expect(collect(body)).rejects.toMatchObject({ code: 'IncompleteBody' })
  })
})
