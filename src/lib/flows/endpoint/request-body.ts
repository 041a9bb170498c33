import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

/** InvokeEndpoint takes no more (API model). */
const MAX_BYTES = 6_291_456

export type Body = { readonly bytes: Uint8Array; readonly contentType: string }

/** Content types by the ending of a file. */
const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  jsonl: 'application/jsonlines',
  csv: 'text/csv',
  txt: 'text/plain',
  npy: 'application/x-npy',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
}

/**
 * The body of a request from --body, --file or stdin, and its content type.
 * @throws UsageError MLC-HOST-034 for none, two, or one that is too large.
 */
export const requestBody = async (
  ports: Pick<Ports, 'files' | 'dialogue'>,
  given: {
    readonly body: string | undefined
    readonly file: string | undefined
    readonly contentType: string | undefined
  },
): Promise<Body> => {
  if (given.body !== undefined && given.file !== undefined) {
    throw new UsageError('MLC-HOST-034', '--body and --file exclude each other.')
  }
  const fromFile = given.file !== undefined && given.file !== '-'
  const bytes = fromFile ? await readBytes(ports, given.file) : await readText(ports, given.body)
  if (bytes.length > MAX_BYTES) throw tooLarge(bytes.length)
  const ending = /\.(\w+)$/.exec(fromFile ? given.file : '')?.[1]?.toLowerCase() ?? ''
  return { bytes, contentType: given.contentType ?? TYPES[ending] ?? 'application/json' }
}

const tooLarge = (size: number): UsageError =>
  new UsageError('MLC-HOST-034', `The request has ${size} bytes; at most ${MAX_BYTES} are sent.`, {
    hint: 'An asynchronous endpoint takes up to 1 GB by way of S3: --async-input s3://…',
  })

const readBytes = async (ports: Pick<Ports, 'files'>, path: string): Promise<Uint8Array> => {
  const stat = await ports.files.stat(path)
  if (stat !== undefined && stat.sizeBytes > MAX_BYTES) throw tooLarge(stat.sizeBytes)
  const chunks: Uint8Array[] = []
  for await (const chunk of ports.files.read(path)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const readText = async (
  ports: Pick<Ports, 'dialogue'>,
  body: string | undefined,
): Promise<Uint8Array> => {
  const text = body ?? (await ports.dialogue.readInput())
  if (text !== undefined) return new TextEncoder().encode(text)
  throw new UsageError('MLC-HOST-034', 'There is nothing to send.', {
    hint: 'Pass --body, --file, or the request on stdin.',
  })
}
