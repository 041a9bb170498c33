/** Longer lines are refused without being kept: a bound on memory, far above any model's token limit. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024

const LF = 10
const CR = 13

export type RawLine = {
  /** From 1, in the user's file. */
  readonly number: number
  /** Of its first byte, in the file. */
  readonly offset: number
  /** Without its ending; valid during the call only. */
  readonly bytes: Uint8Array
  readonly ending: 'lf' | 'crlf' | 'none'
}

export type LineSink = {
  readonly line: (line: RawLine) => void
  readonly tooLong: (
    line: Omit<RawLine, 'bytes' | 'ending'> & { readonly sizeBytes: number },
  ) => void
}

/**
 * Cuts bytes into lines at LF alone (U+2028 is legal inside JSON strings), whatever the chunk
 * boundaries. Keeps at most one line; one above `maxBytes` is counted and skipped, not kept.
 */
export const lineSplitter = (sink: LineSink, maxBytes = MAX_LINE_BYTES) => {
  let number = 1
  let offset = 0
  let kept: Uint8Array[] = []
  let keptBytes = 0

  const keep = (part: Uint8Array) => {
    if (part.length === 0) return
    keptBytes += part.length
    if (keptBytes > maxBytes) kept = []
    // The reader may use its buffer again, so what is kept is copied (Buffer's own slice is a view).
    else kept.push(new Uint8Array(part))
  }
  const finish = (part: Uint8Array, ended: boolean) => {
    const sizeBytes = keptBytes + part.length
    if (sizeBytes > maxBytes) sink.tooLong({ number, offset, sizeBytes })
    else emit(kept.length === 0 ? part : joined([...kept, part], sizeBytes), ended)
    number += 1
    offset += sizeBytes + 1
    kept = []
    keptBytes = 0
  }
  const emit = (bytes: Uint8Array, ended: boolean) => {
    const crlf = ended && bytes[bytes.length - 1] === CR
    const ending = crlf ? 'crlf' : ended ? 'lf' : 'none'
    sink.line({ number, offset, bytes: crlf ? bytes.subarray(0, -1) : bytes, ending })
  }

  return {
    push: (chunk: Uint8Array): void => {
      let start = 0
      for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, start)) {
        finish(chunk.subarray(start, at), true)
        start = at + 1
      }
      keep(chunk.subarray(start))
    },
    /** The last line, when it has no ending. */
    end: (): void => {
      if (keptBytes > 0) finish(new Uint8Array(0), false)
    },
  }
}

const joined = (parts: readonly Uint8Array[], sizeBytes: number): Uint8Array => {
  const whole = new Uint8Array(sizeBytes)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
