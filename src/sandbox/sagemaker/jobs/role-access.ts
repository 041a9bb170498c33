import { lookUpKey } from '../../kms/find.ts'
import { throughService } from '../../kms/needs.ts'
import { list, members, optionalText, text } from '../../members.ts'
import type { Call, Input, RoleAsk } from '../../service.ts'
import { arnOf, readState } from '../state.ts'
import { s3Parts } from './checks.ts'
import { inputUris } from './container-files.ts'
import type { JobRecord, Work } from './records.ts'
import { modelUri } from './work.ts'

/** The role a job runs as; a transform runs as its model does. */
const roleOf = (call: Call, { kind, request }: JobRecord): string | undefined => {
  if (kind !== 'transform-job') return optionalText(request, 'RoleArn')
  const model = readState(call).models[arnOf(call, 'model', text(request, 'ModelName'))]
  return optionalText(model?.request ?? {}, 'ExecutionRoleArn')
}

const inputsOf = (job: JobRecord): readonly string[] => {
  if (job.kind !== 'transform-job') return inputUris(job)
  const source = members(members(job.request, 'TransformInput'), 'DataSource')
  return [text(members(source, 'S3DataSource'), 'S3Uri')]
}

const outputsOf = (job: JobRecord): readonly string[] => {
  if (job.kind === 'training-job') return [modelUri(job, 'model.tar.gz')]
  if (job.kind === 'transform-job') {
    return [`${text(members(job.request, 'TransformOutput'), 'S3OutputPath')}/.out`]
  }
  return list<Input>(members(job.request, 'ProcessingOutputConfig'), 'Outputs').flatMap((item) => {
    const uri = optionalText(members(item, 'S3Output'), 'S3Uri')
    return uri === undefined ? [] : [`${uri}/.out`]
  })
}

type Key = { readonly given: string | undefined; readonly action: string }

/** The keys a job names, and what its role must be able to do with each. */
const keysOf = ({ kind, request }: JobRecord): readonly Key[] => {
  const cluster = members(members(request, 'ProcessingResources'), 'ClusterConfig')
  const machines =
    kind === 'transform-job'
      ? members(request, 'TransformResources')
      : kind === 'training-job'
        ? members(request, 'ResourceConfig')
        : cluster
  const outputs = ['OutputDataConfig', 'ProcessingOutputConfig', 'TransformOutput']
  return [
    { given: optionalText(machines, 'VolumeKmsKeyId'), action: 'kms:CreateGrant' },
    ...outputs.map((name) => ({
      given: optionalText(members(request, name), 'KmsKeyId'),
      action: 'kms:GenerateDataKey',
    })),
  ]
}

/** A job that its role keeps from its data: in the words that SageMaker begins its reasons with. */
const refusedWork = (reason: string): Work => ({
  seconds: 30,
  exitCode: 1,
  how: 'stand-in',
  metrics: [],
  hasModel: false,
  reason,
})

const objectArn = (call: Call, uri: string): string | undefined => {
  const at = s3Parts(uri)
  const [first = at?.key] = at ? call.neighbours.objects.list(at.bucket, at.key) : []
  return at === undefined ? undefined : `arn:aws:s3:::${at.bucket}/${first}`
}

const subnetsOf = ({ request }: JobRecord): readonly string[] => {
  const network = members(request, 'NetworkConfig')
  return [members(request, 'VpcConfig'), members(network, 'VpcConfig')].flatMap((vpc) =>
    list<string>(vpc, 'Subnets'),
  )
}

type Refusal = (ask: RoleAsk) => string | undefined

const byKeys = (call: Call, job: JobRecord, refusal: Refusal): string | undefined => {
  for (const { given, action } of keysOf(job)) {
    if (given === undefined) continue
    const key = lookUpKey(call, given)
    if (key === undefined) return `Key '${given}' does not exist`
    if (!key.isEnabled) return `${key.arn} is disabled.`
    const denied = refusal(throughService(call, { key, action, service: 'sagemaker' }))
    if (denied !== undefined) return denied
  }
  return undefined
}

const byObjects = (
  refusal: Refusal,
  action: string,
  resources: readonly (string | undefined)[],
): string | undefined =>
  resources
    .map((resource) => resource && refusal({ action, resource }))
    .find((denied) => denied !== undefined)

/**
 * What a job comes to whose role may not read its input, write its output or use its keys when its
 * time comes; undefined when it may. Only the beginnings of these texts are SageMaker's; what follows
 * is the sentence of the service that refused.
 */
export const refusedByRole = (call: Call, job: JobRecord): Work | undefined => {
  const roleArn = roleOf(call, job)
  if (roleArn === undefined) return undefined
  const origin = call.neighbours.network.originKeys(call.region, subnetsOf(job))
  const refusal: Refusal = (ask) =>
    call.neighbours.roles.refusal(roleArn, {
      ...ask,
      session: 'SageMaker',
      region: call.region,
      context: { 'aws:ResourceAccount': call.accountId, ...origin, ...ask.context },
    })
  const keys = byKeys(call, job, refusal)
  if (keys !== undefined) return refusedWork(`ClientError: ${keys}`)
  const inputs = inputsOf(job).map((uri) => objectArn(call, uri))
  const read = byObjects(refusal, 's3:GetObject', inputs)
  if (read) return refusedWork(`ClientError: Data download failed:AccessDenied (403): ${read}`)
  const outputs = outputsOf(job).map(
    (uri) => `arn:aws:s3:::${uri.replace(/^s3:\/\//, '').replaceAll(/\/+/g, '/')}`,
  )
  const write = byObjects(refusal, 's3:PutObject', outputs)
  return write
    ? refusedWork(`ClientError: Artifact upload failed:AccessDenied (403): ${write}`)
    : undefined
}
