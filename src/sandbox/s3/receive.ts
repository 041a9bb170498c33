import { open } from 'node:fs/promises'
import { type ChecksumAlgorithm, type Digest, digestOf, hashDigest } from '../checksum/digest.ts'
import { optionalText } from '../members.ts'
import type { BodyStream, Input } from '../service.ts'
import { PRIVATE_FILE } from '../state/atomic-file.ts'
import { stateErrorOf } from '../state/state-error.ts'
import { S3Error } from './errors.ts'

export const ALGORITHMS: readonly ChecksumAlgorithm[] = [
  'CRC32',
  'CRC32C',
  'CRC64NVME',
  'SHA1',
  'SHA256',
]

export const checksumMember = (algorithm: ChecksumAlgorithm): string => `Checksum${algorithm}`

export type Received = {
  readonly size: number
  readonly md5: Buffer
  readonly checksums: Readonly<Record<string, string>>
}

/** The algorithms a request names: by a checksum header, or as the one its trailer will hold. */
const algorithmsOf = (input: Input): ChecksumAlgorithm[] =>
  ALGORITHMS.filter(
    (algorithm) =>
      input[checksumMember(algorithm)] !== undefined || input.ChecksumAlgorithm === algorithm,
  )

async function* bytesOf(body: unknown): AsyncGenerator<Uint8Array> {
  if (body instanceof Uint8Array) yield body
  else if (body !== undefined) yield* body as BodyStream
}

const write = async (path: string, body: unknown, digests: readonly Digest[]): Promise<number> => {
  const file = await open(path, 'wx', PRIVATE_FILE).catch((error: unknown) => {
    throw stateErrorOf(path, error)
  })
  let size = 0
  try {
    for await (const chunk of bytesOf(body)) {
      for (const digest of digests) digest.add(chunk)
      for (let at = 0; at < chunk.length; ) {
        const { bytesWritten } = await file.write(chunk, at)
        at += bytesWritten
      }
      size += chunk.length
    }
  } catch (error) {
    throw stateErrorOf(path, error)
  } finally {
    await file.close()
  }
  return size
}

const badDigest = (what: string): S3Error =>
  new S3Error('BadDigest', `The ${what} you specified did not match the calculated checksum.`)

/**
 * Writes a body to a new file in constant memory and verifies every digest that was sent: the
 * Content-MD5, checksum headers, checksum trailers. Throws BadDigest or InvalidDigest; the caller
 * removes the file then. The bytes are not fsynced: only the machine's crash can lose them.
 */
export const receive = async (path: string, input: Input): Promise<Received> => {
  const md5 = hashDigest('md5')
  const digests = new Map(algorithmsOf(input).map((name) => [name, digestOf(name)]))
  const size = await write(path, input.Body, [md5, ...digests.values()])
  const trailers = (input.Body as Partial<BodyStream> | undefined)?.trailers
  const checksums: Record<string, string> = {}
  for (const [algorithm, digest] of digests) {
    const member = checksumMember(algorithm)
    const sent =
      optionalText(input, member) ?? trailers?.get(`x-amz-checksum-${algorithm.toLowerCase()}`)
    const computed = digest.value()
    if (sent !== undefined && sent !== computed) throw badDigest(algorithm)
    checksums[member] = computed
  }
  const sentMd5 = optionalText(input, 'ContentMD5')
  if (sentMd5 !== undefined && Buffer.from(sentMd5, 'base64').length !== 16) {
    throw new S3Error('InvalidDigest', 'The Content-MD5 you specified is not valid.')
  }
  if (sentMd5 !== undefined && sentMd5 !== md5.value()) throw badDigest('Content-MD5')
  return { size, md5: Buffer.from(md5.value(), 'base64'), checksums }
}
