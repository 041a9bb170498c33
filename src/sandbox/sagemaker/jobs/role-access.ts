import { lookUpKey } from '../../kms/find.ts'
import { throughService } from '../../kms/needs.ts'
import { list, members, optionalText, text } from '../../members.ts'
import type { Call, Input } from '../../service.ts'
import { asExecutionRole, type RoleRefusal } from '../execution-role.ts'
import { mayPull } from '../models/image.ts'
import { modelFailure } from '../models/launch.ts'
import { arnOf, readState } from '../state.ts'
import { s3Parts } from './checks.ts'
import { inputUris } from './container-files.ts'
import { imageOf } from './job-image.ts'
import type { JobRecord, Work } from './records.ts'
import { modelUri } from './work.ts'

/** The role a job runs as; a transform runs as its model does. */
const roleOf = (call: Call, { kind, request }: JobRecord): string | undefined =>
  kind === 'transform-job'
    ? optionalText(modelRequest(call, request), 'ExecutionRoleArn')
    : optionalText(request, 'RoleArn')

/** CreateModel's request of a transform's model; empty when the model is gone. */
const modelRequest = (call: Call, request: Input): Input =>
  readState(call).models[arnOf(call, 'model', text(request, 'ModelName'))]?.request ?? {}

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

const subnetsOf = ({ request }: Pick<JobRecord, 'request'>): readonly string[] => {
  const network = members(request, 'NetworkConfig')
  return [members(request, 'VpcConfig'), members(network, 'VpcConfig')].flatMap((vpc) =>
    list<string>(vpc, 'Subnets'),
  )
}

const byKeys = (call: Call, job: JobRecord, refusal: RoleRefusal): string | undefined => {
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

type Denied = { readonly object: string; readonly sentence: string }

const byObjects = (
  refusal: RoleRefusal,
  action: string,
  resources: readonly (string | undefined)[],
): Denied | undefined =>
  resources
    .flatMap((resource): Denied[] => {
      const sentence = resource && refusal({ action, resource })
      if (!sentence) return []
      return [{ object: resource.replace('arn:aws:s3:::', 's3://'), sentence }]
    })
    .at(0)

/** Why the image cannot be pulled: aws/sagemaker-python-sdk#57; a transform's as its model's. */
const byImage = (call: Call, job: JobRecord, refusal: RoleRefusal): string | undefined => {
  if (job.kind === 'transform-job') {
    const request = modelRequest(call, job.request)
    const failure = modelFailure({ call, variant: job.name, request })
    return failure === undefined ? undefined : `ClientError: ${failure}`
  }
  return mayPull(refusal, imageOf(job))
    ? undefined
    : 'ClientError: Cannot pull algorithm container. Either the image does not exist or its permissions are incorrect.'
}

/** The subnets of a job; a transform runs in those of its model. */
const subnetsFor = (call: Call, job: JobRecord): readonly string[] =>
  job.kind === 'transform-job'
    ? subnetsOf({ request: modelRequest(call, job.request) })
    : subnetsOf(job)

/**
 * What a job comes to whose role may not pull its image, read its input, write its output or use its keys
 * when its time comes; undefined when it may. Form of the text about input:
 * aws/amazon-sagemaker-examples#4384; beginning of the one about output:
 * aws/amazon-sagemaker-operator-for-k8s#22. What is in parentheses, and what is said of keys, is the
 * sentence of the service that refused.
 */
export const refusedByRole = (call: Call, job: JobRecord): Work | undefined => {
  const roleArn = roleOf(call, job)
  if (roleArn === undefined) return undefined
  const refusal = asExecutionRole(call, roleArn, subnetsFor(call, job))
  const image = byImage(call, job, refusal)
  if (image !== undefined) return refusedWork(image)
  const keys = byKeys(call, job, refusal)
  if (keys !== undefined) return refusedWork(`ClientError: ${keys}`)
  const inputs = inputsOf(job).map((uri) => objectArn(call, uri))
  const read = byObjects(refusal, 's3:GetObject', inputs)
  if (read !== undefined) {
    return refusedWork(
      `ClientError: Data download failed:Unable to download object ${read.object} (AccessDenied: ${read.sentence})`,
    )
  }
  const outputs = outputsOf(job).map(
    (uri) => `arn:aws:s3:::${uri.replace(/^s3:\/\//, '').replaceAll(/\/+/g, '/')}`,
  )
  const write = byObjects(refusal, 's3:PutObject', outputs)
  return write === undefined
    ? undefined
    : refusedWork(
        `ClientError: Artifact upload failed:Unable to upload object ${write.object} (AccessDenied: ${write.sentence})`,
      )
}
