import { createReadStream } from 'node:fs'

/** One line of a file, from 1; `text` is undefined when its bytes are no UTF-8. */
export type Line = { readonly number: number; readonly text: string | undefined }

/** No record that Bedrock takes comes near this many bytes. */
const LONGEST = 64 * 1024 * 1024

const decoded = (
  parts: readonly Uint8Array[],
  decoder: InstanceType<typeof TextDecoder>,
): string | undefined => {
  try {
    return decoder.decode(Buffer.concat(parts))
  } catch {
    return undefined
  }
}

/** The lines of a file in memory for one line at a time; a final line break opens no further line. */
export async function* linesOf(path: string): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let parts: Uint8Array[] = []
  let length = 0
  let number = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
    const bytes = chunk as Uint8Array
    let from = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      parts.push(bytes.subarray(from, end))
      yield { number: ++number, text: decoded(parts, decoder) }
      parts = []
      length = 0
      from = end + 1
    }
    length += bytes.length - from
    if (from < bytes.length && length <= LONGEST) parts.push(bytes.subarray(from))
    if (length > LONGEST) parts = [Uint8Array.of(0xff)]
  }
  if (parts.length > 0) yield { number: ++number, text: decoded(parts, decoder) }
}
