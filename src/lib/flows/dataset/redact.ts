import { createHash } from 'node:crypto'
import { pseudonyms } from '../../domain/dataset/privacy/pseudonym.ts'
import { redactLine } from '../../domain/dataset/privacy/redact.ts'
import { type LeftOut, redactor } from '../../domain/dataset/privacy/redactor.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { openSource } from './open-source.ts'
import { type OutputSet, outputSet, type WrittenFile, writeOutput } from './outputs.ts'
import { beside } from './prepare.ts'
import { privacySearch } from './privacy-search.ts'
import { changed } from './read-object.ts'
import {
  interruptible,
  lookedFor,
  type RedactionReport,
  type RedactionRequest,
  redactionKey,
} from './redaction.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io'>

export type RedactRequest = RedactionRequest & {
  readonly out: string
  readonly overwrite?: boolean
}

/** The manifest: what was made of what. */
export type RedactResult = RedactionReport & {
  readonly input: { readonly path: string; readonly sha256: string }
  readonly output: WrittenFile
  readonly manifest: string
  readonly records: { readonly read: number; readonly changed: number; readonly leftOut: number }
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
  const { key, digest } = await redactionKey(ports, input, seed)
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
    const source = interruptible(ports, await openSource(ports, input))
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

const sameFile = (output: string) =>
  new UsageError('MLC-DATA-006', `--out ${output} is the input itself.`, {
    why: 'The input is never changed.',
    hint: 'Name another file.',
  })
