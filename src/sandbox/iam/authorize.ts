import { SANDBOX_ACCOUNT } from '../account.ts'
import { S3Error } from '../s3/errors.ts'
import { NO_BUCKETS, S3_DOCUMENT, type S3Document } from '../s3/records.ts'
import { type Call, type Documents, type Input, ServiceError } from '../service.ts'
import { type Asker, askerOf } from './asker.ts'
import { actionsOf } from './call-actions.ts'
import { denialText } from './denial.ts'
import { encodeDenial } from './denial-message.ts'
import { EVERYTHING, type Request } from './evaluate.ts'
import { judge, type Layers, type Refusal } from './judge.ts'
import type { Needed } from './needed.ts'
import { controlsOf } from './organization.ts'
import { originKeys } from './origin.ts'
import { ownerKeys, resourceAccount } from './resource-account.ts'
import { resourcePolicyOf } from './resource-policies.ts'
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

const requestOf = (call: Call, asker: Asker, needed: Needed): Request => {
  const now = call.clock.now()
  const context = contextOf({
    ...asker.keys,
    ...originKeys(call.documents),
    'aws:RequestedRegion': call.region,
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:ViaAWSService': 'false',
    ...needed.context,
    ...ownerKeys(call.documents, needed.resource),
  })
  return { action: needed.action, resource: needed.resource, context }
}

/** Services that answer in XML name the refusal without `Exception`. */
const XML = new Set(['s3', 'iam', 'sts', 'cloudwatch'])

const deniedCall = (call: Call, request: Request, refusal: Refusal): ServiceError => {
  const { action, resource } = request
  const owner = resourceAccount(call.documents, resource)
  const text = denialText({ who: call.caller.arn, action, resource, refusal, owner })
  if (call.service === 's3') return deniedByS3(call, resource, text)
  if (call.service !== 'ec2') {
    const code = XML.has(call.service) ? 'AccessDenied' : 'AccessDeniedException'
    return new ServiceError(code, text, call.service === 'kms' ? 400 : 403)
  }
  const encoded = encodeDenial(call, request, refusal)
  const message = `You are not authorized to perform this operation. ${text}. Encoded authorization failure message: ${encoded}`
  return new ServiceError('UnauthorizedOperation', message, 403)
}

/** S3 says where the bucket is, even to those it refuses. */
const deniedByS3 = (call: Call, resource: string, text: string): ServiceError => {
  const [name = ''] = resource.replace('arn:aws:s3:::', '').split('/')
  const { buckets } = call.documents.read<S3Document>(S3_DOCUMENT, NO_BUCKETS)
  const region = Object.hasOwn(buckets, name) ? buckets[name]?.region : undefined
  return new S3Error('AccessDenied', text, {
    ...(region === undefined ? {} : { headers: { 'x-amz-bucket-region': region } }),
  })
}

/**
 * What refuses the caller this. Without enforcement only what others decided counts: explicit denies
 * of resources' policies, the organization's policies, and the silence of another account.
 */
const refusalFor = (call: Call, asker: Asker, request: Request): Refusal | undefined => {
  const { documents } = call
  const use = { ...request, principal: asker.principal }
  const resource = resourcePolicyOf(documents, use, call.clock.now())
  const { account } = asker.principal
  const controls = account === SANDBOX_ACCOUNT ? controlsOf(documents) : undefined
  const around = { principal: asker.principal, controls, resource }
  if (isEnforced(documents)) {
    const { identity, boundary, session } = asker
    return judge({ ...around, identity, boundary, session }, request)
  }
  const layers: Layers = { ...around, identity: [EVERYTHING] }
  const refusal = judge(layers, request)
  const isOwn = resource?.account === account
  return refusal?.layer === 'resource' && !refusal.isExplicit && isOwn ? undefined : refusal
}

/** Refuses a call that policies do not allow. Throws AccessDenied in AWS's wording. */
export const authorize = (call: Call, input: Input): void => {
  const asker = askerOf(call)
  for (const needed of actionsOf(call, input)) {
    if (ALWAYS_ALLOWED.has(needed.action)) continue
    const request = requestOf(call, asker, needed)
    const refusal = refusalFor(call, asker, request)
    if (refusal !== undefined) throw deniedCall(call, request, refusal)
  }
}
