import {
  acceptanceOf,
  baselineRecorder,
  baselineText,
  MAX_KNOWN,
  readBaseline,
} from '../../domain/dataset/baseline.ts'
import { DataError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { outputSet, writeOutput } from './outputs.ts'

type Needs = Pick<Ports, 'files' | 'io'>

export type BaselineFlags = {
  /** Known findings to accept. */
  readonly baseline?: string
  /** Where to write what is found now as known. */
  readonly writeBaseline?: string
  readonly overwrite: boolean
}

export type BaselineOutcome = {
  readonly file: string
  /** Known findings of the file that were not there any more. */
  readonly stale: number
  readonly written?: true
}

/**
 * What decides which findings count, and what is to be done at the end.
 * @throws UsageError MLC-DATA-027 when both files are named or a baseline cannot be read; DataError
 * MLC-DATA-028 when there is too much for a baseline.
 */
export const baselineOf = async (ports: Needs, flags: BaselineFlags) => {
  const { baseline, writeBaseline, overwrite } = flags
  if (baseline !== undefined && writeBaseline !== undefined) throw notBoth()
  if (writeBaseline !== undefined) return recording(ports, writeBaseline, overwrite)
  if (baseline === undefined) return { acceptance: undefined, finish: async () => undefined }
  const reading = readBaseline(await ports.files.readText(baseline))
  if ('problem' in reading) throw notABaseline(baseline, reading.problem)
  const acceptance = acceptanceOf(reading.baseline)
  const finish = async (): Promise<BaselineOutcome> => ({
    file: baseline,
    stale: acceptance.stale(),
  })
  return { acceptance, finish }
}

const recording = (ports: Needs, file: string, overwrite: boolean) => {
  const recorder = baselineRecorder()
  const finish = async (): Promise<BaselineOutcome> => {
    if (recorder.overflow()) throw tooMuch()
    await writeOutput(outputSet(ports, { overwrite }), file, baselineText(recorder.baseline()))
    return { file, stale: 0, written: true }
  }
  return { acceptance: recorder.acceptance, finish }
}

const notBoth = () =>
  new UsageError('MLC-DATA-027', '--baseline and --write-baseline exclude each other.', {
    hint: '--write-baseline accepts everything that is found now; run it without --baseline.',
  })

const notABaseline = (file: string, problem: string) =>
  new UsageError('MLC-DATA-027', `${file} is no baseline: ${problem}.`, {
    hint: 'Write one with --write-baseline.',
  })

const tooMuch = () =>
  new DataError('MLC-DATA-028', `More than ${MAX_KNOWN} different findings are no baseline.`, {
    hint: 'Repair the data first: mlctl dataset validate in.jsonl --fix -o out.jsonl.',
  })
