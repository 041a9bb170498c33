import { digest64, digestTable } from './digest-table.ts'
import type { FileRuleId } from './file-rules.ts'
import type { ScannedRecord } from './scan.ts'
import { normalised } from './text.ts'

export type FileRole = 'training' | 'validation'

export type Twin = { readonly rule: FileRuleId; readonly message: string }

/** File and line in one whole number, below 2^53 for two million files. */
const LINES_PER_FILE = 2 ** 32

/**
 * Finds records that were there before: twice on one side, or on both sides. Remembers 16 bytes per
 * record. Validation records must come first.
 */
export const twinFinder = () => {
  const paths: string[] = []
  const seen = { training: digestTable(), validation: digestTable(), prompts: digestTable() }
  const textOf = (place: number) =>
    `${paths[Math.floor(place / LINES_PER_FILE)]}:${place % LINES_PER_FILE}`

  /** What of the validation data a training record repeats. */
  const leakOf = ({ digest, facts }: ScannedRecord): Twin | undefined => {
    if (seen.validation.size() === 0) return undefined
    const same = seen.validation.get(digest)
    if (same !== undefined) {
      return { rule: 'leak.record', message: `the same record as ${textOf(same)}` }
    }
    if (facts.prompt === undefined) return undefined
    const asked = seen.prompts.get(digest64(normalised(facts.prompt)))
    return asked === undefined
      ? undefined
      : { rule: 'leak.prompt', message: `the same prompt as ${textOf(asked)}` }
  }

  return {
    startFile: (path: string): void => void paths.push(path),
    /** The twins of a record of the file started last. */
    of: (record: ScannedRecord, role: FileRole): readonly Twin[] => {
      const place = (paths.length - 1) * LINES_PER_FILE + record.line
      const earlier = seen[role].add(record.digest, place)
      const message = earlier === undefined ? '' : `the same record as ${textOf(earlier)}`
      const twice: readonly Twin[] =
        earlier === undefined ? [] : [{ rule: 'record.duplicate', message }]
      if (role === 'validation') {
        const { prompt } = record.facts
        if (prompt !== undefined) seen.prompts.add(digest64(normalised(prompt)), place)
        return twice
      }
      const leak = leakOf(record)
      return leak === undefined ? twice : [...twice, leak]
    },
  }
}
