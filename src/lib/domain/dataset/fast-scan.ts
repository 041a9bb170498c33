import type { ScanSink } from '../../ports/scanner.ts'
import { fastShape } from './fast-shape.ts'
import { MAX_LINE_BYTES } from './lines.ts'
import { TOKEN_MARKS } from './privacy/runs.ts'
import { lineChecker, type ScanEvents, type ScanRules } from './scan.ts'

/** What a scanner is to be made for; undefined when it knows no shape for these rules. */
export const scannedLines = ({ format, limits, maxLineBytes, prompts, privacy }: ScanRules) => {
  if (prompts === true || privacy?.byTraits === false) return undefined
  const shape = fastShape(format.name, limits)
  const traits = privacy === undefined ? {} : { traits: { tokenMarks: TOKEN_MARKS } }
  return shape === undefined
    ? undefined
    : { shape: { ...shape, ...traits }, maxLineBytes: maxLineBytes ?? MAX_LINE_BYTES }
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
    accepted: ({ number: line, characters, digest }) => {
      if (checker.isLost()) return
      const facts = { characters, prompt: undefined, modality: 'text' }
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
