import { loadModel } from '../model/load.ts'
import type { Model } from '../model/types.ts'
import type { WireRequest } from './message.ts'
import { matchRest } from './route.ts'

/** What a request asks for; `operation` is undefined when the service does not have it. */
export type Target = {
  readonly model: Model
  readonly operation: string | undefined
  readonly labels: Readonly<Record<string, string>>
  /** The request, with a virtual-host bucket moved into the path. */
  readonly request: WireRequest
}

/** Signing names that differ from the model's file name. */
const SIGNED_AS: Readonly<Record<string, readonly string[]>> = {
  s3: ['s3'],
  iam: ['iam'],
  sts: ['sts'],
  servicequotas: ['service-quotas'],
  // One signing name here too: a target header for the one, a path for the other.
  sagemaker: ['sagemaker', 'sagemaker-runtime'],
  ecr: ['ecr'],
  ec2: ['ec2'],
  cloudtrail: ['cloudtrail'],
  codebuild: ['codebuild'],
  kms: ['kms'],
  'access-analyzer': ['accessanalyzer'],
  monitoring: ['cloudwatch'],
  logs: ['logs'],
  'application-autoscaling': ['application-autoscaling'],
  // One signing name for the control plane and the runtime: the path tells them apart.
  bedrock: ['bedrock', 'bedrock-runtime'],
}

export type Signature = {
  readonly accessKeyId: string
  readonly region: string
  readonly service: string
}

/** Who signed, for which region and service: from the header, or from a presigned URL. */
export const signatureOf = (request: WireRequest): Signature | undefined => {
  const credential =
    /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1] ??
    request.query.get('X-Amz-Credential') ??
    ''
  const [accessKeyId, , region, service] = credential.split('/')
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined
}

const VIRTUAL_HOST = /^(.+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?::\d+)?$/

/** S3 names the bucket in the path or in the host; everything after this sees the path form. */
const pathStyle = (request: WireRequest): WireRequest => {
  const bucket = VIRTUAL_HOST.exec(request.headers.host ?? '')?.[1]
  const path = bucket === undefined ? request.path : `/${bucket}${request.path}`
  return { ...request, path: path.replace(/^(\/[^/]+)\/$/, '$1') }
}

const operationOf = (model: Model, request: WireRequest, form: URLSearchParams | undefined) => {
  const none = { labels: {}, request }
  if (model.protocol === 'json') {
    // CloudTrail's prefix has dots itself; the SDKs write all of it or its last part.
    const parts = (request.headers['x-amz-target'] ?? '').split('.')
    const name = parts.at(-1) ?? ''
    const known =
      parts.at(-2) === model.targetPrefix?.split('.').at(-1) &&
      Object.hasOwn(model.operations, name)
    return { ...none, operation: known ? name : undefined }
  }
  if (model.protocol === 'query' || model.protocol === 'ec2') {
    const name = form?.get('Action') ?? ''
    return { ...none, operation: Object.hasOwn(model.operations, name) ? name : undefined }
  }
  const asked = model.service === 's3' ? pathStyle(request) : request
  const match = matchRest(model, asked)
  return { operation: match?.operation, labels: match?.labels ?? {}, request: asked }
}

/** A service of several protocols answers in the one it is asked in; only query sends forms. */
const asSpoken = (model: Model, form: URLSearchParams | undefined): Model =>
  form !== undefined && model.otherProtocols?.includes('query')
    ? { ...model, protocol: 'query' }
    : model

/**
 * Which operation of which service a request means, by its signature's scope. `form` is the decoded
 * form body of a query protocol. Undefined when no service of the sandbox is meant.
 */
export const identify = async (
  request: WireRequest,
  form: URLSearchParams | undefined,
): Promise<Target | undefined> => {
  const signed = signatureOf(request)?.service ?? ''
  const candidates = Object.hasOwn(SIGNED_AS, signed) ? (SIGNED_AS[signed] ?? []) : []
  let first: Target | undefined
  for (const name of candidates) {
    const loaded = await loadModel(name)
    if (loaded === undefined) continue
    const model = asSpoken(loaded, form)
    const target = { model, ...operationOf(model, request, form) }
    if (target.operation !== undefined) return target
    first ??= target
  }
  return first
}
