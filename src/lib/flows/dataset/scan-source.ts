import { fastScan, scannedLines } from '../../domain/dataset/fast-scan.ts'
import { MAGIC_BYTES, packingOf } from '../../domain/dataset/packing.ts'
import {
  type ScanEvents,
  type ScanRules,
  type ScanTotals,
  scan,
} from '../../domain/dataset/scan.ts'
import { CancelledError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { Scanner, ScanSink } from '../../ports/scanner.ts'
import { openSource, STANDARD_INPUT } from './open-source.ts'
import { changed } from './read-object.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io'>

/** Whether a path names a local file or pipe: neither standard input nor an S3 URI. */
export const isLocal = (path: string): boolean =>
  path !== STANDARD_INPUT && !path.startsWith('s3://')

/**
 * Scans one source with what `openSource` opens. @throws StateError MLC-DATA-020 when a file grows,
 * shrinks or vanishes meanwhile: a verdict about it would hold for nothing; CancelledError
 * MLC-DATA-005.
 */
export const scanSource = async (
  ports: Needs,
  path: string,
  { rules, events }: { readonly rules: ScanRules; readonly events: ScanEvents },
): Promise<ScanTotals> => {
  const before = await identityOf(ports, path)
  const chunks = await openSource(ports, path)
  const opened = { doing: `Checking ${path}`, chunks, fileBytes: before?.sizeBytes }
  const totals =
    (await scanFast(ports, path, { ...opened, rules, events })) ??
    (await scan(watched(ports, opened), rules, events))
  if ((await identityOf(ports, path))?.text !== before?.text) throw changed(path)
  return totals
}

export type Opened = {
  /** For the progress bar. */
  readonly doing: string
  readonly chunks: AsyncIterable<Uint8Array>
  /** The size of a local file; undefined for what cannot be read twice, or is far away. */
  readonly fileBytes: number | undefined
}

type Fast = Opened & { readonly rules: ScanRules; readonly events: ScanEvents }

/** With the fast scanner, where there is one; undefined, and nothing read, where there is none. */
const scanFast = async (
  ports: Needs,
  path: string,
  { rules, events, ...opened }: Fast,
): Promise<ScanTotals | undefined> => {
  const lines = scannedLines(rules)
  const scanner = lines === undefined ? undefined : await ports.files.scanner?.(lines)
  if (scanner === undefined) return undefined
  const sink = fastScan(rules, events)
  const totals = await scanWith(ports, path, { ...opened, scanner, sink })
  sink.end()
  return totals
}

/**
 * Scans a source: a plain local file by its path, which threads may share, all else by its chunks.
 * @throws CancelledError MLC-DATA-005.
 */
export const scanWith = async (
  ports: Needs,
  path: string,
  opened: Opened & { readonly scanner: Scanner; readonly sink: ScanSink },
): Promise<ScanTotals> => {
  const { scanner, sink } = opened
  if (opened.fileBytes === undefined || (await isPacked(ports, path))) {
    return scanner.scan({ chunks: watched(ports, opened) }, sink)
  }
  stopIfAborted(ports)
  const progress = startProgress(ports, opened)
  try {
    return await scanner.scan(
      { path },
      {
        ...sink,
        progress: (done) => {
          stopIfAborted(ports)
          progress?.update({ done })
        },
      },
    )
  } finally {
    progress?.stop()
  }
}

const isPacked = async ({ files }: Needs, path: string): Promise<boolean> => {
  for await (const head of files.read(path, { start: 0, end: MAGIC_BYTES })) {
    if (packingOf(head) !== undefined) return true
  }
  return false
}

const stopIfAborted = ({ io }: Needs) => {
  if (io.signal.aborted) throw new CancelledError('MLC-DATA-005', 'Stopped; nothing was changed.')
}

const startProgress = ({ io }: Needs, { doing, fileBytes: total = 0 }: Opened) =>
  total >= SHOWN_FROM_BYTES ? io.progress(doing, { total, unit: 'bytes' }) : undefined

/** What tells whether a file is still the same; undefined for pipes and what is not local. */
const identityOf = async ({ files }: Needs, path: string) => {
  const found = isLocal(path) ? await files.stat(path) : undefined
  if (found === undefined || found.kind !== 'file') return undefined
  return { sizeBytes: found.sizeBytes, text: `${found.sizeBytes} ${found.modifiedAt}` }
}

/** Small files are done before a bar could be read. */
const SHOWN_FROM_BYTES = 64 * 1024 * 1024

/** Progress over the chunks of a large local file; an interrupt ends the reading. */
export async function* watched(ports: Needs, opened: Opened): AsyncGenerator<Uint8Array> {
  const progress = startProgress(ports, opened)
  let done = 0
  try {
    for await (const chunk of opened.chunks) {
      stopIfAborted(ports)
      yield chunk
      done += chunk.length
      progress?.update({ done })
    }
  } finally {
    progress?.stop()
  }
}
