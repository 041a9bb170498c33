import { SERVICE_ACTIONS } from './service-actions.ts'

/** Operations that people take for actions, by lower case: S3's, above all, are called otherwise. */
const MISTAKEN: Readonly<Record<string, string>> = {
  's3:headbucket': 's3:ListBucket',
  's3:headobject': 's3:GetObject',
  's3:listobjects': 's3:ListBucket',
  's3:listobjectsv2': 's3:ListBucket',
  's3:listbuckets': 's3:ListAllMyBuckets',
  's3:deleteobjects': 's3:DeleteObject',
  's3:copyobject': 's3:PutObject',
  's3:createmultipartupload': 's3:PutObject',
  's3:uploadpart': 's3:PutObject',
  's3:completemultipartupload': 's3:PutObject',
  's3:listparts': 's3:ListMultipartUploadParts',
  's3:listmultipartuploads': 's3:ListBucketMultipartUploads',
  's3:getbucketencryption': 's3:GetEncryptionConfiguration',
  's3:putbucketencryption': 's3:PutEncryptionConfiguration',
  's3:getpublicaccessblock': 's3:GetBucketPublicAccessBlock',
  's3:putpublicaccessblock': 's3:PutBucketPublicAccessBlock',
  'lambda:invoke': 'lambda:InvokeFunction',
  'bedrock:converse': 'bedrock:InvokeModel',
  'bedrock:conversestream': 'bedrock:InvokeModelWithResponseStream',
  'kms:reencrypt': 'kms:ReEncryptFrom and kms:ReEncryptTo',
}

/** Prefixes of services that are written otherwise in policies. */
const MISTAKEN_SERVICES: Readonly<Record<string, string>> = {
  'bedrock-runtime': 'bedrock',
  'sagemaker-runtime': 'sagemaker',
  'service-quotas': 'servicequotas',
  accessanalyzer: 'access-analyzer',
  stepfunctions: 'states',
  resourcegroupstaggingapi: 'tag',
}

const listsByService = new Map<string, ReadonlySet<string>>()

const actionsOf = (service: string): ReadonlySet<string> | undefined => {
  const text = Object.hasOwn(SERVICE_ACTIONS, service) ? SERVICE_ACTIONS[service] : undefined
  if (text === undefined) return undefined
  const known = listsByService.get(service)
  if (known !== undefined) return known
  const made = new Set(text.toLowerCase().split(/\s+/).filter(Boolean))
  listsByService.set(service, made)
  return made
}

/**
 * What is wrong with the name of an action; undefined when nothing is, or when the service is not listed.
 * IAM ignores case. A pattern is wrong when no action of a listed service fits it.
 */
export const actionProblem = (
  action: string,
  fits: (pattern: string, name: string) => boolean,
): string | undefined => {
  const [service = '', name] = action.toLowerCase().split(':')
  if (name === undefined || name === '') return `${action} is no action: <service>:<Action>`
  const meant = MISTAKEN_SERVICES[service]
  if (meant !== undefined) return `the actions of ${service} are written ${meant}:`
  const instead = MISTAKEN[`${service}:${name}`]
  if (instead !== undefined) return `${action} is an operation, its action is ${instead}`
  const known = actionsOf(service)
  if (known === undefined || known.has(name)) return undefined
  if (/[*?]/.test(name) && [...known].some((one) => fits(name, one))) return undefined
  return `${service} has no action ${action.split(':')[1]}`
}
