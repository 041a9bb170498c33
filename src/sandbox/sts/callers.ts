import { neighbourAccount, SANDBOX_USER, SANDBOX_USER_ARN } from '../account.ts'
import { keyHolder } from '../iam/key-use.ts'
import type { Documents } from '../service.ts'

/** Temporary credentials that AssumeRole or GetSessionToken gave; their secrets are not kept. */
export type Session = {
  readonly arn: string
  readonly userId: string
  /** The role or user whose policies count. */
  readonly identityArn: string
  readonly expiresAt: number
  /** Policies given with AssumeRole, as JSON text or ARN: they cap what the session may do. */
  readonly policies?: readonly string[]
}

export type SessionsDocument = { sessions: Record<string, Session> }

export const SESSIONS_DOCUMENT = 'sts'
export const NO_SESSIONS: SessionsDocument = { sessions: {} }

export type Caller = {
  readonly arn: string
  readonly userId: string
  readonly accessKeyId: string
  readonly identityArn: string
  readonly expiresAt?: number
  readonly policies?: readonly string[]
  /** The key was deactivated: nobody. */
  readonly isInactive?: boolean
}

/**
 * Who an access key belongs to: a session, a user's own key, the administrator of another account, else
 * (any other) the sandbox's user.
 */
export const callerOf = (documents: Documents, accessKeyId: string): Caller => {
  const { sessions } = documents.read(SESSIONS_DOCUMENT, NO_SESSIONS)
  const session = Object.hasOwn(sessions, accessKeyId) ? sessions[accessKeyId] : undefined
  if (session !== undefined) return { accessKeyId, ...session }
  const holder = keyHolder(documents, accessKeyId)
  if (holder !== undefined) return holder
  const userId = 'AIDASANDBOXSANDBOXSA'
  const account = neighbourAccount(accessKeyId)
  if (account !== undefined) {
    const arn = `arn:aws:iam::${account}:user/${SANDBOX_USER}`
    return { accessKeyId, arn, identityArn: arn, userId }
  }
  return { accessKeyId, arn: SANDBOX_USER_ARN, identityArn: SANDBOX_USER_ARN, userId }
}
