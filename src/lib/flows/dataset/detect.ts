import { detectFormat } from '../../domain/dataset/detect.ts'
import type { RecordFormatName } from '../../domain/dataset/limits.ts'
import { utf8Text } from '../../domain/dataset/text.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { openSource, STANDARD_INPUT } from './open-source.ts'

type Needs = Pick<Ports, 'files' | 'objects'>

/** Enough for the first records; a pipe's would be gone afterwards. */
const HEAD_BYTES = 256 * 1024

/** The format that the first records show; undefined for none, and for what cannot be read twice. */
export const detectedFormat = async (
  ports: Needs,
  path: string,
): Promise<RecordFormatName | undefined> => {
  if (path === STANDARD_INPUT || (await ports.files.stat(path))?.kind === 'other') return undefined
  const decoder: string[] = []
  let sizeBytes = 0
  for await (const chunk of await openSource(ports, path)) {
    decoder.push(utf8Text(chunk.subarray(0, HEAD_BYTES)))
    sizeBytes += chunk.length
    if (sizeBytes >= HEAD_BYTES) break
  }
  return detectFormat(decoder.join(''))
}

/** As `detectedFormat`. @throws UsageError MLC-DATA-029 when the format cannot be told. */
export const requireDetected = async (ports: Needs, path: string): Promise<RecordFormatName> => {
  const found = await detectedFormat(ports, path)
  if (found !== undefined) return found
  throw new UsageError('MLC-DATA-029', `The format of ${path} cannot be told from its records.`, {
    why: 'They have no known shape, or the input is a pipe, which can be read only once.',
    hint: 'Name it: --format converse, or a model: --model nova-micro.',
  })
}
