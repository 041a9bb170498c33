import { parseS3Uri } from '../../domain/core/arn.ts'
import { MAGIC_BYTES, packingOf } from '../../domain/dataset/packing.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { readObject } from './read-object.ts'

/** The name that stands for standard input. */
export const STANDARD_INPUT = '-'

type Needs = Pick<Ports, 'files' | 'objects'>

/**
 * The bytes of a local file, a pipe, an S3 object, or of standard input; what is packed with gzip or
 * Zstandard, whatever its name, is unpacked.
 * @throws StateError MLC-DATA-001 when there is nothing; UsageError MLC-DATA-002 for a folder, and
 * while reading what `readObject` and `Files.unpack` throw.
 */
export const openSource = async (
  ports: Needs,
  path: string,
): Promise<AsyncIterable<Uint8Array>> => {
  const chunks = await rawSource(ports, path)
  return plain(ports, path, chunks)
}

const rawSource = async (ports: Needs, path: string): Promise<AsyncIterable<Uint8Array>> => {
  if (path === STANDARD_INPUT) return ports.files.read(path)
  const at = path.startsWith('s3://') ? parseS3Uri(path) : undefined
  if (at === undefined) {
    await requireFile(ports, path)
    return ports.files.read(path)
  }
  if (at.key === '' || at.key.endsWith('/')) {
    throw new UsageError('MLC-DATA-002', `${path} is a prefix; one object is needed.`, {
      hint: 'Name the object: Bedrock takes one file, never a prefix.',
    })
  }
  const found = await ports.objects.head(at)
  if (found === undefined) {
    throw new StateError('MLC-DATA-001', `There is no object ${path}.`, {
      hint: `See what is there: aws s3 ls s3://${at.bucket}/`,
    })
  }
  return readObject(ports, at, found)
}

/** Unpacks when the first bytes say so. A pipe may give them one by one, so they are gathered. */
async function* plain(
  { files }: Needs,
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let sizeBytes = 0
  while (sizeBytes < MAGIC_BYTES) {
    const { done, value } = await source.next()
    if (done) break
    // The reader may use its buffer again for the next chunk.
    first.push(value.length < MAGIC_BYTES ? new Uint8Array(value) : value)
    sizeBytes += value.length
  }
  const packing = packingOf(first.length === 1 ? (first[0] ?? new Uint8Array()) : joined(first))
  const all = followedBy(first, source)
  yield* packing === undefined ? all : files.unpack(all, packing, path)
}

const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part.subarray(0, MAGIC_BYTES)]))

/** Chunks that were read ahead, and those that follow; closes the source. */
export async function* followedBy(
  first: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* first
    for (;;) {
      const { done, value } = await rest.next()
      if (done) return
      yield value
    }
  } finally {
    await rest.return?.()
  }
}

/** Answers the size in bytes. @throws StateError MLC-DATA-001; UsageError MLC-DATA-002. */
export const requireFile = async (ports: Pick<Ports, 'files'>, path: string): Promise<number> => {
  if (path === '') {
    throw new UsageError('MLC-DATA-002', 'The name of the file is empty.', {
      hint: 'An unset variable on the command line gives an empty name.',
    })
  }
  const found = await ports.files.stat(path)
  if (found === undefined) {
    throw new StateError('MLC-DATA-001', `There is no file ${path}.`, {
      hint: `Looked at ${ports.files.absolute(path)}.`,
    })
  }
  if (found.kind === 'folder') {
    throw new UsageError('MLC-DATA-002', `${path} is a folder; a file is needed.`, {
      hint: `Name a file in it, or all of them by a quoted pattern: '${path.replace(/\/+$/, '')}/*.jsonl'`,
    })
  }
  return found.sizeBytes
}
