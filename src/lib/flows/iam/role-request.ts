import { parseArn } from '../../domain/core/arn.ts'
import { outputLocation, readLocations } from '../../domain/iam/locations.ts'
import type { RoleNameStyle } from '../../domain/iam/names.ts'
import { keyProblem, vpcProblems } from '../../domain/iam/request-problems.ts'
import { kindOf, type RolePurpose } from '../../domain/iam/roles/purposes.ts'
import { ownRepositoryArnOf, repositoryArnOf } from '../../domain/iam/roles/repositories.ts'
import type { AnyRoleSpec, RoleResources } from '../../domain/iam/spec.ts'
import { defaultBucketName } from '../../domain/storage/bucket-names.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { findOwnBucket } from '../storage/own-bucket.ts'
import { nameOf, outputOf, pushesOf, readsOf } from './role-questions.ts'
import { refuseBadSpec } from './role-refusals.ts'

/** What the user said; the rest is asked on a terminal, or has a default. */
export type RoleRequest = {
  /** What the role is for; Bedrock customization when absent. */
  readonly purpose?: RolePurpose
  /** A name or an ARN. */
  readonly role?: string | undefined
  readonly nameStyle?: RoleNameStyle | undefined
  /** S3 URIs, or bare bucket names. */
  readonly data?: readonly string[] | undefined
  readonly output?: string | undefined
  readonly kmsKey?: string | undefined
  readonly subnets?: readonly string[] | undefined
  readonly securityGroups?: readonly string[] | undefined
  /** Image URIs or repository ARNs. */
  readonly images?: readonly string[] | undefined
  /** Repositories that builds push to: names, image URIs or ARNs. */
  readonly pushes?: readonly string[] | undefined
  /** CodeBuild project whose builds use the role. */
  readonly buildProject?: string | undefined
  /** ARNs of models and inference profiles that the role calls. */
  readonly models?: readonly string[] | undefined
  /** ARNs of Lambda functions that grade. */
  readonly graders?: readonly string[] | undefined
  /** ARNs of roles that it hands on. */
  readonly passes?: readonly string[] | undefined
  readonly boundary?: string | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
}

type RequestPorts = Pick<Ports, 'io' | 'identity' | 'target' | 'objects'>

/**
 * The full spec of a role. The keys of the buckets are looked up, so that nobody has to know them.
 * @throws UsageError MLC-IAM-001 for a bad name or URI, MLC-IAM-006 for a bad key, VPC or ARN; StateError MLC-S3-002/003 for an unusable bucket.
 */
export const resolveRoleSpec = async (
  ports: RequestPorts,
  request: RoleRequest,
): Promise<AnyRoleSpec> => {
  const [caller, target] = [await ports.identity.whoAmI(), await ports.target()]
  const scope = { account: caller.account, partition: caller.partition, region: target.region }
  refuseBadRequest(request, scope)
  const bucket = defaultBucketName(scope.account, scope.region)
  const reads = await readsOf(ports, request, bucket)
  const output = await outputOf(ports, request, { reads, bucket })
  const pushes = await pushesOf(ports, request, scope)
  const roleName = await nameOf(ports, request, { reads, output, region: scope.region })
  const named = namedSpec(request, { ...scope, reads, roleName }, output)
  refuseBadSpec(named)
  const keys = await keysOfBuckets(ports, named, request.kmsKey)
  return {
    ...named,
    ...resourcesOf(request, scope),
    ...(pushes === undefined ? {} : { pushedRepositoryArns: pushes }),
    ...(keys.length === 0 ? {} : { dataKmsKeyArns: keys }),
  }
}

type Named = Pick<AnyRoleSpec, 'account' | 'partition' | 'region' | 'reads' | 'roleName'>

/** A customization always has an output: its question was answered. */
const namedSpec = (request: RoleRequest, base: Named, output: string | undefined): AnyRoleSpec => {
  const { purpose = 'customization' } = request
  if (purpose === 'customization') return { ...base, output: output ?? '' }
  return { ...base, purpose, ...(output === undefined ? {} : { output }) }
}

/** What of the request goes into the spec as it is. */
const resourcesOf = (
  request: RoleRequest,
  { account, partition }: { readonly account: string; readonly partition: string },
): Partial<Omit<RoleResources, 'purpose'>> => {
  const [subnetIds, securityGroupIds] = [request.subnets ?? [], request.securityGroups ?? []]
  const images = (request.images ?? []).flatMap((image) => repositoryArnOf(image, partition) ?? [])
  // Without names a state machine may hand on the roles that mlctl makes, and no other.
  const ours = ['mlctl-sagemaker-*', 'mlctl-bedrock-*'].map(
    (name) => `arn:${partition}:iam::${account}:role/${name}`,
  )
  const passes = request.passes ?? (request.purpose === 'workflow' ? ours : undefined)
  return {
    ...(request.kmsKey === undefined ? {} : { modelKmsKeyArn: request.kmsKey }),
    ...(subnetIds.length === 0 ? {} : { vpcConfig: { subnetIds, securityGroupIds } }),
    ...(images.length === 0 ? {} : { repositoryArns: [...new Set(images)] }),
    ...(request.models === undefined ? {} : { modelArns: request.models }),
    ...(request.graders === undefined ? {} : { graderArns: request.graders }),
    ...(passes === undefined ? {} : { passedRoleArns: passes }),
    ...(request.buildProject === undefined || request.purpose !== 'builds'
      ? {}
      : { buildProject: request.buildProject }),
    ...(request.boundary === undefined ? {} : { permissionsBoundaryArn: request.boundary }),
    ...(request.tags === undefined ? {} : { tags: request.tags }),
  }
}

const refuseBadRequest = (
  request: RoleRequest,
  scope: { readonly region: string; readonly partition: string; readonly account: string },
): void => {
  const key = request.kmsKey === undefined ? undefined : keyProblem(request.kmsKey, scope)
  const { needs, vpc, jobs } = kindOf(request)
  const inVpc = (request.subnets?.length ?? 0) > 0
  const problems = [
    ...(key === undefined ? [] : [`--kms-key: ${key}`]),
    ...vpcProblems(request.subnets ?? [], request.securityGroups ?? []),
    ...(inVpc && vpc === 'none' ? [`${jobs} run in no VPC of yours: leave --subnets out`] : []),
    ...(needs.output === 'never' && request.output !== undefined
      ? [`${jobs} write no results: leave --output out`]
      : []),
    ...(request.images ?? [])
      .filter((image) => repositoryArnOf(image, scope.partition) === undefined)
      .map((image) => `--image ${image}: it is no image of a registry of ECR`),
    ...(request.pushes ?? [])
      .filter((text) => ownRepositoryArnOf(text, scope) === undefined)
      .map((text) => `--push ${text}: it is no repository of ECR`),
    ...arnProblems('--model', request.models, 'bedrock'),
    ...arnProblems('--grader', request.graders, 'lambda'),
    ...arnProblems('--passes', request.passes, 'iam'),
  ]
  if (problems.length === 0) return
  throw new UsageError('MLC-IAM-006', 'The role cannot be described like this.', {
    why: problems.join('; '),
    details: { problems },
  })
}

const arnProblems = (
  flag: string,
  arns: readonly string[] | undefined,
  service: string,
): readonly string[] =>
  (arns ?? [])
    .filter((arn) => parseArn(arn)?.service !== service)
    .map((arn) => `${flag} ${arn}: it is no ARN of ${service}`)

/** Keys of the buckets as S3 reports them, and the given one where data is read or written. */
const keysOfBuckets = async (
  ports: RequestPorts,
  spec: AnyRoleSpec,
  kmsKey: string | undefined,
): Promise<readonly string[]> => {
  const outputs = spec.output === undefined ? [] : [outputLocation({ output: spec.output })]
  const buckets = new Set([...readLocations(spec), ...outputs].map(({ bucket }) => bucket))
  const keys = new Set(kmsKey === undefined || buckets.size === 0 ? [] : [kmsKey])
  for (const bucket of buckets) {
    const view = await findOwnBucket(ports, { bucket, region: spec.region, account: spec.account })
    // A build makes the bucket of its contexts itself.
    if (view === undefined && spec.purpose !== 'builds') {
      ports.io.warn(`Bucket s3://${bucket} does not exist yet.`)
    }
    const key = view?.encryption?.kmsKeyArn
    if (key === undefined) continue
    if (keyProblem(key, spec) === undefined) keys.add(key)
    else ports.io.warn(`The key of s3://${bucket} is ${key}: pass its ARN with --kms-key.`)
  }
  return [...keys].sort()
}
