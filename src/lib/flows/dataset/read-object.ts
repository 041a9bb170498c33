import { StateError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ObjectAddress, ObjectView } from '../../ports/objects.ts'

/** One range: large enough that its request costs little, small enough to be asked for again. */
const RANGE_BYTES = 16 * 1024 * 1024
/** A connection that is lost is taken up again at the byte reached. */
const ATTEMPTS = 3

/**
 * An object's bytes as ranged reads, in constant memory, each lost connection taken up where it
 * broke. @throws StateError MLC-DATA-020 when the object is another one at the end than at the start.
 */
export async function* readObject(
  { objects }: Pick<Ports, 'objects'>,
  at: ObjectAddress,
  found: ObjectView,
): AsyncGenerator<Uint8Array> {
  let [start, failures] = [0, 0]
  while (start < found.sizeBytes) {
    const end = Math.min(start + RANGE_BYTES, found.sizeBytes)
    const before = start
    try {
      for await (const chunk of await objects.get(at, { start, end })) {
        start += chunk.length
        yield chunk
      }
      if (start < end) throw cutShort(at, start)
      failures = 0
    } catch (error) {
      failures = start > before ? 1 : failures + 1
      if (!(error instanceof TemporaryError) || failures >= ATTEMPTS) throw error
    }
  }
  if ((await objects.head(at))?.etag !== found.etag) throw changed(`s3://${at.bucket}/${at.key}`)
}

const cutShort = ({ bucket, key }: ObjectAddress, at: number) =>
  new TemporaryError('MLC-DATA-026', `The reading of s3://${bucket}/${key} ended at byte ${at}.`, {
    hint: 'Run the command again.',
  })

/** A verdict about content that is gone, or that was two contents. */
export const changed = (path: string) =>
  new StateError('MLC-DATA-020', `${path} changed while it was read.`, {
    hint: 'Wait until it is written whole, then run the command again.',
  })
