import { randomBytes } from 'node:crypto'
import { accountIn } from '../account.ts'
import { askerOf } from '../iam/asker.ts'
import { decodeDenial } from '../iam/denial-message.ts'
import { parsePolicy } from '../iam/policy-document.ts'
import { type RoleRecord, readIam } from '../iam/records.ts'
import { trusts } from '../iam/trust.ts'
import { list, optionalNumber, optionalText, text } from '../members.ts'
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
  const { principal, keys } = askerOf(call)
  const externalId = optionalText(input, 'ExternalId')
  const context = {
    ...keys,
    'sts:RoleSessionName': text(input, 'RoleSessionName'),
    ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
  }
  // A role that does not exist is refused in the same words, so that names cannot be probed.
  if (role === undefined || !trusts(role.trust, principal, context)) {
    throw denied(call, roleArn)
  }
  return role
}

/** The policies that cap a session, as JSON text or ARN. Throws MalformedPolicyDocument. */
const sessionPolicies = (input: Input): readonly string[] => {
  const inline = optionalText(input, 'Policy')
  if (inline !== undefined) parsePolicy(inline, 'identity')
  const arns = list<Input>(input, 'PolicyArns').flatMap((each) => optionalText(each, 'arn') ?? [])
  return [...(inline === undefined ? [] : [inline]), ...arns]
}

const assumeRole = (call: Call, input: Input): Output => {
  const role = trustingRole(call, input)
  const seconds = optionalNumber(input, 'DurationSeconds') ?? ROLE_SECONDS
  if (seconds > role.maxSessionSeconds) {
    const reason = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'
    throw new ServiceError('ValidationError', reason)
  }
  const name = text(input, 'RoleSessionName')
  const arn = `arn:aws:sts::${accountIn(role.arn)}:assumed-role/${role.name}/${name}`
  const userId = `${role.id}:${name}`
  const expiresAt = call.clock.now() + seconds * 1000
  const policies = sessionPolicies(input)
  const Credentials = issue(call, {
    arn,
    userId,
    identityArn: role.arn,
    expiresAt,
    ...(policies.length === 0 ? {} : { policies }),
  })
  return { Credentials, AssumedRoleUser: { AssumedRoleId: userId, Arn: arn } }
}

const getSessionToken = (call: Call, input: Input): Output => {
  const seconds = optionalNumber(input, 'DurationSeconds') ?? TOKEN_SECONDS
  const { arn, userId, identityArn, policies } = callerOf(call.documents, call.caller.accessKeyId)
  const expiresAt = call.clock.now() + seconds * 1000
  return {
    Credentials: issue(call, {
      arn,
      userId,
      identityArn,
      expiresAt,
      ...(policies && { policies }),
    }),
  }
}

const decodeMessage = (_call: Call, input: Input): Output => {
  const DecodedMessage = decodeDenial(text(input, 'EncodedMessage'))
  if (DecodedMessage !== undefined) return { DecodedMessage }
  throw new ServiceError(
    'InvalidAuthorizationMessageException',
    'Decoding of authorization message failed',
  )
}

/** STS as a Service. Credentials are real enough to sign with; signatures are never verified. */
export const sts: Service = {
  name: 'sts',
  operations: {
    GetCallerIdentity: getCallerIdentity,
    AssumeRole: assumeRole,
    GetSessionToken: getSessionToken,
    DecodeAuthorizationMessage: decodeMessage,
    GetAccessKeyInfo: (call: Call, input: Input): Output => ({
      Account: accountIn(callerOf(call.documents, text(input, 'AccessKeyId')).arn),
    }),
  },
}
