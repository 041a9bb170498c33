import { datasetCheck, type FileRole, type ValidationReport } from '../../domain/dataset/check.ts'
import { scan } from '../../domain/dataset/scan.ts'
import { CancelledError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { DataTarget } from './model.ts'
import { openSource, STANDARD_INPUT } from './open-source.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io'>

export type ValidateRequest = DataTarget & {
  /** Training data: local paths, `s3://…`, or `-` for standard input. */
  readonly files: readonly string[]
  readonly validation?: string
  /** Findings kept in full; 100 when absent, 0 for all. */
  readonly maxFindings?: number
}

const DEFAULT_FINDINGS = 100

/** Checks training and validation data together, streaming. Broken data is a report, not an error. */
export const validateDataset = async (
  ports: Needs,
  request: ValidateRequest,
): Promise<ValidationReport> => {
  const { format, limits, model } = request
  const check = datasetCheck({
    format,
    limits,
    ...(model === undefined ? {} : { model }),
    maxFindings: request.maxFindings ?? DEFAULT_FINDINGS,
  })
  const sources: readonly (readonly [string, FileRole])[] = [
    // First, so that training records can be compared with them as they pass.
    ...(request.validation === undefined ? [] : [[request.validation, 'validation'] as const]),
    ...request.files.map((path) => [path, 'training'] as const),
  ]
  for (const [path, role] of sources) {
    const file = check.file(path, role)
    const chunks = await openSource(ports, path)
    file.end(await scan(await watched(ports, path, chunks), { format, limits }, file))
  }
  return check.report()
}

/** One training file against one model or format: what a job needs to know before it is created. */
export const validateFile = (
  ports: Needs,
  path: string,
  target: DataTarget,
): Promise<ValidationReport> => validateDataset(ports, { ...target, files: [path] })

/** Small files are done before a bar could be read. */
const SHOWN_FROM_BYTES = 64 * 1024 * 1024

/** Progress over the chunks of a large local file; an interrupt ends the reading. */
const watched = async (
  { files, io }: Needs,
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> => {
  const isLocal = path !== STANDARD_INPUT && !path.startsWith('s3://')
  const total = isLocal ? ((await files.stat(path))?.sizeBytes ?? 0) : 0
  return (async function* () {
    const progress =
      total >= SHOWN_FROM_BYTES
        ? io.progress(`Checking ${path}`, { total, unit: 'bytes' })
        : undefined
    let done = 0
    try {
      for await (const chunk of chunks) {
        if (io.signal.aborted)
          throw new CancelledError('MLC-DATA-005', 'Stopped; nothing was changed.')
        yield chunk
        done += chunk.length
        progress?.update({ done })
      }
    } finally {
      progress?.stop()
    }
  })()
}
