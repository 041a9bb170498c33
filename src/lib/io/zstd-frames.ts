import type { Transform } from 'node:stream'

/** Node's decoder of Zstandard, which ends with the first frame and counts the bytes it took. */
export type FrameDecoder = Transform & { readonly bytesWritten: number }

type Source = AsyncIterator<Uint8Array>

/**
 * Unpacks every frame of a Zstandard stream (RFC 8878: frames may follow each other, skippable ones
 * among them; pzstd writes many and so does `cat a.zst b.zst`). Node's own stream stops at the end of
 * the first and drops the rest. Throws what the decoder or the source throws.
 */
export async function* zstdFrames(
  chunks: AsyncIterable<Uint8Array>,
  create: () => FrameDecoder,
): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]()
  try {
    for (let rest = await next(source); rest !== undefined; ) {
      const frame = create()
      const feeding = feed(frame, rest, source)
      for await (const chunk of frame) yield chunk as Uint8Array
      const { last, fed } = await feeding
      const left = fed - frame.bytesWritten
      frame.destroy()
      rest = left > 0 ? last.subarray(last.length - left) : undefined
    }
  } finally {
    await source.return?.()
  }
}

const next = async (source: Source): Promise<Uint8Array | undefined> => {
  const { value, done } = await source.next()
  return done === true ? undefined : value
}

/** Writes until the frame ends within a chunk, or the source does; answers the last chunk and all bytes. */
const feed = async (frame: FrameDecoder, first: Uint8Array, source: Source) => {
  let over = false
  let wake = () => {}
  const end = () => {
    over = true
    wake()
  }
  for (const event of ['end', 'close', 'error']) frame.once(event, end)
  // At the end of a frame the decoder leaves the rest of the chunk, and may never answer the write.
  const write = (chunk: Uint8Array) =>
    new Promise<void>((resolve) => {
      wake = resolve
      if (over) resolve()
      else frame.write(chunk, () => resolve())
    })
  let last = first
  let fed = 0
  try {
    for (let chunk: Uint8Array | undefined = first; chunk !== undefined; ) {
      last = chunk
      fed += chunk.length
      await write(chunk)
      if (over || frame.bytesWritten < fed) return { last, fed }
      chunk = await next(source)
    }
    frame.end()
  } catch (cause) {
    frame.destroy(cause instanceof Error ? cause : new Error(String(cause)))
  }
  return { last, fed }
}
