import { Buffer } from 'node:buffer'

/** Bytes as a stream of chunks cut at these places. */
export async function* chunksOf(
  content: string | Uint8Array,
  cuts: readonly number[] = [],
): AsyncIterable<Uint8Array> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const ends = [...cuts, bytes.length]
  for (const [i, end] of ends.entries()) yield bytes.subarray(ends[i - 1] ?? 0, end)
}
