import type { Scratch } from '../../ports/files.ts'
import { type Digest64, digest64, digestTable } from './digest-table.ts'
import type { FileRuleId } from './file-rules.ts'
import { nearIndex } from './near-duplicates/index.ts'
import type { ScannedRecord } from './scan.ts'
import { type SpilledDigest, spilledDigests } from './spilled-digests.ts'
import { normalised } from './text.ts'

export type FileRole = 'training' | 'validation'

/** Of millions of twins few are shown: texts are made when they are asked for. */
export type Twin = {
  readonly rule: FileRuleId
  readonly message: () => string
  /** The earlier record that is said to be equal to the byte; absent for other likenesses. */
  readonly equals?: () => { readonly file: string; readonly line: number }
}

/** File and line in one whole number, below 2^53 for two million files. */
const LINES_PER_FILE = 2 ** 32

/** Comparing wordings reads 20 MB a second: half a minute, for ten times what any model takes. */
const MAX_COMPARED_CHARACTERS = 600_000_000
/** Texts of the validation data that are compared, in about 500 bytes each. */
const MAX_COMPARED_RECORDS = 50_000

/**
 * Above the likeness by which a split keeps texts on one side (0.5): likeness is estimated, and data
 * that mlctl split itself must not be warned of.
 */
const LEAK_LIKENESS = 0.6

/** Records remembered in memory, in 24 to 48 bytes each; the others go to a scratch file, where there is one. */
const MAX_KEPT = 2 ** 19
/** Late twins that are sorted together. */
const SORTED_TOGETHER = 50_000

/** A record that turned out to be a twin when all were read. */
export type LateTwin = {
  readonly twin: Twin
  readonly digest: Digest64
  readonly at: { readonly file: string; readonly line: number }
}

/**
 * Finds records that were there before: twice on one side, on both sides, or on both sides in nearly
 * the same words. Validation records must come first. Without a scratch file memory grows with them.
 */
export const twinFinder = ({ scratch, maxKept = MAX_KEPT }: TwinOptions = {}) => {
  const paths: string[] = []
  const roles: FileRole[] = []
  const seen = { training: digestTable(), validation: digestTable(), prompts: digestTable() }
  const spilled = scratch === undefined ? undefined : spilledDigests(scratch)
  const near = nearIndex()
  /** Of the texts in `near`, by id. */
  const places: number[] = []
  let [compared, isComplete] = [0, true]
  const placeOf = (place: number) => ({
    file: paths[Math.floor(place / LINES_PER_FILE)] ?? '',
    line: place % LINES_PER_FILE,
  })
  const textOf = (place: number) => {
    const { file, line } = placeOf(place)
    return `${file}:${line}`
  }
  const equal = (rule: FileRuleId, earlier: number): Twin => ({
    rule,
    message: () => `the same record as ${textOf(earlier)}`,
    equals: () => placeOf(earlier),
  })

  /** What of the validation data a training record repeats. */
  const leakOf = ({ digest, facts }: ScannedRecord): Twin | undefined => {
    if (seen.validation.size() === 0) return undefined
    const same = seen.validation.get(digest)
    if (same !== undefined) return equal('leak.record', same)
    if (facts.prompt === undefined) return undefined
    const asked = seen.prompts.get(digest64(normalised(facts.prompt)))
    return asked === undefined
      ? nearLeakOf(facts.question ?? facts.prompt)
      : { rule: 'leak.prompt', message: () => `the same prompt as ${textOf(asked)}` }
  }
  const nearLeakOf = (question: string): Twin | undefined => {
    compared += question.length
    isComplete &&= compared <= MAX_COMPARED_CHARACTERS
    if (!isComplete) return undefined
    near.end()
    const found = near.find(question)
    if (found === undefined || found.similarity < LEAK_LIKENESS) return undefined
    const percent = Math.round(found.similarity * 100)
    return {
      rule: 'leak.near',
      message: () =>
        `about ${percent} % of the wording of the prompt of ${textOf(places[found.id] ?? 0)}`,
    }
  }
  const remember = ({ facts }: ScannedRecord, place: number): void => {
    const { prompt, question = prompt } = facts
    if (prompt === undefined || question === undefined) return
    seen.prompts.add(digest64(normalised(prompt)), place)
    isComplete &&= places.push(place) <= MAX_COMPARED_RECORDS
    if (isComplete) near.add(question, places.length - 1)
  }

  /** Remembers a record; answers the place of an earlier one that is equal, as far as memory knows. */
  const earlierOf = (digest: Digest64, place: number, role: FileRole): number | undefined => {
    const isFull = seen.training.size() + seen.validation.size() >= maxKept
    if (spilled === undefined || !isFull) return seen[role].add(digest, place)
    const earlier = seen[role].get(digest)
    if (earlier === undefined) spilled.add(digest, place)
    return earlier
  }
  /** Of one part of what did not fit: all that are equal are in it. What did fit is not needed any more. */
  const twinsAmong = function* (part: Iterable<SpilledDigest>): Generator<Late> {
    for (const side of [seen.training, seen.validation]) side.clear()
    for (const { digest, place } of part) {
      const role = roles[Math.floor(place / LINES_PER_FILE)] ?? 'training'
      const earlier = seen[role].add(digest, place)
      if (earlier !== undefined) yield { rule: 'record.duplicate', digest, place, earlier }
      const leaked = role === 'training' ? seen.validation.get(digest) : undefined
      if (leaked !== undefined) yield { rule: 'leak.record', digest, place, earlier: leaked }
    }
  }
  const lateTwin = ({ rule, digest, place, earlier }: Late): LateTwin => ({
    twin: equal(rule, earlier),
    digest,
    at: placeOf(place),
  })

  return {
    startFile: (path: string): void => void paths.push(path),
    /** The twins of a record of the file started last, as far as they are known by now. */
    of: (record: ScannedRecord, role: FileRole): readonly Twin[] => {
      roles[paths.length - 1] = role
      const place = (paths.length - 1) * LINES_PER_FILE + record.line
      const earlier = earlierOf(record.digest, place, role)
      const twice: readonly Twin[] =
        earlier === undefined ? NO_TWINS : [equal('record.duplicate', earlier)]
      if (role === 'validation') {
        remember(record, place)
        return twice
      }
      const leak = leakOf(record)
      return leak === undefined ? twice : [...twice, leak]
    },
    /** The other twins, when all records were told: sorted by their places, unless there are very many. */
    late: function* (): Generator<LateTwin> {
      let found: Late[] = []
      const sorted = () => found.sort((a, b) => a.place - b.place).map(lateTwin)
      for (const part of spilled?.parts(maxKept) ?? []) {
        for (const one of twinsAmong(part)) {
          if (found.push(one) < SORTED_TOGETHER) continue
          yield* sorted()
          found = []
        }
      }
      yield* sorted()
    },
    /** False when there was too much to compare the wording of all of it. */
    comparedAll: (): boolean => isComplete,
  }
}

const NO_TWINS: readonly Twin[] = []

type Late = {
  readonly rule: FileRuleId
  readonly digest: Digest64
  readonly place: number
  readonly earlier: number
}

export type TwinOptions = {
  /** Room for what does not fit into memory. */
  readonly scratch?: () => Scratch
  /** For tests: records that fit. */
  readonly maxKept?: number
}
