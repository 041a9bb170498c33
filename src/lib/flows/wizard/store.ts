import type { TargetFact } from '../../domain/wizard/facts.ts'
import {
  otherTarget,
  type Progress,
  portableAnswers,
  readProgress,
} from '../../domain/wizard/progress.ts'
import type { Ports } from '../../ports/all.ts'

/** The name of the document beside the journal. */
const STATE = 'wizard'

type StorePorts = Pick<Ports, 'journal' | 'files' | 'io'>

/** What an earlier start of the wizard left; undefined when there is nothing (readable). */
export const loadProgress = async (ports: Pick<Ports, 'journal'>): Promise<Progress | undefined> =>
  readProgress(await ports.journal.readState<unknown>(STATE))

/** Called after every answer: a kill loses at most the one that is being typed. */
export const saveProgress = async (ports: StorePorts, progress: Progress): Promise<void> => {
  await ports.journal.writeState(STATE, await stamped(ports, progress))
}

export const forgetProgress = (ports: Pick<Ports, 'journal'>): Promise<void> =>
  ports.journal.removeState(STATE)

/** Remembers how the data file looks now. */
const stamped = async (ports: StorePorts, progress: Progress): Promise<Progress> => {
  const { train: path } = progress.answers
  const { data: _, ...rest } = progress
  if (path === undefined || path.startsWith('s3://')) return rest
  const stat = await ports.files.stat(path)
  if (stat?.kind !== 'file') return rest
  return { ...rest, data: { path, sizeBytes: stat.sizeBytes, modifiedAt: stat.modifiedAt } }
}

/**
 * Fits saved progress to this run: says when the data file changed since (it is examined again in any
 * case), and drops what belongs to another account or region.
 */
export const fitProgress = async (
  ports: StorePorts,
  saved: Progress,
  target: TargetFact,
): Promise<Progress> => {
  await sayChange(ports, saved)
  const other = otherTarget(saved.target, target)
  if (other === undefined) return saved
  ports.io.warn(`${other} Bucket, role and network are asked again.`)
  return { v: 1, target, answers: portableAnswers(saved.answers) }
}

const sayChange = async (ports: StorePorts, { data }: Progress): Promise<void> => {
  if (data === undefined) return
  const stat = await ports.files.stat(data.path)
  const same = stat?.sizeBytes === data.sizeBytes && stat.modifiedAt === data.modifiedAt
  if (!same) ports.io.warn(`${data.path} has changed since: it is checked again.`)
}
