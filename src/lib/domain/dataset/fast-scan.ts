import type { ScanSink } from '../../ports/scanner.ts'
import { noteJudge, suspectTexts } from './fast-notes.ts'
import { fastShape } from './fast-shape.ts'
import { parsed } from './hidden-faults.ts'
import { MAX_LINE_BYTES } from './lines.ts'
import { IBAN_LENGTHS } from './privacy/iban.ts'
import { TOKEN_MARKS } from './privacy/runs.ts'
import { factsOf, lineChecker, type ScanEvents, type ScanRules } from './scan.ts'
import { utf8Text } from './text.ts'

/** What a scanner is to be made for; undefined when it cannot look for what these rules want. */
export const scannedLines = ({ format, limits, maxLineBytes, prompts, privacy }: ScanRules) => {
  if (privacy?.byTraits === false) return undefined
  const traits =
    privacy === undefined ? {} : { traits: { tokenMarks: TOKEN_MARKS, ibanLengths: IBAN_LENGTHS } }
  return {
    shape: { ...fastShape(format.name, limits), ...traits },
    maxLineBytes: maxLineBytes ?? MAX_LINE_BYTES,
    withBytes: prompts === true,
  }
}

/**
 * As `scan`, for a scanner that accepts good lines itself: the same events, from the lines it refuses,
 * what it notes, and the little that it knows of the others. To be ended.
 */
export const fastScan = (
  rules: ScanRules,
  events: ScanEvents,
): ScanSink & { readonly end: () => void } => {
  const { format, privacy, prompts = false } = rules
  const checker = lineChecker(rules, events)
  const judge = noteJudge(format, rules.limits)
  return {
    accepted: (line) => {
      if (checker.isLost()) return
      const { number, offset, ending, digest, characters, bytes, notes } = line
      if (bytes === undefined) {
        const facts = { characters, prompt: undefined, modality: 'text' }
        checker.good({ number, ending, digest, facts, bytes, broken: undefined })
        return
      }
      const judged = judge({ characters, bytes, notes })
      if (judged === undefined) {
        checker.line({ number, offset, ending, bytes }, { digest, soundness: 'sound' })
        return
      }
      const { broken } = judged
      const facts = prompts ? factsOf(format, parsed(utf8Text(bytes))) : judged.facts
      const suspects = suspectTexts(bytes, notes)
      if (suspects.length === 0 || privacy === undefined || privacy.areClear(suspects)) {
        checker.good({ number, ending, digest, facts, bytes, broken })
      } else checker.suspect({ number, offset, ending, bytes, digest, facts, broken })
    },
    refused: (line) => checker.line(line, line),
    tooLong: checker.tooLong,
    end: checker.end,
  }
}
