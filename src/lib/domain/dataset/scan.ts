import { Buffer } from 'node:buffer'
import type { LineEnding, Soundness } from '../../ports/scanner.ts'
import type { Digest64 } from './digest-table.ts'
import { FILE_RULES } from './file-rules.ts'
import type { Detail } from './findings.ts'
import {
  type Broken,
  checkRecord,
  type RecordFacts,
  type RecordFormat,
  shapeOf,
} from './formats.ts'
import { isSuspicious, parsed, UNREADABLE } from './hidden-faults.ts'
import { indexInString, type Walked, walkJson } from './json-walk.ts'
import { type RecordFormatName, type RecordLimits, tokensOf } from './limits.ts'
import { lineDigest } from './line-digest.ts'
import { type LineSink, lineSplitter, MAX_LINE_BYTES, type RawLine } from './lines.ts'
import type { PrivacyCheck } from './privacy/rules.ts'
import { repeatedLines } from './repeated-lines.ts'
import { isObject, kindOf, type Place, type Rule } from './rule.ts'
import { bare, columnOf, excerptAt, firstBadByte, utf8Text } from './text.ts'

/** What a scan checks each line against. */
export type ScanRules = {
  readonly format: RecordFormat
  readonly limits: RecordLimits
  readonly maxLineBytes?: number
  /** Records must tell what they ask (`facts.prompt`), which only a parsed line can. */
  readonly prompts?: boolean
  /** Absent: private values are not looked for. */
  readonly privacy?: PrivacyCheck
}

/** A line that is a JSON object, whether or not it breaks rules. */
export type ScannedRecord = {
  readonly line: number
  /** Breaks no rule of severity error. */
  readonly ok: boolean
  /** Of the line without surrounding white space. */
  readonly digest: Digest64
  readonly facts: RecordFacts
  /** For refused records: the format they seem to be written for. */
  readonly shape: RecordFormatName | undefined
}

/** Who wants to know. `detail` is costly: it is to be called only for findings that are shown. */
export type ScanEvents = {
  readonly found: (rule: Rule, line: number, detail: () => Detail) => void
  readonly record: (record: ScannedRecord) => void
}

export type ScanTotals = { readonly lines: number; readonly sizeBytes: number }

/**
 * Checks JSON Lines as they stream by, in memory that does not grow with the file. Good lines take
 * the fast path of JSON.parse; a line with a fault is walked again for positions.
 */
export const scan = async (
  chunks: AsyncIterable<Uint8Array>,
  rules: ScanRules,
  events: ScanEvents,
): Promise<ScanTotals> => {
  let lines = 0
  let sizeBytes = 0
  const checker = lineChecker(rules, events)
  const splitter = lineSplitter(
    {
      line: (line) => {
        lines = line.number
        checker.line(line)
      },
      tooLong: (line) => {
        lines = line.number
        checker.tooLong(line)
      },
    },
    rules.maxLineBytes ?? MAX_LINE_BYTES,
  )
  for await (const chunk of chunks) {
    sizeBytes += chunk.length
    splitter.push(chunk)
  }
  splitter.end()
  checker.end()
  return { lines, sizeBytes }
}

/** Checks the lines of one file, given in their order. */
export const lineChecker = (rules: ScanRules, { found, record }: ScanEvents) => {
  const { privacy } = rules
  const events: ScanEvents =
    privacy === undefined
      ? { found, record }
      : { record, found: (rule, line, detail) => found(rule, line, () => privacy.hidden(detail())) }
  let isUtf16 = false
  const repeated = repeatedLines(events)
  return {
    line: (line: RawLine, known: Known = UNKNOWN): void => {
      isUtf16 ||= line.offset === 0 && looksUtf16(line.bytes)
      if (isUtf16) return
      repeated.line(line, (heard) => checkLine({ ...line, ...known }, rules, heard))
    },
    /** A line that breaks no rule of severity error. */
    good: ({ number: line, ending, digest, facts, broken, bytes = NO_BYTES }: GoodLine): void => {
      if (isUtf16) return
      if (ending === 'crlf') foundReturn(line, events)
      if (broken !== undefined) foundWarning(line, { broken, bytes }, events)
      events.record({ line, ok: true, digest, facts, shape: undefined })
    },
    /** The same, unless private values in it do. */
    suspect: (line: RawLine & GoodLine): void => {
      if (!isUtf16) checkSuspect(line, rules, events)
    },
    /** The file is no text of ours: its lines mean nothing. */
    isLost: (): boolean => isUtf16,
    tooLong: ({ number, offset, sizeBytes }: Parameters<LineSink['tooLong']>[0]): void => {
      const message = `the line has ${sizeBytes} bytes, from byte ${offset} of the file`
      events.found(FILE_RULES['line.too-long'], number, () => ({ message, column: 1 }))
    },
    end: (): void => {
      if (!isUtf16) return
      const message = 'the bytes are UTF-16'
      events.found(FILE_RULES['file.utf16'], 1, () => ({ message, column: 1 }))
    },
  }
}

/** A UTF-16 byte order mark, or a zero byte beside the first character; zeros alone are no text at all. */
const looksUtf16 = (bytes: Uint8Array): boolean => {
  const [a, b] = bytes
  return (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (a === 0) !== (b === 0)
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf])

/** What a scanner knows of a line that it refuses. */
type Known = {
  /** Of the line without mark and surrounding white space. */
  readonly digest: Digest64 | undefined
  readonly soundness: Soundness
}
const UNKNOWN: Known = { digest: undefined, soundness: 'unknown' }

type GivenLine = RawLine & Known

type GoodLine = {
  readonly number: number
  readonly ending: LineEnding
  readonly digest: Digest64
  readonly facts: RecordFacts
  readonly broken: Broken | undefined
  /** Absent only when no rule is broken. */
  readonly bytes: Uint8Array | undefined
}
const NO_BYTES = new Uint8Array(0)

type Warned = { readonly broken: Broken; readonly bytes: Uint8Array }

const foundWarning = (line: number, { broken, bytes }: Warned, { found }: ScanEvents) =>
  found(broken.rule, line, () => {
    const text = utf8Text(bytes)
    return located(text, walkJson(text), broken.place)
  })

const foundReturn = (line: number, { found }: ScanEvents) =>
  found(FILE_RULES['line.crlf'], line, () => ({ message: 'the line ends with CRLF', column: 1 }))

const checkLine = (line: GivenLine, rules: ScanRules, events: ScanEvents): void => {
  let bytes = line.bytes
  const simple = (id: keyof typeof FILE_RULES, message: string, column = 1) =>
    events.found(FILE_RULES[id], line.number, () => ({ message, column }))
  if (line.offset === 0 && BOM.equals(bytes.subarray(0, 3))) {
    simple('file.bom', 'the file begins with a byte order mark (EF BB BF)')
    bytes = bytes.subarray(3)
  }
  if (line.ending === 'crlf') foundReturn(line.number, events)
  const bad = line.soundness === 'unknown' ? firstBadByte(bytes) : -1
  const text = utf8Text(bytes)
  if (bad >= 0) {
    const index = utf8Text(bytes.subarray(0, bad)).length
    const byte = (bytes[bad] ?? 0).toString(16).padStart(2, '0')
    events.found(FILE_RULES['line.utf8'], line.number, () =>
      detailAt(text, index, '', `the byte ${byte} at ${line.offset + bad} is not UTF-8`),
    )
  }
  if (bad < 0 && text.trim() === '') {
    simple('line.blank', 'the line is empty')
    return
  }
  const { number, digest, soundness } = line
  checkText(text, { line: number, bytes, isUtf8: bad < 0, digest, soundness }, rules, events)
}

type TextLine = Known & {
  readonly line: number
  readonly bytes: Uint8Array
  readonly isUtf8: boolean
}

const checkText = (text: string, at: TextLine, rules: ScanRules, events: ScanEvents): void => {
  let walked: Walked | undefined
  const walk = () => (walked ??= walkJson(text))
  const value = parsed(text)
  const hidden = at.soundness === 'unknown' && (value === UNREADABLE || isSuspicious(text, value))
  const problems = hidden ? walk().problems : []
  for (const { kind, index, pointer, message } of problems) {
    const rule: Rule = FILE_RULES[`json.${kind}`]
    events.found(rule, at.line, () => detailAt(text, index, pointer, message))
  }
  if (value === UNREADABLE) return
  if (!isObject(value)) {
    const message = `the record is ${kindOf(value)}`
    events.found(FILE_RULES['json.object'], at.line, () => detailAt(text, 0, '', message))
    return
  }
  const { broken, facts } = checkRecord(rules.format, value, rules.limits)
  for (const { rule, place } of broken) {
    events.found(rule, at.line, () => located(text, walk(), place))
  }
  const mayHold = at.soundness !== 'without-traits' && rules.privacy?.mayHold(text)
  const secrets = (mayHold ? rules.privacy?.faults(value) : undefined) ?? []
  for (const { rule, place, shown } of secrets) {
    events.found(rule, at.line, () => ({ ...located(text, walk(), place), ...shown() }))
  }
  const { maxLineBytes = Number.POSITIVE_INFINITY } = rules.limits
  const isLong = at.bytes.length > maxLineBytes
  if (isLong) {
    const message = `the line has ${at.bytes.length} bytes; ${maxLineBytes} are taken`
    events.found(FILE_RULES['record.line-bytes'], at.line, () => detailAt(text, 0, '', message))
  }
  const tokenRule = tokenRuleOf(facts.characters, rules.limits)
  if (tokenRule !== undefined) {
    events.found(tokenRule.rule, at.line, () => detailAt(text, 0, '', tokenRule.message))
  }
  const faults = [
    ...problems.map(({ kind }) => FILE_RULES[`json.${kind}`]),
    ...broken.map((b) => b.rule),
    ...secrets.map((s) => s.rule),
  ]
  const isBad =
    isLong ||
    faults.some(({ severity }) => severity === 'error') ||
    tokenRule?.rule.severity === 'error'
  const ok = at.isUtf8 && !isBad
  const digest = at.digest ?? lineDigest(bare(at.bytes, false))
  events.record({ line: at.line, ok, digest, facts, shape: ok ? undefined : shapeOf(value) })
}

/** Looks for private values alone, and walks the line only to show where they are. */
const checkSuspect = (
  { number: line, ending, bytes, digest, facts, broken }: RawLine & GoodLine,
  { privacy }: ScanRules,
  events: ScanEvents,
): void => {
  if (ending === 'crlf') foundReturn(line, events)
  if (broken !== undefined) foundWarning(line, { broken, bytes }, events)
  const text = utf8Text(bytes)
  let walked: Walked | undefined
  const walk = () => (walked ??= walkJson(text))
  const value = parsed(text)
  if (!isObject(value)) throw new Error(NO_RECORD)
  const secrets = privacy?.faults(value) ?? []
  for (const { rule, place, shown } of secrets) {
    events.found(rule, line, () => ({ ...located(text, walk(), place), ...shown() }))
  }
  const ok = !secrets.some(({ rule }) => rule.severity === 'error')
  events.record({ line, ok, digest, facts, shape: ok ? undefined : shapeOf(value) })
}

/** The scanner takes only objects for good. */
const NO_RECORD = 'a line with the shape of a record is none'

/** The facts of a line that breaks no rule. */
export const factsOf = ({ facts, view }: RecordFormat, value: unknown): RecordFacts => {
  if (!isObject(value)) throw new Error(NO_RECORD)
  return facts(view(value))
}

const tokenRuleOf = (characters: number, { maxTokensPerRecord: limit }: RecordLimits) => {
  const { low, high } = tokensOf(characters)
  if (limit === undefined || high <= limit) return undefined
  const message = `${low} to ${high} tokens (${characters} characters), the model takes ${limit}`
  return { rule: FILE_RULES[low > limit ? 'record.tokens' : 'record.tokens-doubtful'], message }
}

const located = (text: string, { spans }: Walked, place: Place): Detail => {
  const span = spans.get(place.pointer) ?? spans.get('')
  const start = (place.key ? span?.key : span?.start) ?? 0
  const index = place.within === undefined ? start : indexInString(text, start, place.within)
  return detailAt(text, index, place.pointer, place.message)
}

const detailAt = (text: string, index: number, pointer: string, message: string): Detail => ({
  message,
  column: columnOf(text, index),
  pointer,
  excerpt: excerptAt(text, index),
})
