import { FILE_RULES } from './file-rules.ts'
import type { RawLine } from './lines.ts'
import type { ScanEvents, ScannedRecord } from './scan.ts'

/** What is kept of a line; longer ones seldom come again, and are dear to look at whatever is known. */
const KEPT_BYTES = 1024

type Told = {
  readonly found: Parameters<ScanEvents['found']>[]
  record: ScannedRecord | undefined
}

/**
 * Remembers what was told of the line before. Broken files often repeat one broken line by the million:
 * that line is then looked at once. Two lines are alike when all their bytes and their endings are.
 */
export const repeatedLines = (events: ScanEvents) => {
  const { found, record } = events
  const kept = new Uint8Array(KEPT_BYTES)
  let [length, ending] = [-1, '']
  let told: Told = { found: [], record: undefined }
  const heard: ScanEvents = {
    found: (...finding) => {
      // It says at which byte of the file.
      if (finding[0] === FILE_RULES['line.utf8']) length = -1
      told.found.push(finding)
      found(...finding)
    },
    record: (one) => {
      told.record = one
      record(one)
    },
  }
  const isSame = (line: RawLine): boolean => {
    const { bytes } = line
    if (bytes.length !== length || line.ending !== ending) return false
    for (let i = 0; i < length; i++) if (bytes[i] !== kept[i]) return false
    return true
  }
  return {
    /** Tells of the line again when it is the one before; else `look` is to tell of it. */
    line: (line: RawLine, look: (events: ScanEvents) => void): void => {
      const number = line.number
      if (isSame(line)) {
        for (const [rule, , detail] of told.found) found(rule, number, detail)
        if (told.record !== undefined) record({ ...told.record, line: number })
        return
      }
      told = { found: [], record: undefined }
      // The first line of a file may have a mark that no other has.
      const isKept = line.bytes.length <= KEPT_BYTES && line.offset > 0
      length = isKept ? line.bytes.length : -1
      ending = line.ending
      if (isKept) kept.set(line.bytes)
      look(isKept ? heard : events)
    },
  }
}
