import { digest64, digestTable } from './digest-table.ts'
import type { FileRuleId } from './file-rules.ts'
import { nearIndex } from './near-duplicates/index.ts'
import type { ScannedRecord } from './scan.ts'
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

/**
 * Finds records that were there before: twice on one side, on both sides, or on both sides in nearly
 * the same words. Remembers 16 bytes per record. Validation records must come first.
 */
export const twinFinder = () => {
  const paths: string[] = []
  const seen = { training: digestTable(), validation: digestTable(), prompts: digestTable() }
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

  return {
    startFile: (path: string): void => void paths.push(path),
    /** The twins of a record of the file started last. */
    of: (record: ScannedRecord, role: FileRole): readonly Twin[] => {
      const place = (paths.length - 1) * LINES_PER_FILE + record.line
      const earlier = seen[role].add(record.digest, place)
      const twice: readonly Twin[] =
        earlier === undefined ? [] : [equal('record.duplicate', earlier)]
      if (role === 'validation') {
        remember(record, place)
        return twice
      }
      const leak = leakOf(record)
      return leak === undefined ? twice : [...twice, leak]
    },
    /** False when there was too much to compare the wording of all of it. */
    comparedAll: (): boolean => isComplete,
  }
}
