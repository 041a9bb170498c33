import { type LineSink, lineSplitter } from '../lines.ts'
import { firstBadByte, utf8Text } from '../text.ts'
import type { PrivateValue } from './detect.ts'
import type { RedactedLine } from './redact.ts'

export type LeftOut = { readonly line: number; readonly reason: string }

const ENDINGS = { lf: '\n', crlf: '\r\n', none: '' } as const

/** Redacts lines as they stream by; `take` hands over what is ready. Line endings stay. */
export const redactor = (redacted: (line: string) => RedactedLine) => {
  const counts = redactCounts()
  let ready = ''
  const sink: LineSink = {
    line: ({ bytes, number, ending }) => {
      if (firstBadByte(bytes) >= 0) {
        counts.leftOut(number, 'it is not UTF-8')
        return
      }
      const text = utf8Text(bytes)
      const done = redacted(text)
      counts.found(done.found)
      if (done.kind === 'left-out') counts.leftOut(number, done.reason)
      else {
        counts.kept(done.text !== text)
        ready += done.text + ENDINGS[ending]
      }
    },
    tooLong: ({ number }) => counts.leftOut(number, 'it is too long'),
  }
  const { push, end } = lineSplitter(sink)
  const take = () => {
    const text = ready
    ready = ''
    return text
  }
  return { push, end, take, report: counts.report }
}

/** Left-out lines that are named; all are counted. */
const LISTED = 1_000

/** Counts what redaction does. */
export const redactCounts = () => {
  const records = { read: 0, changed: 0, leftOut: 0 }
  const found = new Map<string, { id: string; what: string; count: number }>()
  const leftOut: LeftOut[] = []
  return {
    kept: (isChanged: boolean): void => {
      records.read++
      if (isChanged) records.changed++
    },
    leftOut: (line: number, reason: string): void => {
      records.read++
      records.leftOut++
      if (leftOut.length < LISTED) leftOut.push({ line, reason })
    },
    found: (values: readonly PrivateValue[]): void => {
      for (const { detector } of values) {
        const { id, what } = detector
        const entry = found.get(id) ?? { id, what, count: 0 }
        entry.count++
        found.set(id, entry)
      }
    },
    report: () => ({
      records,
      // Copies, for counting may go on.
      found: Array.from(found.values(), (entry) => ({ ...entry })).sort(
        (a, b) => b.count - a.count || (a.id < b.id ? -1 : 1),
      ),
      leftOut,
    }),
  }
}
