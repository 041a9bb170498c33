import { createHash, type Hash } from 'node:crypto'
import { DETECTORS } from '../../domain/dataset/privacy/detect.ts'
import {
  CONFIDENCES,
  type Confidence,
  type Detector,
} from '../../domain/dataset/privacy/detector.ts'
import { pseudonyms, type Replacement } from '../../domain/dataset/privacy/pseudonym.ts'
import { redactLine } from '../../domain/dataset/privacy/redact.ts'
import { type LeftOut, redactor } from '../../domain/dataset/privacy/redactor.ts'
import { CancelledError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { openSource, STANDARD_INPUT } from './open-source.ts'
import { type OutputSet, outputSet, type WrittenFile, writeOutput } from './outputs.ts'
import { beside } from './prepare.ts'
import { privacySearch, type SearchRequest } from './privacy-search.ts'
import { changed } from './read-object.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io'>

export type RedactRequest = SearchRequest & {
  readonly input: string
  readonly out: string
  readonly replaceWith: Replacement
  /** The same seed gives the same pseudonyms in other files too; absent: made of the content. */
  readonly seed?: string
  readonly overwrite?: boolean
}

/** The manifest: what was looked for, what was found, and what became of it. Never a value, never the seed. */
export type RedactResult = {
  readonly input: { readonly path: string; readonly sha256: string }
  readonly output: WrittenFile
  readonly manifest: string
  readonly replaceWith: Replacement
  readonly seed: 'given' | 'content'
  readonly minConfidence: Confidence
  readonly lookedFor: readonly Pick<Detector, 'id' | 'what' | 'confidence' | 'source'>[]
  readonly records: { readonly read: number; readonly changed: number; readonly leftOut: number }
  /** Values replaced, or left out with their record; by detector, most frequent first. */
  readonly found: readonly { readonly id: string; readonly what: string; readonly count: number }[]
  readonly allowed: readonly { readonly reason: string; readonly count: number }[]
  /** Lines that are not in the output, because a value in them could not be replaced; the first thousand. */
  readonly leftOut: readonly LeftOut[]
}

/**
 * Writes a copy in which private values are pseudonyms, and a manifest beside it; the input is never
 * touched. A line whose values cannot be replaced is left out and named.
 * @throws UsageError MLC-DATA-006 for one file as input and output, MLC-DATA-040 for standard input
 * without a seed; DataError MLC-DATA-041 for a bad allow-list; StateError MLC-DATA-020 when the input
 * changes meanwhile, MLC-DATA-030 when an output may not be replaced.
 */
export const redactDataset = async (
  ports: Needs,
  request: RedactRequest,
): Promise<RedactResult> => {
  const { input, out, replaceWith, seed, minConfidence } = request
  if (ports.files.absolute(input) === ports.files.absolute(out)) throw sameFile(out)
  const { search, allowed } = await privacySearch(ports, request)
  const { key, digest } = await keyOf(ports, input, seed)
  const pseudonym = pseudonyms(replaceWith, key)
  const lines = redactor((text) => redactLine(text, search, pseudonym))
  const set = outputSet(ports, request.overwrite ? { overwrite: true } : {})
  const sha256 = await copied(ports, request, { lines, set })
  if (digest !== undefined && digest !== sha256) {
    await set.abort()
    throw changed(input)
  }
  const manifest = beside(out, '.manifest.json')
  const [output] = await set.commit([manifest])
  if (output === undefined) throw new Error('one file was opened')
  const result: RedactResult = {
    input: { path: input, sha256 },
    output,
    manifest,
    replaceWith,
    seed: seed === undefined ? 'content' : 'given',
    minConfidence,
    lookedFor: lookedFor(minConfidence),
    ...lines.report(),
    allowed: allowed.used(),
  }
  const { status: _status, ...written } = output
  const document = { schemaVersion: 1, ...result, output: written }
  await writeOutput(set, manifest, `${JSON.stringify(document, null, 2)}\n`)
  return result
}

type Copying = { readonly lines: ReturnType<typeof redactor>; readonly set: OutputSet }

/** Streams the input through the redactor; answers the digest of what was read. */
const copied = async (
  ports: Needs,
  { input, out }: RedactRequest,
  { lines, set }: Copying,
): Promise<string> => {
  const hash = createHash('sha256')
  try {
    const source = watched(ports, await openSource(ports, input))
    const file = await set.open(out)
    for await (const chunk of source) {
      hash.update(chunk)
      lines.push(chunk)
      await file.write(lines.take())
    }
    lines.end()
    await file.write(lines.take())
  } catch (error) {
    await set.abort()
    throw error
  }
  return hash.digest('hex')
}

/**
 * The key of the pseudonyms. Without a seed it is made of the content, so that the same file gives the
 * same pseudonyms, and who has the copy alone cannot try values out.
 */
const keyOf = async (ports: Needs, input: string, seed: string | undefined) => {
  if (seed !== undefined) return { key: seed, digest: undefined }
  if (input === STANDARD_INPUT) throw needsSeed()
  const [digest, key] = [createHash('sha256'), createHash('sha256').update('mlctl redact\n')]
  for await (const chunk of watched(ports, await openSource(ports, input)))
    update([digest, key], chunk)
  return { key: key.digest('hex'), digest: digest.digest('hex') }
}

const update = (hashes: readonly Hash[], chunk: Uint8Array): void => {
  for (const hash of hashes) hash.update(chunk)
}

async function* watched(
  { io }: Needs,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    if (io.signal.aborted) throw new CancelledError('MLC-DATA-005', 'Stopped; nothing was changed.')
    yield chunk
  }
}

const lookedFor = (minConfidence: Confidence) =>
  DETECTORS.filter(
    ({ confidence }) => CONFIDENCES.indexOf(confidence) <= CONFIDENCES.indexOf(minConfidence),
  ).map(({ id, what, confidence, source }) => ({ id, what, confidence, source }))

const sameFile = (output: string) =>
  new UsageError('MLC-DATA-006', `--out ${output} is the input itself.`, {
    why: 'The input is never changed.',
    hint: 'Name another file.',
  })

const needsSeed = () =>
  new UsageError('MLC-DATA-040', 'Redacting standard input needs --seed.', {
    why: 'Without one, pseudonyms are keyed by the content, and standard input can be read only once.',
    hint: 'Pass --seed with a secret text of your own, or name a file.',
  })
