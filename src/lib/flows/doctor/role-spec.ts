import { BUILD_CONTEXTS } from '../../domain/container/build/cloud-build.ts'
import type { RolePurpose } from '../../domain/iam/roles/purposes.ts'
import { ownRepositoryArnOf } from '../../domain/iam/roles/repositories.ts'
import type { AnyRoleSpec, RoleScope } from '../../domain/iam/spec.ts'
import { defaultBucketName } from '../../domain/storage/bucket-names.ts'
import type { RoleView } from '../../ports/roles.ts'
import { keysOf, type Look } from './look.ts'

/** Where the role of the work lives, and for what. */
export const scopeOf = async (look: Look, purpose: RolePurpose): Promise<RoleScope> => {
  const [{ account, partition }, { region }] = [await look.caller(), await look.target()]
  const { buildProject } = look.subjects
  const ofBuilds = purpose === 'builds' && buildProject !== undefined ? { buildProject } : {}
  return { account, partition, region, purpose, ...ofBuilds }
}

/** The places are whole buckets here, as the folders are the job's own; undefined without any. */
export const specOf = async (
  look: Look,
  role: RoleView,
  purpose: RolePurpose,
): Promise<AnyRoleSpec | undefined> => {
  if (purpose === 'builds') return buildSpecOf(look, role)
  const { data, output, subnets, securityGroups } = look.subjects
  const [first] = data
  if (first === undefined) return undefined
  const keys = (await Promise.all((await keysOf(look)).map(look.key))).flatMap(
    (key) => key?.keyArn ?? [],
  )
  const scope = await scopeOf(look, purpose)
  const resources = {
    ...scope,
    roleName: role.roleName,
    reads: data,
    output: output ?? first,
    ...(keys.length === 0 ? {} : { dataKmsKeyArns: keys }),
    ...(subnets.length === 0
      ? {}
      : { vpcConfig: { subnetIds: subnets, securityGroupIds: securityGroups } }),
  }
  return resources as AnyRoleSpec
}

/** Builds have a folder of their own, and push to the repository of the configured image. */
const buildSpecOf = async (look: Look, { roleName }: RoleView): Promise<AnyRoleSpec> => {
  const scope = await scopeOf(look, 'builds')
  const { data, pushes } = look.subjects
  const contexts = `s3://${defaultBucketName(scope.account, scope.region)}/${BUILD_CONTEXTS}`
  return {
    ...scope,
    purpose: 'builds',
    roleName,
    reads: data.length === 0 ? [contexts] : data,
    pushedRepositoryArns: pushes.flatMap((text) => ownRepositoryArnOf(text, scope) ?? []),
  }
}
