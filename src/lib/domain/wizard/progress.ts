import type { TargetFact } from './facts.ts'
import type { Answers } from './machine.ts'

/** What is kept between two starts of the wizard. */
export type Progress = {
  readonly v: 1
  /** Answers about names and buckets belong to one account and region. */
  readonly target: TargetFact
  readonly answers: Answers
  /** How the data file looked when it was named: a change since is said. */
  readonly data?: { readonly path: string; readonly sizeBytes: number; readonly modifiedAt: number }
  /** Path of the recipe that was written. */
  readonly recipe?: string
  /** Set once the training runs: from here on the wizard takes up at the watch. */
  readonly job?: string
}

/** Reads what was saved; undefined when it is of another shape or version. */
export const readProgress = (saved: unknown): Progress | undefined => {
  if (!isRecord(saved) || saved.v !== 1 || !isRecord(saved.target)) return undefined
  if (!isRecord(saved.answers)) return undefined
  const texts = Object.values(saved.answers).every((answer) => typeof answer === 'string')
  return texts ? (saved as Progress) : undefined
}

/** What makes saved answers unfit for the target of this run; undefined when nothing does. */
export const otherTarget = (saved: TargetFact, now: TargetFact): string | undefined =>
  saved.name === now.name && saved.account === now.account && saved.region === now.region
    ? undefined
    : `They were given for ${targetText(saved)}; this is ${targetText(now)}.`

const targetText = ({ name, account, region }: TargetFact): string =>
  `${name}, account ${account}, ${region}`

/** Answers that mean nothing in another account or region. */
const LOCAL = ['bucket', 'newBucket', 'role', 'newRole', 'kmsKey', 'subnets', 'securityGroups']

/** Answers that may be kept when the target changed. */
export const portableAnswers = (answers: Answers): Answers =>
  Object.fromEntries(Object.entries(answers).filter(([id]) => !LOCAL.includes(id)))

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
