import type { Ports } from '../../ports/all.ts'
import type { JournalRecord } from '../../ports/journal.ts'

export type HistoryEntry = {
  readonly run: string
  readonly at: string
  readonly command: string
  readonly target: string
  readonly account: string
  readonly region: string
  readonly steps: readonly HistoryStep[]
}

export type HistoryStep = {
  readonly step: string
  readonly operation: string
  /** `open`: begun, and no outcome was recorded: the process died in between. */
  readonly result: 'done' | 'found' | 'failed' | 'open'
  readonly error?: string
}

export type History = {
  readonly journal: string
  readonly runs: readonly HistoryEntry[]
  /** Lines of the journal that could not be read. */
  readonly skippedLines: number
}

/** What was changed from this project, newest first. */
export const history = async (ports: Pick<Ports, 'journal'>, limit: number): Promise<History> => {
  const { records, skippedLines } = await ports.journal.read()
  const runs = records.filter((record) => record.kind === 'run').map((run) => entry(run, records))
  return { journal: ports.journal.path, runs: runs.reverse().slice(0, limit), skippedLines }
}

const entry = (
  run: Extract<JournalRecord, { kind: 'run' }>,
  records: readonly JournalRecord[],
): HistoryEntry => {
  const { run: id, at, command, target, account, region } = run
  const steps = new Map<string, HistoryStep>()
  for (const record of records) {
    if (record.run !== id) continue
    if (record.kind === 'intent') {
      steps.set(record.step, { step: record.step, operation: record.operation, result: 'open' })
    } else if (record.kind === 'outcome') {
      const { step, operation, result, error } = record
      steps.set(step, { step, operation, result, ...(error ? { error: error.message } : {}) })
    }
  }
  return { run: id, at, command, target, account, region, steps: [...steps.values()] }
}
