import type { Scratch } from '../../ports/files.ts'
import type { Digest64 } from './digest-table.ts'

export type SpilledDigest = { readonly digest: Digest64; readonly place: number }

const WORDS = 4
const BYTES = WORDS * 4
/** Written and read together. */
const BATCH = 16 * 1024

/**
 * Digests with a whole number each, for which there is no room in memory: written to a scratch file as
 * they come, and read again part by part. Equal digests are in one part, in the order they came.
 */
export const spilledDigests = (open: () => Scratch) => {
  const words = new Uint32Array(BATCH * WORDS)
  const bytes = new Uint8Array(words.buffer)
  let file: Scratch | undefined
  let [used, count] = [0, 0]
  const flush = () => {
    file ??= open()
    file.append(bytes.subarray(0, used * 4))
    used = 0
  }
  return {
    add: ({ high, low }: Digest64, place: number): void => {
      words[used] = low
      words[used + 1] = high
      words[used + 2] = place % 2 ** 32
      words[used + 3] = Math.floor(place / 2 ** 32)
      used += WORDS
      count++
      if (used === words.length) flush()
    },
    count: (): number => count,
    /** Each part has about `size` of them; all are to be read, and nothing can be added any more. */
    parts: function* (size: number): Generator<Iterable<SpilledDigest>> {
      if (count === 0) return
      flush()
      const parts = Math.ceil(count / size)
      try {
        for (let part = 0; part < parts; part++) yield readPart(part, parts)
      } finally {
        file?.close()
      }
    },
  }

  function* readPart(part: number, parts: number): Generator<SpilledDigest> {
    for (let read = 0; read < count; ) {
      const got = file?.read(bytes, read * BYTES) ?? 0
      // Only whole ones were written, and a regular file is read as far as it goes.
      const here = Math.floor(got / BYTES)
      if (here === 0) throw new Error('a scratch file is shorter than what was written to it')
      for (let at = 0; at < here * WORDS; at += WORDS) {
        const high = words[at + 1] ?? 0
        if (high % parts !== part) continue
        const place = (words[at + 2] ?? 0) + (words[at + 3] ?? 0) * 2 ** 32
        yield { digest: { high, low: words[at] ?? 0 }, place }
      }
      read += here
    }
  }
}
