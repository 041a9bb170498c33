import type { ScanSink } from '../../ports/scanner.ts'
import { fastShape } from './fast-shape.ts'
import { parsed } from './hidden-faults.ts'
import { MAX_LINE_BYTES } from './lines.ts'
import { IBAN_LENGTHS } from './privacy/iban.ts'
import { TOKEN_MARKS } from './privacy/runs.ts'
import { factsOf, lineChecker, type ScanEvents, type ScanRules } from './scan.ts'
import { utf8Text } from './text.ts'

/** What a scanner is to be made for; undefined when it knows no shape for these rules. */
export const scannedLines = ({ format, limits, maxLineBytes, prompts, privacy }: ScanRules) => {
  if (privacy?.byTraits === false) return undefined
  const shape = fastShape(format.name, limits)
  const traits =
    privacy === undefined ? {} : { traits: { tokenMarks: TOKEN_MARKS, ibanLengths: IBAN_LENGTHS } }
  return shape === undefined
    ? undefined
    : {
        shape: { ...shape, ...traits },
        maxLineBytes: maxLineBytes ?? MAX_LINE_BYTES,
        withBytes: prompts === true,
      }
}

/**
 * As `scan`, for a scanner that accepts good lines itself: the same events, from the lines it refuses
 * and the little that it knows of the others. To be ended.
 */
export const fastScan = (
  rules: ScanRules,
  events: ScanEvents,
): ScanSink & { readonly end: () => void } => {
  const checker = lineChecker(rules, events)
  return {
    accepted: ({ number: line, characters, digest, bytes }) => {
      if (checker.isLost()) return
      const facts =
        bytes === undefined
          ? { characters, prompt: undefined, modality: 'text' }
          : factsOf(rules.format, parsed(utf8Text(bytes)))
      events.record({ line, ok: true, digest, facts, shape: undefined })
    },
    refused: (line) => {
      const { characters, digest } = line
      if (characters === undefined) checker.line(line, digest)
      else checker.suspect(line, { characters, digest })
    },
    tooLong: checker.tooLong,
    end: checker.end,
  }
}
