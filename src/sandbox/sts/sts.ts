import { randomBytes } from 'node:crypto'
import { SANDBOX_ACCOUNT } from '../account.ts'
import { type RoleRecord, readIam } from '../iam/records.ts'
import { trusts } from '../iam/trust.ts'
import { optionalNumber, optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, type Service, ServiceError } from '../service.ts'
import {
  callerOf,
  NO_SESSIONS,
  SESSIONS_DOCUMENT,
  type Session,
  type SessionsDocument,
} from './callers.ts'

const ROLE_SECONDS = 3600
const TOKEN_SECONDS = 43_200

const getCallerIdentity = (call: Call): Output => ({
  UserId: call.caller.userId,
  Account: call.accountId,
  Arn: call.caller.arn,
})

/** New credentials for a session. Expired sessions are forgotten on the way, a day after. */
const issue = (call: Call, session: Session): Output => {
  const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`
  call.documents.update<SessionsDocument, void>(SESSIONS_DOCUMENT, NO_SESSIONS, (document) => {
    const dayAgo = call.clock.now() - 86_400_000
    for (const [key, old] of Object.entries(document.sessions)) {
      if (old.expiresAt < dayAgo) delete document.sessions[key]
    }
    document.sessions[accessKeyId] = session
  })
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: randomBytes(30).toString('base64'),
    SessionToken: randomBytes(120).toString('base64'),
    Expiration: new Date(session.expiresAt),
  }
}

const denied = (call: Call, roleArn: string): ServiceError =>
  new ServiceError(
    'AccessDenied',
    `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    403,
  )

/** The role, if its trust policy names the caller, the caller's account or everyone. */
const trustingRole = (call: Call, input: Input): RoleRecord => {
  const roleArn = text(input, 'RoleArn')
  const role = Object.values(readIam(call.documents).roles).find(({ arn }) => arn === roleArn)
  const { identityArn } = callerOf(call.documents, call.caller.accessKeyId)
  const names = [
    call.caller.arn,
    identityArn,
    SANDBOX_ACCOUNT,
    `arn:aws:iam::${SANDBOX_ACCOUNT}:root`,
  ]
  const externalId = optionalText(input, 'ExternalId')
  const context = {
    'aws:PrincipalArn': identityArn,
    'aws:PrincipalAccount': call.accountId,
    'sts:RoleSessionName': text(input, 'RoleSessionName'),
    ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
  }
  // A role that does not exist is refused in the same words, so that names cannot be probed.
  if (role === undefined || !trusts(role.trust, { kind: 'AWS', names }, context)) {
    throw denied(call, roleArn)
  }
  return role
}

const assumeRole = (call: Call, input: Input): Output => {
  const role = trustingRole(call, input)
  const seconds = optionalNumber(input, 'DurationSeconds') ?? ROLE_SECONDS
  if (seconds > role.maxSessionSeconds) {
    const reason = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'
    throw new ServiceError('ValidationError', reason)
  }
  const name = text(input, 'RoleSessionName')
  const arn = `arn:aws:sts::${call.accountId}:assumed-role/${role.name}/${name}`
  const userId = `${role.id}:${name}`
  const expiresAt = call.clock.now() + seconds * 1000
  const Credentials = issue(call, { arn, userId, identityArn: role.arn, expiresAt })
  return { Credentials, AssumedRoleUser: { AssumedRoleId: userId, Arn: arn } }
}

const getSessionToken = (call: Call, input: Input): Output => {
  const seconds = optionalNumber(input, 'DurationSeconds') ?? TOKEN_SECONDS
  const { arn, userId, identityArn } = callerOf(call.documents, call.caller.accessKeyId)
  const expiresAt = call.clock.now() + seconds * 1000
  return { Credentials: issue(call, { arn, userId, identityArn, expiresAt }) }
}

/** STS as a Service. Credentials are real enough to sign with; signatures are never verified. */
export const sts: Service = {
  name: 'sts',
  operations: {
    GetCallerIdentity: getCallerIdentity,
    AssumeRole: assumeRole,
    GetSessionToken: getSessionToken,
  },
}
