import { outputLocation, readLocations } from '../../domain/iam/locations.ts'
import { defaultRoleName, roleNameOf, roleNameProblem } from '../../domain/iam/names.ts'
import { keyProblem, vpcProblems } from '../../domain/iam/request-problems.ts'
import type { RoleSpec } from '../../domain/iam/spec.ts'
import { defaultBucketName } from '../../domain/storage/bucket-names.ts'
import { s3UriProblems } from '../../domain/storage/s3-uris.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { findOwnBucket } from '../storage/own-bucket.ts'
import { refuseBadSpec } from './role-refusals.ts'

/** What the user said; the rest is asked on a terminal, or has a default. */
export type RoleRequest = {
  /** A name or an ARN. */
  readonly role?: string | undefined
  /** S3 URIs, or bare bucket names. */
  readonly data?: readonly string[] | undefined
  readonly output?: string | undefined
  readonly kmsKey?: string | undefined
  readonly subnets?: readonly string[] | undefined
  readonly securityGroups?: readonly string[] | undefined
  readonly boundary?: string | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
}

type RequestPorts = Pick<Ports, 'io' | 'identity' | 'target' | 'objects'>

/**
 * The full spec of a role. The keys of the buckets are looked up, so that nobody has to know them.
 * @throws UsageError MLC-IAM-001 for a bad name or URI, MLC-IAM-006 for a bad key or VPC; StateError MLC-S3-002/003 for an unusable bucket.
 */
export const resolveRoleSpec = async (
  ports: RequestPorts,
  request: RoleRequest,
): Promise<RoleSpec> => {
  const [caller, target] = [await ports.identity.whoAmI(), await ports.target()]
  const scope = { account: caller.account, partition: caller.partition, region: target.region }
  refuseBadRequest(request, scope.region)
  const reads = await dataOf(ports, request, defaultBucketName(scope.account, scope.region))
  const output = await outputOf(ports, request, reads)
  const spec = { ...scope, reads, output }
  const roleName = await roleOf(ports, request, outputLocation(spec).bucket)
  refuseBadSpec({ ...spec, roleName })
  const keys = await keysOfBuckets(ports, spec, request.kmsKey)
  const [subnetIds, securityGroupIds] = [request.subnets ?? [], request.securityGroups ?? []]
  return {
    ...spec,
    roleName,
    ...(keys.length === 0 ? {} : { dataKmsKeyArns: keys }),
    ...(request.kmsKey === undefined ? {} : { modelKmsKeyArn: request.kmsKey }),
    ...(subnetIds.length === 0 ? {} : { vpcConfig: { subnetIds, securityGroupIds } }),
    ...(request.boundary === undefined ? {} : { permissionsBoundaryArn: request.boundary }),
    ...(request.tags === undefined ? {} : { tags: request.tags }),
  }
}

const refuseBadRequest = (request: RoleRequest, region: string): void => {
  const key = request.kmsKey === undefined ? undefined : keyProblem(request.kmsKey, { region })
  const problems = [
    ...(key === undefined ? [] : [`--kms-key: ${key}`]),
    ...vpcProblems(request.subnets ?? [], request.securityGroups ?? []),
  ]
  if (problems.length === 0) return
  throw new UsageError('MLC-IAM-006', 'The role cannot be described like this.', {
    why: problems.join('; '),
    details: { problems },
  })
}

const uriOf = (text: string): string => (text.includes('/') ? text : `s3://${text}/`)

const uriCheck = (text: string): string | undefined => s3UriProblems(uriOf(text), 'folder')[0]

const dataOf = async (
  { io }: RequestPorts,
  request: RoleRequest,
  bucket: string,
): Promise<readonly string[]> => {
  if (request.data !== undefined && request.data.length > 0) return request.data.map(uriOf)
  const answer = await io.ask({
    kind: 'text',
    flag: '--data',
    message: 'Training data (S3 URI of a file or folder)',
    help: 'The role may read this folder. Several: pass --data more than once.',
    initial: `s3://${bucket}/data/`,
    check: uriCheck,
    read: uriOf,
  })
  return [answer]
}

const outputOf = async (
  { io }: RequestPorts,
  request: RoleRequest,
  reads: readonly string[],
): Promise<string> => {
  if (request.output !== undefined) return uriOf(request.output)
  const [first] = readLocations({ reads })
  return io.ask({
    kind: 'text',
    flag: '--output',
    message: 'Folder for the results (S3 URI)',
    initial: `s3://${first?.bucket ?? ''}/output/`,
    check: uriCheck,
    read: uriOf,
  })
}

const roleOf = async (
  { io }: RequestPorts,
  request: RoleRequest,
  bucket: string,
): Promise<string> => {
  if (request.role !== undefined) return roleNameOf(request.role)
  const initial = defaultRoleName(bucket)
  // The default is as good as an answer, so a script need not name it.
  if (!io.interactive) return initial
  return io.ask({
    kind: 'text',
    flag: '--role',
    message: 'Name of the role',
    initial,
    check: (text) => roleNameProblem(roleNameOf(text)),
    read: roleNameOf,
  })
}

/** Keys of the buckets as S3 reports them, and the given one. */
const keysOfBuckets = async (
  ports: RequestPorts,
  spec: Pick<RoleSpec, 'reads' | 'output' | 'region' | 'account'>,
  kmsKey: string | undefined,
): Promise<readonly string[]> => {
  const buckets = new Set(
    [...readLocations(spec), outputLocation(spec)].map(({ bucket }) => bucket),
  )
  const keys = new Set(kmsKey === undefined ? [] : [kmsKey])
  for (const bucket of buckets) {
    const view = await findOwnBucket(ports, { bucket, region: spec.region, account: spec.account })
    if (view === undefined) ports.io.warn(`Bucket s3://${bucket} does not exist yet.`)
    const key = view?.encryption?.kmsKeyArn
    if (key === undefined) continue
    if (keyProblem(key, spec) === undefined) keys.add(key)
    else ports.io.warn(`The key of s3://${bucket} is ${key}: pass its ARN with --kms-key.`)
  }
  return [...keys].sort()
}
