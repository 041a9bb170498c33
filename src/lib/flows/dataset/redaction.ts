import { createHash } from 'node:crypto'
import { DETECTORS } from '../../domain/dataset/privacy/detect.ts'
import {
  CONFIDENCES,
  type Confidence,
  type Detector,
} from '../../domain/dataset/privacy/detector.ts'
import { pseudonyms, type Replacement } from '../../domain/dataset/privacy/pseudonym.ts'
import { type RedactedLine, redactLine, redactText } from '../../domain/dataset/privacy/redact.ts'
import { redactCounts } from '../../domain/dataset/privacy/redactor.ts'
import { CancelledError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { openSource, STANDARD_INPUT } from './open-source.ts'
import { privacySearch, type SearchRequest } from './privacy-search.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io'>

export type RedactionRequest = SearchRequest & {
  readonly input: string
  readonly replaceWith: Replacement
  /** The same seed gives the same pseudonyms in other files too; absent: made of the content. */
  readonly seed?: string
}

/** What was looked for, what was found, and what became of it. Never a value, never the seed. */
export type RedactionReport = {
  readonly replaceWith: Replacement
  readonly seed: 'given' | 'content'
  readonly minConfidence: Confidence
  readonly lookedFor: readonly Pick<Detector, 'id' | 'what' | 'confidence' | 'source'>[]
  /** Values replaced, or left out with their record; by detector, most frequent first. */
  readonly found: readonly { readonly id: string; readonly what: string; readonly count: number }[]
  readonly allowed: readonly { readonly reason: string; readonly count: number }[]
}

/** Redaction while records are made; it counts the values of every line that it is given. */
export type Redaction = {
  readonly line: (text: string) => RedactedLine
  /** A text beside the records: a label, a message. Not counted. */
  readonly text: (text: string) => string
  readonly report: () => RedactionReport
}

/**
 * Redaction of what is made of an input.
 * @throws UsageError MLC-DATA-040 for standard input without a seed; DataError MLC-DATA-041 for a bad
 * allow-list.
 */
export const redactionOf = async (ports: Needs, request: RedactionRequest): Promise<Redaction> => {
  const { input, replaceWith, seed, minConfidence } = request
  const { search, allowed } = await privacySearch(ports, request)
  const { key } = await redactionKey(ports, input, seed)
  const pseudonym = pseudonyms(replaceWith, key)
  const counts = redactCounts()
  const { passed: _passed, ...quiet } = search
  return {
    line: (text) => {
      const done = redactLine(text, search, pseudonym)
      counts.found(done.found)
      return done
    },
    text: (text) => redactText(text, quiet, pseudonym) ?? '',
    report: () => ({
      replaceWith,
      seed: seed === undefined ? 'content' : 'given',
      minConfidence,
      lookedFor: lookedFor(minConfidence),
      found: counts.report().found,
      allowed: allowed.used(),
    }),
  }
}

/** How redaction is asked for while records are made. */
export type RedactionFlags = {
  /** What stands for private values; absent: they stay. */
  readonly redact?: Replacement
  /** Keys the pseudonyms; absent: the content does. */
  readonly redactSeed?: string
  /** Path of a list of values that may stay. */
  readonly allow?: string
  /** `medium` when absent. */
  readonly minConfidence?: Confidence
}

/**
 * The redaction that flags ask for; undefined for none.
 * @throws UsageError MLC-DATA-044 for flags that mean nothing without it; what `redactionOf` throws.
 */
export const wantedRedaction = async (
  ports: Needs,
  flags: RedactionFlags & { readonly input: string },
): Promise<Redaction | undefined> => {
  const { input, redact, redactSeed, allow, minConfidence = 'medium' } = flags
  if (redact === undefined) {
    if (redactSeed === undefined && allow === undefined) return undefined
    throw needsRedact()
  }
  const seed = redactSeed === undefined ? {} : { seed: redactSeed }
  const list = allow === undefined ? {} : { allow }
  return redactionOf(ports, { input, replaceWith: redact, minConfidence, ...seed, ...list })
}

/**
 * The key of the pseudonyms. Without a seed it is made of the content, so that the same file gives the
 * same pseudonyms, and who has the copy alone cannot try values out; the digest of the content then
 * comes with it. @throws UsageError MLC-DATA-040 for standard input without a seed.
 */
export const redactionKey = async (
  ports: Needs,
  input: string,
  seed: string | undefined,
): Promise<{ readonly key: string; readonly digest: string | undefined }> => {
  if (seed !== undefined) return { key: seed, digest: undefined }
  if (input === STANDARD_INPUT) throw needsSeed()
  const [digest, key] = [createHash('sha256'), createHash('sha256').update('mlctl redact\n')]
  for await (const chunk of interruptible(ports, await openSource(ports, input))) {
    digest.update(chunk)
    key.update(chunk)
  }
  return { key: key.digest('hex'), digest: digest.digest('hex') }
}

/** Chunks until somebody interrupts. @throws CancelledError MLC-DATA-005 then. */
export async function* interruptible(
  { io }: Pick<Ports, 'io'>,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    if (io.signal.aborted) throw new CancelledError('MLC-DATA-005', 'Stopped; nothing was changed.')
    yield chunk
  }
}

/** The rows that a manifest names. */
export const lookedFor = (minConfidence: Confidence): RedactionReport['lookedFor'] =>
  DETECTORS.filter(
    ({ confidence }) => CONFIDENCES.indexOf(confidence) <= CONFIDENCES.indexOf(minConfidence),
  ).map(({ id, what, confidence, source }) => ({ id, what, confidence, source }))

const needsRedact = () =>
  new UsageError('MLC-DATA-044', '--allow and --redact-seed say nothing without --redact.', {
    hint: 'For example --redact TYPE --allow allow.yaml.',
  })

const needsSeed = () =>
  new UsageError('MLC-DATA-040', 'Redacting standard input needs --seed.', {
    why: 'Without one, pseudonyms are keyed by the content, and standard input can be read only once.',
    hint: 'Pass --seed with a secret text of your own, or name a file.',
  })
