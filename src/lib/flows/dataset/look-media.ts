import { parseS3Uri } from '../../domain/core/arn.ts'
import { countOf } from '../../domain/core/count.ts'
import type { FileRuleId } from '../../domain/dataset/file-rules.ts'
import type { MediaReference } from '../../domain/dataset/formats.ts'
import { imageSizeOf } from '../../domain/dataset/image-size.ts'
import type { RecordLimits } from '../../domain/dataset/limits.ts'
import { bytesProblem, limitsPixels, sizeProblem } from '../../domain/dataset/media-limits.ts'
import type { Place } from '../../domain/dataset/tally.ts'
import { AccessError, CancelledError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ObjectAddress } from '../../ports/objects.ts'

type Needs = Pick<Ports, 'objects' | 'io'>
type Found = (rule: FileRuleId, message: string, at: Place & { readonly pointer: string }) => void
type Named = { readonly media: MediaReference; readonly at: Place; readonly address: ObjectAddress }

/** Each file costs a request or two: more are not looked at, and that is said. */
const MAX_FILES = 200
const AT_ONCE = 8
/** Enough for the header of a JPEG after a large preview. */
const HEAD_BYTES = 256 * 1024

/**
 * Looks at the images, videos and documents that records name: there, and within the model's limits?
 * Only for data that is on S3 itself and names few files. `finish` answers what was not checked.
 */
export const mediaChecker = (limits: RecordLimits) => {
  const named = new Map<string, Named>()
  let [onS3, skipped, references] = [false, 0, 0]
  return {
    startFile: (path: string): void => {
      onS3 = path.startsWith('s3://')
    },
    add: (media: MediaReference, at: Place): void => {
      references++
      const address = parseS3Uri(media.uri)
      if (address === undefined || named.has(media.uri)) return
      if (onS3 && named.size < MAX_FILES) named.set(media.uri, { media, at, address })
      else skipped++
    },
    finish: async (ports: Needs, found: Found): Promise<readonly string[]> => {
      if (references === 0) return []
      const hidden = await lookAtAll(ports, [...named.values()], { limits, found })
      return [
        ...(skipped === 0 ? [] : [skippedText(skipped, onS3)]),
        ...(hidden === 0 ? [] : [`${countOf(hidden, 'file')} that records name could not be read`]),
        ...(limits.media?.video === undefined ? [] : ['the length of videos']),
      ]
    },
  }
}

const skippedText = (skipped: number, onS3: boolean): string =>
  onS3
    ? `${skipped} of the files that records name: only the first ${MAX_FILES} are looked at`
    : `${skipped} references to files (are they there, their bytes and pixels): the data is not on S3`

type Look = { readonly limits: RecordLimits; readonly found: Found }

/** Findings in the order of the records; answers how many files could not be looked at. */
const lookAtAll = async (ports: Needs, named: readonly Named[], look: Look): Promise<number> => {
  let hidden = 0
  for (let from = 0; from < named.length; from += AT_ONCE) {
    if (ports.io.signal.aborted) {
      throw new CancelledError('MLC-DATA-005', 'Stopped; nothing was changed.')
    }
    const part = named.slice(from, from + AT_ONCE)
    const problems = await Promise.all(part.map((one) => problemOf(ports, one, look.limits)))
    for (const [i, problem] of problems.entries()) {
      const one = part[i]
      if (problem === 'hidden') hidden++
      else if (problem !== undefined && one !== undefined) {
        const { media, at } = one
        look.found(problem.rule, `${media.uri} ${problem.text}`, { ...at, pointer: media.pointer })
      }
    }
  }
  return hidden
}

type Problem = { readonly rule: FileRuleId; readonly text: string }

const problemOf = async (
  { objects }: Needs,
  { media, address }: Named,
  { media: all }: RecordLimits,
): Promise<Problem | 'hidden' | undefined> => {
  const limits = all?.[media.kind] ?? {}
  try {
    const there = await objects.head(address)
    if (there === undefined) return { rule: 'media.missing', text: 'is not there' }
    const bytes = bytesProblem(there.sizeBytes, limits)
    if (bytes !== undefined) return { rule: 'media.size', text: bytes }
    if (media.kind !== 'image' || !limitsPixels(limits)) return undefined
    const end = Math.min(HEAD_BYTES, there.sizeBytes)
    const size = imageSizeOf(await headOf(await objects.get(address, { start: 0, end })))
    const pixels = size === undefined ? undefined : sizeProblem(size, limits)
    if (size === undefined) return 'hidden'
    return pixels === undefined ? undefined : { rule: 'media.dimensions', text: pixels }
  } catch (error) {
    if (error instanceof AccessError) return 'hidden'
    throw error
  }
}

const headOf = async (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
