import type { Call, Documents } from '../service.ts'
import { changeIam, readIam } from './records.ts'

/** Whom an access key of a user made here belongs to; undefined for every other key. */
export const keyHolder = (
  documents: Documents,
  accessKeyId: string,
):
  | {
      readonly arn: string
      readonly userId: string
      readonly accessKeyId: string
      readonly identityArn: string
      readonly isInactive: boolean
    }
  | undefined => {
  for (const { arn, id, accessKeys = [] } of Object.values(readIam(documents).users)) {
    const key = accessKeys.find((each) => each.id === accessKeyId)
    if (key === undefined) continue
    return { accessKeyId, arn, identityArn: arn, userId: id, isInactive: !key.isActive }
  }
  return undefined
}

/** AWS tells the last use of a key to this accuracy at best. */
const ACCURACY_MS = 15 * 60_000

/** Remembers that a user's key was used; at most one write in a quarter of an hour. */
export const noteKeyUse = ({ documents, caller, clock, service, region }: Call): void => {
  if (keyHolder(documents, caller.accessKeyId) === undefined) return
  const at = clock.now()
  const isFresh = Object.values(readIam(documents).users).some((user) =>
    user.accessKeys?.some(
      ({ id, lastUsed }) => id === caller.accessKeyId && at - (lastUsed?.at ?? 0) < ACCURACY_MS,
    ),
  )
  if (isFresh) return
  changeIam(documents, ({ users }) => {
    for (const key of Object.values(users).flatMap(({ accessKeys = [] }) => accessKeys)) {
      if (key.id === caller.accessKeyId) key.lastUsed = { at, service, region }
    }
  })
}
