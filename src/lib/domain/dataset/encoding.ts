import { firstBadByte } from './text.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** The encoding that the first bytes show, and how: by a byte order mark or by its zero bytes. */
export const encodingOf = (
  head: Uint8Array,
): { readonly encoding: Encoding; readonly hasMark: boolean } => {
  const [a, b, c] = head
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', hasMark: true }
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', hasMark: true }
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', hasMark: true }
  if (a === 0 && b !== 0 && b !== undefined) return { encoding: 'utf-16be', hasMark: false }
  if (a !== 0 && b === 0) return { encoding: 'utf-16le', hasMark: false }
  return { encoding: 'utf-8', hasMark: false }
}

/** Bytes that are no text in the encoding; `line` from 1, `offset` in the file. */
export class EncodingFault extends Error {
  readonly line: number
  readonly offset: number
  constructor(line: number, offset: number) {
    super(`not UTF-8 at line ${line}`)
    this.line = line
    this.offset = offset
  }
}

const LF = 10

/**
 * Decodes as the bytes stream by, without a byte order mark. @throws EncodingFault at the first byte
 * that is no UTF-8: a guess at another encoding would put wrong characters into the training data.
 */
export const decoder = (encoding: Encoding) => {
  const decode = new TextDecoder(encoding, { fatal: true })
  let line = 1
  let offset = 0
  // The unfinished sequence at the end of the last chunk, to name the right byte.
  let tail = new Uint8Array(0)
  const fault = (chunk: Uint8Array) => {
    const whole = new Uint8Array(tail.length + chunk.length)
    whole.set(tail)
    whole.set(chunk, tail.length)
    const bad = Math.max(0, encoding === 'utf-8' ? firstBadByte(whole) : 0)
    const before = whole.subarray(0, bad).reduce((n, byte) => n + (byte === LF ? 1 : 0), 0)
    return new EncodingFault(line + before, offset - tail.length + bad)
  }
  const decoded = (chunk: Uint8Array, stream: boolean): string => {
    try {
      return decode.decode(chunk, { stream })
    } catch {
      throw fault(chunk)
    }
  }
  return {
    push: (chunk: Uint8Array): string => {
      const text = decoded(chunk, true)
      for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) line++
      offset += chunk.length
      tail = unfinished(chunk)
      return text
    },
    end: (): string => decoded(new Uint8Array(0), false),
  }
}

/** The last bytes from a lead byte on whose sequence is not complete. */
const unfinished = (chunk: Uint8Array): Uint8Array<ArrayBuffer> => {
  for (let back = 1; back <= Math.min(3, chunk.length); back++) {
    const byte = chunk[chunk.length - back] ?? 0
    if (byte < 0x80) break
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return back < length ? chunk.slice(chunk.length - back) : new Uint8Array(0)
    }
  }
  return new Uint8Array(0)
}
