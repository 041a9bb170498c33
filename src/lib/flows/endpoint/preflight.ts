import { type Arn, parseArn, parseS3Uri } from '../../domain/core/arn.ts'
import { readPolicy } from '../../domain/core/policy-document.ts'
import { type Fleet, fleetsOf } from '../../domain/hosting/cost.ts'
import { decide } from '../../domain/iam/evaluate.ts'
import { GateError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointConfigBody } from '../../ports/endpoint-configs.ts'
import type { ContainerDefinition, HostedModelBody } from '../../ports/hosted-models.ts'
import { checkImage } from '../container/image-preflight.ts'
import { ifReadable } from '../if-readable.ts'

/** What is asked before an endpoint or a job is made. */
export type PreflightReads = Pick<
  Ports,
  | 'roles'
  | 'objects'
  | 'quotas'
  | 'target'
  | 'io'
  | 'identity'
  | 'imageRepositories'
  | 'imageUploads'
>

/** The service that takes on a model's role. */
const PRINCIPAL = 'sagemaker.amazonaws.com'

/**
 * What makes an endpoint fail after minutes of waiting, looked at before: the role's trust, the
 * model's data, its images, the instance quota. What may not be read is said and not held against anybody.
 * @throws StateError MLC-HOST-024 (role), MLC-HOST-025 (data), MLC-TRN-006, MLC-CTR-247
 * and -248 (images); GateError MLC-HOST-026 (quota).
 */
export const preflight = async (
  ports: PreflightReads,
  body: EndpointConfigBody,
  models: readonly HostedModelBody[],
): Promise<void> => {
  // A configuration of several processors takes images that no one type tells about.
  const types = fleetsOf(body).map(({ instanceType }) => instanceType)
  const instanceTypes = new Set(types).size === 1 ? types.slice(0, 1) : []
  for (const model of models) {
    if (model.ExecutionRoleArn !== undefined) await checkRole(ports, model.ExecutionRoleArn)
    for (const container of containersOf(model)) {
      await checkData(ports, container)
      const { Image: image } = container
      if (image !== undefined) await checkImage(ports, image, { instanceTypes, hosting: true })
    }
  }
  for (const fleet of fleetsOf(body)) await checkQuota(ports, fleet)
}

const containersOf = (model: HostedModelBody): readonly ContainerDefinition[] => [
  ...(model.PrimaryContainer === undefined ? [] : [model.PrimaryContainer]),
  ...(model.Containers ?? []),
]

/** @throws StateError MLC-HOST-024 for a role that is not there or that SageMaker may not take on. */
export const checkRole = async (
  ports: Pick<PreflightReads, 'roles' | 'target' | 'io'>,
  roleArn: string,
): Promise<void> => {
  const arn = parseArn(roleArn)
  const name = (arn?.resource ?? roleArn).split('/').pop() ?? roleArn
  const role = await ifReadable(ports, `Role ${name}`, () => ports.roles.find(name))
  if (role === 'unreadable') return
  if (role === undefined) {
    throw new StateError('MLC-HOST-024', `There is no role ${name} in this account.`, {
      hint: `Make it: mlctl iam setup --for hosting --role ${name} (for jobs: --for training). Or pass --role with the ARN of one that trusts sagemaker.amazonaws.com.`,
    })
  }
  const trust = readPolicy(role.trustPolicy)
  const verdict =
    trust === undefined
      ? undefined
      : decide([{ name: 'trust policy', policy: trust }], {
          action: 'sts:AssumeRole',
          principal: { Service: PRINCIPAL },
          context: await sourceOf(ports, arn),
        })
  if (verdict?.decision === 'allowed') return
  throw new StateError('MLC-HOST-024', `SageMaker may not take on role ${name}.`, {
    why: `Its trust policy does not let ${PRINCIPAL} assume it.`,
    hint: `Nothing was changed. Add ${PRINCIPAL} with sts:AssumeRole to the role's trust policy.`,
  })
}

/** What SageMaker says of the call, for trust policies that name the account or the model. */
const sourceOf = async (ports: Pick<PreflightReads, 'target'>, role: Arn | undefined) => {
  const { region } = await ports.target()
  const { partition = 'aws', account = '' } = role ?? {}
  return {
    'aws:SourceAccount': account,
    'aws:SourceArn': `arn:${partition}:sagemaker:${region}:${account}:model/mlctl-check`,
  }
}

const checkData = async (ports: PreflightReads, container: ContainerDefinition): Promise<void> => {
  const uri = container.ModelDataUrl
  const at = uri === undefined ? undefined : parseS3Uri(uri)
  if (uri === undefined || at === undefined) return
  const what = `Model data ${uri}`
  const bucket = await ifReadable(ports, what, () => ports.objects.bucket(at.bucket))
  if (bucket === 'unreadable') return
  const { region } = await ports.target()
  if (bucket !== undefined && bucket.region !== region) {
    throw new StateError('MLC-HOST-025', `The model data is in ${bucket.region}, not ${region}.`, {
      why: `SageMaker loads a model only from a bucket of its own region (${uri}).`,
      hint: 'Nothing was changed. Copy it to a bucket here, or pass --region.',
    })
  }
  const single = at.key !== '' && !at.key.endsWith('/') && container.Mode !== 'MultiModel'
  const head = !single
    ? bucket
    : await ifReadable(ports, what, () => ports.objects.head({ bucket: at.bucket, key: at.key }))
  if (bucket !== undefined && head !== undefined) return
  throw new StateError('MLC-HOST-025', `There is no model data at ${uri}.`, {
    hint: 'Nothing was changed. Check the address; a trained model is a model.tar.gz.',
  })
}

/**
 * The applied quota of one type; what else uses of it is not known here. `usage` is the word of the
 * quota's name: `endpoint`, `training job`, `spot training job`.
 * @throws GateError MLC-HOST-026 when it is too small.
 */
export const checkQuota = async (
  ports: Pick<PreflightReads, 'quotas' | 'io'>,
  { instanceType, count }: Fleet,
  usage = 'endpoint',
): Promise<void> => {
  const wanted = `${instanceType} for ${usage} usage`
  const found = await ifReadable(ports, `The quota of ${instanceType}`, () =>
    ports.quotas.search('sagemaker', wanted),
  )
  const quota = found === 'unreadable' ? undefined : found.find((one) => one.quotaName === wanted)
  if (quota === undefined || quota.value >= count) return
  throw new GateError('MLC-HOST-026', `The account may run ${quota.value} of ${instanceType}.`, {
    why: `${count} are wanted (quota ${quota.quotaCode}: ${quota.quotaName}).`,
    hint: 'Nothing was changed. Ask for more in the Service Quotas console, or take another type.',
    details: { quotaCode: quota.quotaCode, value: quota.value, wanted: count },
  })
}
