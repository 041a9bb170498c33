import type { DraftStep } from '../../domain/core/plan.ts'
import {
  bucketNameAdvice,
  bucketNameProblems,
  partitionOf,
} from '../../domain/storage/bucket-names.ts'
import { missingProtections, type Protection } from '../../domain/storage/protections.ts'
import { AccessError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { BucketView } from '../../ports/objects.ts'
import { timesDone, wasBegun } from '../earlier.ts'
import { type BucketPlace, findOwnBucket } from './own-bucket.ts'

export type BucketSpec = BucketPlace & {
  readonly kmsKeyArn?: string
  /** Also plan what an existing bucket lacks, instead of only saying so. */
  readonly harden?: boolean
}

/**
 * The steps that give a job its bucket: private, encrypted, TLS only (not where S3 itself is reached
 * over plain HTTP: the policy would lock mlctl out). An own bucket in the right region is left as it
 * is; what it lacks is said through `io`, and planned only with `harden`, or where mlctl made the
 * bucket and was interrupted before it was protected.
 * @throws UsageError MLC-S3-001 for a bad name; StateError MLC-S3-002 for somebody else's bucket,
 * MLC-S3-003 for the wrong region.
 */
export const bucketSteps = async (
  ports: Pick<Ports, 'objects' | 'io' | 'target' | 'identity' | 'journal'>,
  spec: BucketSpec,
): Promise<readonly DraftStep[]> => {
  refuseBadName(spec.bucket)
  const possible = await possibleProtections(ports)
  const view = await findOwnBucket(ports, spec)
  if (view === undefined) {
    const advice = bucketNameAdvice(spec.bucket)
    if (advice !== undefined) ports.io.warn(advice)
    return [createStep(spec), ...possible.map((protection) => protectionStep(spec, protection))]
  }
  const missing = (await lookFor(ports, spec, view)).filter(({ protection }) =>
    possible.includes(protection),
  )
  const steps: DraftStep[] = []
  for (const { protection, says } of missing) {
    const step = protectionStep(spec, protection)
    if (spec.harden === true || (await wasLeftOut(ports, step, spec.bucket))) steps.push(step)
    else ports.io.warn(`Bucket s3://${spec.bucket}: ${says}.`)
  }
  return steps
}

/** A step that followed the creation of the bucket here and was never done: a run died in between. */
const wasLeftOut = async (
  ports: Pick<Ports, 'identity' | 'target' | 'journal'>,
  { operation }: DraftStep,
  bucket: string,
): Promise<boolean> => {
  const about = { member: 'bucket', value: bucket }
  return (
    (await wasBegun(ports, { operation: CREATE, ...about })) &&
    (await timesDone(ports, { operation, ...about })) === 0
  )
}

const CREATE = 's3.CreateBucket'

const ALL: readonly Protection[] = ['publicAccessBlock', 'encryption', 'tlsOnly']

const possibleProtections = async (
  ports: Pick<Ports, 'target'>,
): Promise<readonly Protection[]> => {
  const { endpoint = '' } = await ports.target()
  return /\bhttp:/.test(endpoint) ? ALL.filter((protection) => protection !== 'tlsOnly') : ALL
}

const lookFor = async (
  ports: Pick<Ports, 'objects'>,
  spec: BucketSpec,
  view: BucketView,
): Promise<readonly { readonly protection: Protection; readonly says: string }[]> => {
  // Reading the policy is a right of its own; without it nothing is said about TLS.
  const policy = await ports.objects.bucketPolicy(spec.bucket).catch((error: unknown) => {
    if (error instanceof AccessError) return undefined
    throw error
  })
  return missingProtections(
    { ...view, partition: partitionOf(spec.region), policy },
    spec.kmsKeyArn,
  )
}

const createStep = (spec: BucketSpec): DraftStep => ({
  id: `create-bucket-${spec.bucket}`,
  operation: CREATE,
  input: { bucket: spec.bucket, region: spec.region },
  summary: `create bucket s3://${spec.bucket} in ${spec.region}`,
  undo: `aws s3 rb s3://${spec.bucket}`,
  danger: { level: 'none' },
  cost: {},
})

const protectionStep = (spec: BucketSpec, protection: Protection): DraftStep => {
  const { bucket, kmsKeyArn } = spec
  const base = { danger: { level: 'none' }, cost: {} } as const
  switch (protection) {
    case 'publicAccessBlock':
      return {
        ...base,
        id: `block-public-access-${bucket}`,
        operation: 's3.PutPublicAccessBlock',
        input: { bucket },
        summary: `block public access to s3://${bucket}`,
        undo: `aws s3api delete-public-access-block --bucket ${bucket}`,
      }
    case 'encryption':
      return {
        ...base,
        id: `encrypt-${bucket}`,
        operation: 's3.PutBucketEncryption',
        input: { bucket, ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }) },
        summary: `encrypt s3://${bucket} with ${kmsKeyArn ?? 'S3 keys'}`,
        undo: `aws s3api delete-bucket-encryption --bucket ${bucket}`,
      }
    case 'tlsOnly':
      return {
        ...base,
        id: `require-tls-${bucket}`,
        operation: 's3.PutBucketPolicy',
        input: { bucket, partition: partitionOf(spec.region), adds: 'tls-only' },
        summary: `refuse plain HTTP to s3://${bucket} (statement added to its policy)`,
        undo: `take the statement DenyWithoutTls out of the policy of s3://${bucket}`,
      }
  }
}

const refuseBadName = (bucket: string): void => {
  const problems = bucketNameProblems(bucket)
  if (problems.length === 0) return
  throw new UsageError('MLC-S3-001', `${bucket} cannot be a bucket name.`, {
    why: problems.join('; '),
    details: { problems },
  })
}
