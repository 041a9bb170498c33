import type { FinetuneSpec } from '../../domain/finetune/spec.ts'
import { defaultRoleName, roleArnOf, roleNameOf } from '../../domain/iam/names.ts'
import { defaultBucketName } from '../../domain/storage/bucket-names.ts'
import { AccessError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

/** Where a training happens and what it is called there. */
export type Place = {
  readonly account: string
  readonly partition: string
  readonly region: string
  readonly bucket: string
  /** Folder of everything of this training, ending in `/`. */
  readonly folder: string
  readonly outputUri: string
  readonly roleName: string
  readonly roleArn: string
}

/** Folder in the bucket when the recipe names none. */
const DEFAULT_PREFIX = 'mlctl'

/**
 * Bucket, folder, output and role of a training, with the defaults of what the recipe leaves open.
 * @throws UsageError MLC-FT-013 for a role of another account.
 */
export const placeOf = async (
  ports: Pick<Ports, 'identity' | 'target' | 'roles'>,
  spec: FinetuneSpec,
): Promise<Place> => {
  const [caller, { region }] = [await ports.identity.whoAmI(), await ports.target()]
  const { account, partition } = caller
  const bucket = spec.bucket ?? defaultBucketName(account, region)
  const prefix = (spec.prefix ?? DEFAULT_PREFIX).replace(/^\/+|\/+$/g, '')
  const folder = prefix === '' ? `${spec.name}/` : `${prefix}/${spec.name}/`
  const output = spec.output ?? `s3://${bucket}/${folder}output/`
  const role = spec.role ?? defaultRoleName(bucket)
  return {
    account,
    partition,
    region,
    bucket,
    folder,
    outputUri: output.endsWith('/') ? output : `${output}/`,
    roleName: roleNameOf(role),
    roleArn: await roleArn(ports, { role, account, partition }),
  }
}

/** A role with a path has it in its ARN only, so an existing role is asked for its own. */
const roleArn = async (
  ports: Pick<Ports, 'roles'>,
  given: { readonly role: string; readonly account: string; readonly partition: string },
): Promise<string> => {
  const { role, account, partition } = given
  if (role.startsWith('arn:')) {
    if (role.split(':')[4] === account) return role
    throw new UsageError('MLC-FT-013', `The role ${role} belongs to another account.`, {
      why: `The calls are made as account ${account}; a job can only be given a role of its own account.`,
      hint: 'Pass --role with a role of this account, or another --profile.',
    })
  }
  const found = await ports.roles.find(role).catch((error: unknown) => {
    // Who may not look at roles can still name one.
    if (error instanceof AccessError) return undefined
    throw error
  })
  return found?.arn ?? roleArnOf(account, partition, role)
}
