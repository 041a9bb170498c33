import { fastScan, scannedLines } from '../../src/lib/domain/dataset/fast-scan.ts'
import { type ScanEvents, type ScanRules, scan } from '../../src/lib/domain/dataset/scan.ts'
import { type ScanSource, SUSPICION } from '../../src/lib/ports/scanner.ts'
import { wasmScanner } from '../../src/scan/scanner.ts'
import { chunksOf } from './chunks.ts'

/** Everything a scan has told, in words that do not depend on which function makes its digests. */
const eventLog = ({ prompts = false }: ScanRules) => {
  const told: string[] = []
  const firstOf = new Map<string, number>()
  const events: ScanEvents = {
    found: (rule, line, detail) => told.push(`${line} ${rule.id} ${JSON.stringify(detail())}`),
    record: ({ line, ok, digest, facts, shape }) => {
      const key = `${digest.high}:${digest.low}`
      const first = firstOf.get(key) ?? line
      firstOf.set(key, first)
      const { characters, modality, prompt, question, media = [], tools = [] } = facts
      const asked = prompts ? `, ${prompt} | ${question}` : ''
      const named = JSON.stringify([media, [...tools]])
      told.push(
        `${line} record ${ok} as ${first}, ${characters} ${modality} ${named}, ${shape}${asked}`,
      )
    },
  }
  return { told, events }
}

/** What the plain path tells of the bytes. */
export const plainLog = async (
  bytes: Uint8Array,
  rules: ScanRules,
  cuts: readonly number[] = [],
): Promise<readonly string[]> => {
  const { told, events } = eventLog(rules)
  const { lines, sizeBytes } = await scan(chunksOf(bytes, cuts), rules, events)
  return [...told, `${lines} lines, ${sizeBytes} bytes`]
}

/** What the scanner's path tells, and how many lines it accepted with nothing suspect in them. */
export const fastLog = async (source: ScanSource, rules: ScanRules) => {
  const { told, events } = eventLog(rules)
  const sink = fastScan(rules, events)
  const lines = scannedLines(rules)
  const scanner = lines === undefined ? undefined : wasmScanner(lines)
  if (scanner === undefined) throw new Error(`no scanner for ${rules.format.name}`)
  let accepted = 0
  const counting: typeof sink = {
    ...sink,
    accepted: (line) => {
      if (!line.notes.some(({ kind }) => kind === SUSPICION)) accepted++
      sink.accepted(line)
    },
  }
  const totals = await scanner.scan(source, counting)
  sink.end()
  return { accepted, log: [...told, `${totals.lines} lines, ${totals.sizeBytes} bytes`] }
}
