import type { KeyView } from '../../ports/keys.ts'
import type { BucketView } from '../../ports/objects.ts'
import { ok, type Verdict } from './checks.ts'

/** `found` undefined: there is no such bucket. */
export const judgeBucketRegion = (found: BucketView, region: string): Verdict => {
  const uri = `s3://${found.name}`
  if (found.region === region) return ok(uri, uri)
  return {
    status: 'fail',
    severity: 'high',
    subject: uri,
    detail: `${uri} is in ${found.region}, and the work is in ${region}`,
    remedy: {
      text: `Take a bucket in ${region}, or work in ${found.region} (--region ${found.region}).`,
    },
  }
}

export const judgeBucketOwner = (found: BucketView, account: string): Verdict => {
  const uri = `s3://${found.name}`
  if (found.owned) return ok(uri, uri)
  return {
    status: 'fail',
    severity: 'critical',
    subject: uri,
    detail: `${uri} belongs to another account than ${account}`,
    remedy: { text: 'Names of buckets are unique in all of AWS: take one of your own.' },
  }
}

/** What a service can encrypt data and models with: facts on keys, and the KMS guide on key states. */
export const judgeKey = (wanted: string, key: KeyView | undefined, region: string): Verdict => {
  const subject = key?.keyArn ?? wanted
  const bad = (detail: string, text: string, command?: string): Verdict => ({
    status: 'fail',
    severity: 'high',
    subject,
    detail,
    ...(key === undefined ? {} : { evidence: key }),
    remedy: { text, ...(command === undefined ? {} : { command }) },
  })
  if (key === undefined) return bad(`there is no key ${wanted} here`, 'Check its id and region.')
  if (key.state === 'PendingDeletion') {
    return bad(
      `the key is deleted${key.deletionDate === undefined ? ' soon' : ` on ${key.deletionDate}`}, and all that it encrypts is lost then`,
      'Cancel the deletion, then enable the key.',
      `aws kms cancel-key-deletion --key-id ${key.keyArn} && aws kms enable-key --key-id ${key.keyArn}`,
    )
  }
  if (key.state === 'Disabled') {
    return bad('the key is disabled', 'Enable it.', `aws kms enable-key --key-id ${key.keyArn}`)
  }
  if (key.state !== 'Enabled') return bad(`the key is ${key.state}`, 'Wait, or take another key.')
  if (key.usage !== 'ENCRYPT_DECRYPT' || key.spec !== 'SYMMETRIC_DEFAULT') {
    return bad(
      `the key is for ${key.usage} (${key.spec}); a symmetric one that encrypts is needed`,
      'Take a key with spec SYMMETRIC_DEFAULT.',
    )
  }
  if (key.region !== region) {
    return bad(
      `the key is in ${key.region}, and the work is in ${region}`,
      'Take a key of that region.',
    )
  }
  return ok(`${key.keyId}, enabled`, subject)
}
