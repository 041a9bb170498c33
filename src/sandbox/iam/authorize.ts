import { type Call, type Documents, type Input, ServiceError } from '../service.ts'
import { callerOf } from '../sts/callers.ts'
import { actionsOf } from './call-actions.ts'
import { evaluate } from './evaluate.ts'
import { identityOf, permissionsOf } from './permissions.ts'
import { readIam } from './records.ts'
import { contextOf } from './variables.ts'

const DOCUMENT = 'iam-enforce'

/** Whether calls are checked against the caller's policies; off until somebody asks for it. */
export const isEnforced = (documents: Documents): boolean =>
  documents.read(DOCUMENT, { enforce: false }).enforce

export const setEnforced = (documents: Documents, enforce: boolean): void => {
  documents.update(DOCUMENT, { enforce: false }, (document) => {
    document.enforce = enforce
  })
}

/** These answer whoever asks (https://docs.aws.amazon.com/STS/latest/APIReference/). */
const ALWAYS_ALLOWED = new Set(['sts:GetCallerIdentity', 'sts:GetSessionToken'])

const denied = (call: Call, refused: { action: string; resource: string; explicit: boolean }) => {
  const because = refused.explicit
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${refused.action} action`
  const on = call.service === 's3' ? `"${refused.resource}"` : refused.resource
  const isXml = ['s3', 'iam', 'sts', 'cloudwatch'].includes(call.service)
  return new ServiceError(
    isXml ? 'AccessDenied' : 'AccessDeniedException',
    `User: ${call.caller.arn} is not authorized to perform: ${refused.action} on resource: ${on} ${because}`,
    403,
  )
}

/**
 * Refuses a call that the caller's own policies do not allow, when enforcement is on. Throws
 * AccessDenied in AWS's wording. Resource-based policies (buckets) are not consulted.
 */
export const authorize = (call: Call, input: Input): void => {
  if (!isEnforced(call.documents)) return
  const { identityArn } = callerOf(call.documents, call.caller.accessKeyId)
  const iam = readIam(call.documents)
  const found = identityOf(iam, identityArn)
  const permissions = found && permissionsOf(iam, found.identity, found.kind)
  for (const { action, resource, context = {} } of actionsOf(call, input)) {
    if (ALWAYS_ALLOWED.has(action)) continue
    const values = contextOf({
      'aws:PrincipalArn': identityArn,
      'aws:PrincipalAccount': call.accountId,
      'aws:RequestedRegion': call.region,
      'aws:username': identityArn.split('/').at(-1) ?? '',
      ...context,
    })
    const request = { action, resource, context: values }
    const { decision } = evaluate(permissions?.policies ?? [], permissions?.boundary, request)
    if (decision !== 'allowed') {
      throw denied(call, { action, resource, explicit: decision === 'explicitDeny' })
    }
  }
}
