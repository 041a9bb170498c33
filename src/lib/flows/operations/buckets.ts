import * as v from 'valibot'
import { digestOf } from '../../domain/core/digest.ts'
import { isTlsOnly, withTlsOnly } from '../../domain/storage/bucket-policy.ts'
import { isEncrypted } from '../../domain/storage/protections.ts'
import { AccessError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { BucketView } from '../../ports/objects.ts'
import { defineOperation, type Observation } from './define.ts'

export const createBucket = defineOperation({
  name: 's3.CreateBucket',
  input: v.object({ bucket: v.string(), region: v.string() }),
  observe: async (ports, { bucket, region }) => {
    const view = await ports.objects.bucket(bucket)
    if (view === undefined) return { fingerprint: 'absent', satisfied: false }
    return {
      fingerprint: digestOf([view.owned, view.region]),
      satisfied: view.owned && view.region === region,
      output: { bucket },
    }
  },
  perform: async (ports, { bucket, region }) => {
    try {
      await ports.objects.createBucket(bucket, region)
    } catch (error) {
      // After a lost answer the second try meets its own bucket.
      const view = await ports.objects.bucket(bucket)
      if (view === undefined || !view.owned || view.region !== region) throw error
    }
    return { bucket }
  },
})

export const blockPublicAccess = defineOperation({
  name: 's3.PutPublicAccessBlock',
  input: v.object({ bucket: v.string() }),
  observe: (ports, { bucket }) =>
    observeBucket(ports, bucket, (view) => ({
      fingerprint: view?.publicAccessBlocked === true ? 'blocked' : 'open',
      satisfied: view?.publicAccessBlocked === true,
      output: { bucket },
    })),
  perform: async (ports, { bucket }) => {
    await ports.objects.blockPublicAccess(bucket)
    await mustBeReadable(ports, bucket, 'publicAccessBlocked')
    return { bucket }
  },
})

export const encryptBucket = defineOperation({
  name: 's3.PutBucketEncryption',
  input: v.object({ bucket: v.string(), kmsKeyArn: v.exactOptional(v.string()) }),
  observe: (ports, { bucket, kmsKeyArn }) =>
    observeBucket(ports, bucket, (view) => ({
      fingerprint: digestOf(view?.encryption ?? NEW_BUCKET_ENCRYPTION),
      satisfied: isEncrypted(view?.encryption, kmsKeyArn),
      output: { bucket },
    })),
  perform: async (ports, { bucket, kmsKeyArn }) => {
    await ports.objects.encrypt(bucket, kmsKeyArn)
    await mustBeReadable(ports, bucket, 'encryption')
    return { bucket }
  },
})

/** The rule is merged into the policy of the moment, so that nobody's statement is lost. */
export const requireTls = defineOperation({
  name: 's3.PutBucketPolicy',
  input: v.object({ bucket: v.string(), partition: v.string(), adds: v.literal('tls-only') }),
  observe: async (ports, { bucket, partition }) => {
    const view = await ports.objects.bucket(bucket)
    const policy = view === undefined ? null : await ports.objects.bucketPolicy(bucket)
    return {
      fingerprint: policy === null ? 'absent' : digestOf(policy),
      satisfied: isTlsOnly(policy, partition, bucket),
      output: { bucket },
    }
  },
  perform: async (ports, { bucket, partition }) => {
    const policy = await ports.objects.bucketPolicy(bucket)
    await ports.objects.putBucketPolicy(bucket, withTlsOnly(policy, partition, bucket))
    return { bucket }
  },
})

/** S3 gives every new bucket this; https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html. */
const NEW_BUCKET_ENCRYPTION = { algorithm: 'AES256' }

/**
 * A bucket that is not there yet looks like a new one: otherwise a plan that was killed after making
 * the bucket would find its own later steps stale.
 */
const observeBucket = async (
  ports: Ports,
  bucket: string,
  look: (view: BucketView | undefined) => Observation,
): Promise<Observation> => look(await ports.objects.bucket(bucket))

/** What cannot be read back cannot be proved: better said at once than after a minute of looking. */
const mustBeReadable = async (
  ports: Ports,
  bucket: string,
  member: 'publicAccessBlocked' | 'encryption',
): Promise<void> => {
  const view = await ports.objects.bucket(bucket)
  if (view === undefined || view[member] !== undefined) return
  const action =
    member === 'encryption' ? 's3:GetEncryptionConfiguration' : 's3:GetBucketPublicAccessBlock'
  throw new AccessError('MLC-S3-004', `The protection of s3://${bucket} cannot be read back.`, {
    why: `It was set without an error, but you may not look: ${action} is missing.`,
    hint: `Get ${action} on s3://${bucket}, then run the same command again.`,
    details: { action, bucket },
  })
}
