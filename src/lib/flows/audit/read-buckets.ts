import { isTlsOnly } from '../../domain/storage/bucket-policy.ts'
import { StateError } from '../../errors.ts'
import { type AuditContext, goneOrMissing } from './context.ts'
import { answerOf, readOf } from './read.ts'

/**
 * How one bucket is protected: eight calls, and one more where tags are demanded. Lists name buckets of
 * all regions, and S3 answers only in the bucket's own.
 */
export const readBucket = async (audit: AuditContext, name: string): Promise<void> => {
  const { pool, policy, tally, found } = audit
  const { bucketPosture } = audit.ports
  const { partition, requiredTags } = policy
  const region = await readOf(pool, () => bucketPosture.region(name).catch(noneWhereGone))
  if ('value' in region && region.value === undefined) return goneOrMissing(audit, 'bucket', name)
  const home = answerOf(region)
  if (home !== undefined && home !== policy.region) {
    if (!audit.place.passOn(home, { kind: 'bucket', name })) found.elsewhere(home, name)
    return
  }
  const encryption = await readOf(pool, () => bucketPosture.encryption(name))
  tally.add('bucket', {
    subject: `arn:${partition}:s3:::${name}`,
    name,
    encryption,
    publicAccessBlock: await readOf(pool, () => bucketPosture.publicAccessBlock(name)),
    isPolicyPublic: await readOf(pool, () => bucketPosture.isPolicyPublic(name)),
    policy: await readOf(pool, async () => {
      const document = await bucketPosture.policy(name)
      return { document, refusesPlainHttp: isTlsOnly(document, partition, name) }
    }),
    versioning: await readOf(pool, () => bucketPosture.versioning(name)),
    loggingTarget: await readOf(pool, () => bucketPosture.loggingTarget(name)),
    ownership: await readOf(pool, () => bucketPosture.ownership(name)),
    tags:
      requiredTags.length === 0
        ? { value: {} }
        : await readOf(pool, () => bucketPosture.tags(name)),
  })
  found.add('key', answerOf(encryption)?.kmsKeyId)
}

const noneWhereGone = (error: unknown): undefined => {
  if (error instanceof StateError && error.code === 'MLC-AWS-020') return undefined
  throw error
}
