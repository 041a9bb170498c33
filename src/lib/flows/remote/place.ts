import { parseS3Uri } from '../../domain/core/arn.ts'
import { shellWord } from '../../domain/core/command-line.ts'
import { defaultBucketName } from '../../domain/storage/bucket-names.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { BucketPlace } from '../storage/own-bucket.ts'

/** Where code and outputs are kept when `--bucket` names no prefix. */
const DEFAULT_PREFIX = 'mlctl/remote/'

export type RemotePlace = BucketPlace & {
  /** Ends in `/`, or is empty. */
  readonly prefix: string
}

/**
 * Account, region, and the bucket with its prefix; the bucket of mlctl when none is named.
 * @throws UsageError MLC-RMT-001 for what is no bucket.
 */
export const remotePlace = async (
  ports: Pick<Ports, 'identity' | 'target'>,
  bucket: string | undefined,
  defaultPrefix = DEFAULT_PREFIX,
): Promise<RemotePlace> => {
  const { account } = await ports.identity.whoAmI()
  const { region } = await ports.target()
  if (bucket === undefined) {
    return { account, region, bucket: defaultBucketName(account, region), prefix: defaultPrefix }
  }
  const at = parseS3Uri(bucket.startsWith('s3://') ? bucket : `s3://${bucket}`)
  if (at === undefined) {
    throw new UsageError('MLC-RMT-001', `--bucket takes s3://bucket/prefix, got "${bucket}".`)
  }
  const prefix = at.key.replace(/^\/+|\/+$/g, '')
  return {
    account,
    region,
    bucket: at.bucket,
    prefix: prefix === '' ? defaultPrefix : `${prefix}/`,
  }
}

/** The ARN of a role given by name or ARN. @throws StateError MLC-RMT-006 when there is none. */
export const remoteRole = async (ports: Pick<Ports, 'roles'>, role: string): Promise<string> => {
  if (role.startsWith('arn:')) return role
  const found = await ports.roles.find(role)
  if (found !== undefined) return found.arn
  throw new StateError('MLC-RMT-006', `There is no role ${role}.`, {
    why: 'A job runs as a role that trusts sagemaker.amazonaws.com and may use the bucket.',
    hint: `Make it: mlctl iam setup --for training --role ${shellWord(role)}. Or check the name, or pass an ARN.`,
  })
}

/** A file of mlctl's own beside the journal, where a killed run is continued. */
export const fileBeside = ({ path }: { readonly path: string }, name: string): string =>
  path.replace(/[^/\\]*$/, `remote/${name}`)
