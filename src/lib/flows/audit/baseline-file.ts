import {
  type BaselineEntry,
  baselineText,
  dayOf,
  readAuditBaseline,
  updatedBaseline,
  withBaseline,
} from '../../domain/audit/baseline.ts'
import type { AuditFinding, BaselineUse } from '../../domain/audit/report.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

export type BaselineRequest = {
  readonly file?: string | undefined
  /** Accept everything that is found now. */
  readonly update: boolean
  readonly reason?: string | undefined
  /** New acceptances end after this many milliseconds; never when absent. */
  readonly expiresAfterMs?: number | undefined
}

type Needs = Pick<Ports, 'files' | 'clock'>

/** @throws UsageError MLC-AUD-002 before anything is read, where the flags do not go together. */
export const checkBaseline = ({ file, update, reason, expiresAfterMs }: BaselineRequest): void => {
  if (update && (file === undefined || (reason ?? '').trim() === '')) {
    throw new UsageError('MLC-AUD-002', '--update-baseline needs --baseline and --reason.', {
      why: 'Whoever reads the file later must see why a fault is accepted.',
      hint: 'mlctl audit --baseline audit-baseline.json --update-baseline --reason "…" --expires 90d',
    })
  }
  if (!update && (reason !== undefined || expiresAfterMs !== undefined)) {
    throw new UsageError('MLC-AUD-002', '--reason and --expires belong to --update-baseline.', {
      hint: 'Add --update-baseline, or leave them out.',
    })
  }
}

/**
 * The entries of the file; none where it is about to be made.
 * @throws UsageError MLC-AUD-002; StateError MLC-FILE-001 when there is none to read.
 */
export const openBaseline = async (
  { files }: Needs,
  { file, update }: BaselineRequest,
): Promise<readonly BaselineEntry[] | undefined> => {
  if (file === undefined) return undefined
  if ((await files.stat(file)) === undefined) {
    if (update) return []
    throw new StateError('MLC-FILE-001', `There is no file ${file}.`, {
      hint: 'To make it, run the same line once with --update-baseline --reason "…".',
    })
  }
  const reading = readAuditBaseline(await files.readText(file))
  if ('entries' in reading) return reading.entries
  throw new UsageError('MLC-AUD-002', `${file} is no baseline of audit: ${reading.problem}.`, {
    hint: 'Write one with --update-baseline --reason "…".',
  })
}

/** Marks what the baseline accepts, and writes it anew where that is asked for. */
export const applyBaseline = async (
  { files, clock }: Needs,
  {
    findings,
    entries,
    request,
  }: {
    readonly findings: readonly AuditFinding[]
    readonly entries: readonly BaselineEntry[] | undefined
    readonly request: BaselineRequest
  },
): Promise<{ readonly findings: readonly AuditFinding[]; readonly use?: BaselineUse }> => {
  const { file, update, reason = '', expiresAfterMs } = request
  if (file === undefined || entries === undefined) return { findings }
  const now = clock.now()
  const known = withBaseline(findings, entries, dayOf(now))
  const { stale, expired } = known
  if (!update) return { findings: known.findings, use: { file, stale, expired } }
  const until = expiresAfterMs === undefined ? {} : { expiresOn: dayOf(now + expiresAfterMs) }
  const acceptance = { reason: reason.trim(), acceptedOn: dayOf(now), ...until }
  const updated = updatedBaseline(known.findings, entries, acceptance)
  await files.writeText(file, baselineText(updated))
  const accepted = withBaseline(findings, updated, dayOf(now)).findings
  return { findings: accepted, use: { file, stale, expired, written: true } }
}
