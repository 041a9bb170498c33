import { notApplicable, ok, unknown, type Verdict } from '../../domain/doctor/checks.ts'
import { judgeBucketOwner, judgeBucketRegion, judgeKey } from '../../domain/doctor/storage.ts'
import { StateError } from '../../errors.ts'
import { bucketPolicyVerdicts } from './bucket-policy.ts'
import { keyPolicyVerdicts } from './key-policy.ts'
import { keysOf, type Look } from './look.ts'
import type { Check } from './run-checks.ts'

/** Buckets and keys of the work. */
export const storageChecks = (look: Look): readonly Check[] => {
  const { need, subjects } = look
  const named = need.usesBucket ? 'no bucket is named: --bucket' : 'no bucket is used'
  const idle = subjects.buckets.length === 0 ? named : undefined
  return [
    { id: 'D08', needs: ['D01', 'D02'], idle, run: () => eachBucket(look, ownerOf) },
    { id: 'D07', needs: ['D01', 'D02'], idle, run: () => eachBucket(look, regionOf) },
    // A bucket of somebody else's, or one that is elsewhere, is not the one that will be used.
    { id: 'D21', needs: ['D07', 'D08'], idle, run: () => eachBucket(look, bucketPolicyVerdicts) },
    {
      id: 'D22',
      needs: ['D01', 'D02'],
      idle: noKey(look),
      run: () => eachKey(look, async (key) => [await keyOf(look, key)]),
    },
    {
      id: 'D23',
      needs: ['D22'],
      idle: noKey(look),
      run: () => eachKey(look, (key) => keyPolicyVerdicts(look, key)),
    },
  ]
}

/** Buckets may have keys of their own, which only S3 tells. */
const noKey = ({ subjects }: Look): string | undefined =>
  subjects.kmsKeys.length + subjects.buckets.length === 0 ? 'no key of your own is used' : undefined

type Buckets = (look: Look, bucket: string) => Promise<readonly Verdict[]>

const eachBucket = async (look: Look, judge: Buckets): Promise<readonly Verdict[]> => {
  return (await Promise.all(look.subjects.buckets.map((bucket) => judge(look, bucket)))).flat()
}

const eachKey = async (
  look: Look,
  judge: (key: string) => Promise<readonly Verdict[]>,
): Promise<readonly Verdict[]> => {
  const keys = await keysOf(look)
  if (keys.length === 0) return [notApplicable('no key of your own is used')]
  return (await Promise.all(keys.map(judge))).flat()
}

const ownerOf: Buckets = async (look, bucket) => {
  const found = await look.bucket(bucket)
  const uri = `s3://${bucket}`
  if (found !== undefined) return [judgeBucketOwner(found, (await look.caller()).account)]
  const makesIt = look.need.commands.length === 0 || look.need.actions.includes('s3:CreateBucket')
  if (makesIt) return [ok(`${uri} is not there yet; it is made when it is needed`, uri)]
  return [
    {
      status: 'fail',
      severity: 'high',
      subject: uri,
      detail: `there is no bucket ${uri}`,
      remedy: { text: 'Make it, or name another.', command: `aws s3 mb ${uri}` },
    },
  ]
}

const regionOf: Buckets = async (look, bucket) => {
  const found = await look.bucket(bucket)
  if (found === undefined) return [notApplicable(`s3://${bucket} is not there yet`)]
  if (!found.owned) return [notApplicable(`s3://${bucket} is not yours`)]
  return [judgeBucketRegion(found, (await look.target()).region)]
}

const keyOf = async (look: Look, key: string): Promise<Verdict> => {
  const { region } = await look.target()
  try {
    return judgeKey(key, await look.key(key), region)
  } catch (error) {
    if (error instanceof StateError) return unknown(error.message, key)
    throw error
  }
}
