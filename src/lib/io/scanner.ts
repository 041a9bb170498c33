import { wasmScanner } from '../../scan/scanner.ts'
import type { ScannedLines, Scanner } from '../ports/scanner.ts'
import { fileError } from './file-errors.ts'

/** The scanner of local files, with paths from the working folder and errors as `Files` has them. */
export const localScanner = (
  lines: ScannedLines,
  absolute: (path: string) => string,
): Scanner | undefined => {
  const scanner = wasmScanner(lines)
  if (scanner === undefined) return undefined
  return {
    async scan(source, sink) {
      if ('chunks' in source) return scanner.scan(source, sink)
      try {
        const path = absolute(source.path)
        return await scanner.scan({ ...wantedThreads(), ...source, path }, sink)
      } catch (cause) {
        // What the listener throws is its own.
        throw cause instanceof Error && 'syscall' in cause ? fileError(cause, source.path) : cause
      }
    },
  }
}

/** `MLCTL_SCAN_WORKERS`: so many threads, whatever the size of the file. */
const wantedThreads = () => {
  const wanted = process.env.MLCTL_SCAN_WORKERS ?? ''
  return /^\d$/.test(wanted) ? { threads: Number(wanted) } : {}
}
