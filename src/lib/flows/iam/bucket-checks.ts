import { readPolicy } from '../../domain/core/policy-document.ts'
import { bucketDenials } from '../../domain/iam/bucket-denials.ts'
import type { CheckRow } from '../../domain/iam/check-rows.ts'
import { outputLocation, readLocations } from '../../domain/iam/locations.ts'
import type { AnyRoleSpec } from '../../domain/iam/spec.ts'
import { AccessError, StateError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

/** Whether the policies of the buckets forbid the role what its jobs do; a bucket without one forbids nothing. */
export const checkBuckets = async (
  ports: Pick<Ports, 'objects'>,
  spec: AnyRoleSpec,
  roleArn: string,
): Promise<readonly CheckRow[]> => {
  const outputs = spec.output === undefined ? [] : [outputLocation({ output: spec.output })]
  const buckets = new Set([...readLocations(spec), ...outputs].map(({ bucket }) => bucket))
  const rows: CheckRow[] = []
  for (const bucket of buckets) {
    const row = await checkBucket(ports, bucket, { spec, roleArn })
    if (row !== undefined) rows.push(row)
  }
  return rows
}

const checkBucket = async (
  ports: Pick<Ports, 'objects'>,
  bucket: string,
  role: { readonly spec: AnyRoleSpec; readonly roleArn: string },
): Promise<CheckRow | undefined> => {
  const base = {
    id: 'bucket-policy',
    subject: 'role',
    what: `bucket policy of s3://${bucket}`,
  } as const
  const unknown = (why: string): CheckRow => ({
    ...base,
    result: 'could not tell',
    by: 'nothing',
    why,
  })
  const read = await policyOf(ports, bucket)
  if ('why' in read) return unknown(read.why)
  const policy = readPolicy(read.policy)
  if (policy === undefined) return undefined
  const { denied, doubtful } = bucketDenials(policy, bucket, role)
  if (denied.length > 0) {
    const why = `it denies: ${denied.join(', ')}; no added statement helps`
    return { ...base, result: 'missing', by: 'policies', why }
  }
  if (doubtful.length > 0) {
    return unknown(`it may deny, depending on where the job runs: ${doubtful.join(', ')}`)
  }
  return { ...base, result: 'ok', by: 'policies' }
}

const policyOf = async (ports: Pick<Ports, 'objects'>, bucket: string) => {
  try {
    return { policy: await ports.objects.bucketPolicy(bucket) }
  } catch (error) {
    if (error instanceof AccessError) {
      return { why: 'you may not read the bucket policy (s3:GetBucketPolicy)' }
    }
    // A bucket that is not there yet denies nothing; that it is missing is said elsewhere.
    if (error instanceof StateError) return { policy: undefined }
    if (error instanceof TemporaryError) return { why: error.message }
    throw error
  }
}
