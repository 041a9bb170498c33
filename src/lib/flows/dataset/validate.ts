import type { Acceptance } from '../../domain/dataset/baseline.ts'
import { datasetCheck, type FileRole, type ValidationReport } from '../../domain/dataset/check.ts'
import type { Finding } from '../../domain/dataset/findings.ts'
import type { PrivacyCheck } from '../../domain/dataset/privacy/rules.ts'
import type { Ports } from '../../ports/all.ts'
import { expandPaths } from './expand-paths.ts'
import { mediaChecker } from './look-media.ts'
import type { DataTarget } from './model.ts'
import { STANDARD_INPUT } from './open-source.ts'
import { isLocal, scanSource } from './scan-source.ts'
import { twinProof } from './twin-proof.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io'>

export type ValidateRequest = DataTarget & {
  /** Training data: local paths, `s3://…`, with wildcards or not, or `-` for standard input. */
  readonly files: readonly string[]
  readonly validation?: string
  /** Findings kept in full; 100 when absent, 0 for all. */
  readonly maxFindings?: number
  /** Of each rule, of those; 10 when absent. */
  readonly maxPerRule?: number
  /** Absent: private values are not looked for. */
  readonly privacy?: PrivacyCheck
  /** Known findings, which do not count. */
  readonly acceptance?: Acceptance
  /** Hears every finding; none is then kept for the report. */
  readonly onFinding?: (finding: Finding) => void
}

const DEFAULT_FINDINGS = 100

/** Checks training and validation data together, streaming. Broken data is a report, not an error. */
export const validateDataset = async (
  ports: Needs,
  request: ValidateRequest,
): Promise<ValidationReport> => {
  const { files, validation, maxFindings = DEFAULT_FINDINGS, ...options } = request
  const media = mediaChecker(options.limits)
  const twins = twinProof()
  const heard = { onMedia: media.add, onTwin: twins.hold }
  const { scratch } = ports.files
  const room = scratch === undefined ? {} : { scratch }
  const check = datasetCheck({ ...options, maxFindings, ...heard, ...room })
  const sources: readonly (readonly [string, FileRole])[] = [
    // First, so that training records can be compared with them as they pass.
    ...(validation === undefined ? [] : [[validation, 'validation'] as const]),
    ...(await expandPaths(ports, files)).map((path) => [path, 'training'] as const),
  ]
  // Leaks show by the prompts, which nothing else needs.
  const rules = { ...options, prompts: validation !== undefined }
  for (const [path, role] of sources) {
    const isFile = await isNamed(ports, path)
    const events = check.file(path, role, isFile)
    media.startFile(path)
    if (isFile && isLocal(path)) twins.mayReadAgain(path)
    events.end(await scanSource(ports, path, { rules, events }))
  }
  check.end()
  for (const { rule, message, at } of await twins.proven(ports)) check.found(rule, message, at)
  const unchecked = await media.finish(ports, check.found)
  const report = check.report()
  if (unchecked.length === 0) return report
  return { ...report, unchecked: [...(report.unchecked ?? []), ...unchecked] }
}

/** Pipes have names, but not ones that a job would see. */
const isNamed = async ({ files }: Needs, path: string): Promise<boolean> =>
  path !== STANDARD_INPUT && (!isLocal(path) || (await files.stat(path))?.kind === 'file')

/** One training file against one model or format: what a job needs to know before it is created. */
export const validateFile = (
  ports: Needs,
  path: string,
  target: DataTarget,
): Promise<ValidationReport> => validateDataset(ports, { ...target, files: [path] })
