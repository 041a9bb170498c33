import type { ScanSink, Soundness } from '../lib/ports/scanner.ts'
import { type JudgedLine, VERDICT } from './judge.ts'

const CR = 13

/** Tells a sink of one line. */
export const tellLine = (sink: ScanSink, line: JudgedLine, number: number): void => {
  const { offset, verdict, ended, bytes } = line
  if ((verdict & VERDICT.tooLong) !== 0) {
    sink.tooLong({ number, offset, sizeBytes: line.sizeBytes })
    return
  }
  const isRefused = (verdict & VERDICT.refused) !== 0
  // What the scanner says of its ending holds for accepted lines only.
  const hasReturn =
    bytes === undefined ? (verdict & VERDICT.crlf) !== 0 : bytes[bytes.length - 1] === CR
  const ending = ended ? (hasReturn ? 'crlf' : 'lf') : 'none'
  // A last line without a line feed has no ending, whatever it ends with.
  const bare = ending === 'crlf' ? bytes?.subarray(0, -1) : bytes
  const digest = { low: line.low, high: line.high }
  if (isRefused) {
    const soundness = soundnessOf(verdict)
    sink.refused({ number, offset, digest, soundness, ending, bytes: bare ?? NO_BYTES })
  } else {
    const { characters, notes } = line
    sink.accepted({ number, offset, characters, digest, ending, bytes: bare, notes })
  }
}

const NO_BYTES = new Uint8Array(0)

const soundnessOf = (verdict: number): Soundness => {
  if ((verdict & VERDICT.sound) === 0) return 'unknown'
  return (verdict & VERDICT.suspect) === 0 ? 'without-traits' : 'sound'
}
