import { DeclinedError, GateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { withPaths } from './data-paths.ts'
import { type FinetuneRequest, runLine } from './request.ts'

/** A run that was begun: what was asked for, and where. */
export type UnfinishedRun = {
  readonly request: FinetuneRequest
  readonly command: string
  readonly target: string
  readonly account: string
  readonly region: string
}

type RunPorts = Pick<Ports, 'journal' | 'files' | 'target' | 'identity'>

const STATE = 'finetune-run'

/**
 * Carries out `work` with the run noted beside the journal, so that `finetune resume` can take it up
 * after a crash; the note goes when the work is done, or was refused before anything happened.
 */
export const noted = async <T>(
  ports: RunPorts,
  request: FinetuneRequest,
  work: () => Promise<T>,
): Promise<T> => {
  await ports.journal.writeState(STATE, await noteOf(ports, request))
  try {
    const result = await work()
    await ports.journal.removeState(STATE)
    return result
  } catch (error) {
    if (cameBeforeAnyChange(error)) await ports.journal.removeState(STATE)
    throw error
  }
}

/** Declined, nobody to ask, over budget, stale: there is nothing to take up. */
const cameBeforeAnyChange = (error: unknown): boolean =>
  error instanceof DeclinedError ||
  error instanceof UsageError ||
  (error instanceof GateError && error.code.startsWith('MLC-PLAN-'))

/** The last run that was begun and not finished; undefined when there is none. */
export const unfinishedRun = (ports: Pick<Ports, 'journal'>): Promise<UnfinishedRun | undefined> =>
  ports.journal.readState<UnfinishedRun>(STATE)

/** Forgets the note, after its training was found to be there. */
export const forgetUnfinished = (ports: Pick<Ports, 'journal'>): Promise<void> =>
  ports.journal.removeState(STATE)

const noteOf = async (ports: RunPorts, request: FinetuneRequest): Promise<UnfinishedRun> => {
  const [{ name: target, region }, { account }] = [
    await ports.target(),
    await ports.identity.whoAmI(),
  ]
  return { request: absolute(ports, request), command: runLine(request), target, account, region }
}

/** Paths that mean the same from any folder. */
const absolute = ({ files }: Pick<Ports, 'files'>, request: FinetuneRequest): FinetuneRequest => {
  const at = (path: string) => (path.startsWith('s3://') ? path : files.absolute(path))
  const { data } = request.flags
  return {
    ...request,
    ...(request.file === undefined ? {} : { file: at(request.file) }),
    flags: { ...request.flags, ...(data === undefined ? {} : { data: withPaths(data, at) }) },
  }
}
