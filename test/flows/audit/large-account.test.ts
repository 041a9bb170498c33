import { expect, it } from 'vitest'
import { TemporaryError } from '../../../src/lib/errors.ts'
import { type AuditRequest, audit } from '../../../src/lib/flows/audit/audit.ts'
import type { BucketPosture } from '../../../src/lib/ports/bucket-posture.ts'
import { sandboxWorld } from '../../support/sandbox-world.ts'

const REQUEST: AuditRequest = {
  scope: { kind: 'account' },
  limits: { jobs: 100 },
  requiredTags: [],
  requireKms: false,
  baseline: { update: false },
}

/** Many buckets, every tenth of which lacks versioning, behind a service that throttles now and then. */
const manyBuckets = (count: number) => {
  const seen = { calls: 0, atOnce: 0, most: 0, throttled: 0 }
  const names = Array.from({ length: count }, (_, i) => `bucket-${String(i).padStart(4, '0')}`)
  const answer = async <T>(value: T): Promise<T> => {
    seen.calls++
    seen.atOnce++
    seen.most = Math.max(seen.most, seen.atOnce)
    await new Promise((resume) => setImmediate(resume))
    seen.atOnce--
    if (seen.calls % 97 === 0) {
      seen.throttled++
      throw new TemporaryError('MLC-AWS-006', 'SlowDown')
    }
    return value
  }
  const open = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true }
  const policyOf = (bucket: string) => ({
    Statement: {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    // A policy of the size that real ones have: it must not be kept.
    Padding: 'x'.repeat(10_000),
  })
  const posture: Partial<BucketPosture> = {
    list: () => answer(names),
    region: () => answer('us-east-1'),
    encryption: () => answer({ algorithm: 'AES256' }),
    publicAccessBlock: () => answer({ ...open, restrictPublicBuckets: true }),
    isPolicyPublic: () => answer(false),
    policy: (bucket) => answer(policyOf(bucket)),
    versioning: (bucket) => answer(bucket.endsWith('0') ? undefined : 'Enabled'),
    loggingTarget: () => answer('s3://logs/'),
    ownership: () => answer('BucketOwnerEnforced'),
  }
  return { posture: posture as BucketPosture, seen }
}

it('reads a thousand buckets, five at a time, through throttling, and keeps their faults alone', async () => {
  const { posture, seen } = manyBuckets(1_000)
  const { ports } = sandboxWorld()
  const report = await audit({ ...ports, bucketPosture: posture }, REQUEST)
  const ofBuckets = report.findings.filter(({ kind }) => kind === 'bucket')
  expect(report.looked.bucket).toBe(1_000)
  expect(ofBuckets).toHaveLength(100)
  expect(new Set(ofBuckets.map(({ id }) => id))).toEqual(new Set(['A05.versioning']))
  expect(report.unknown.filter(({ kind }) => kind === 'bucket')).toEqual([])
  expect(seen.most).toBeLessThanOrEqual(5)
  expect(seen.throttled).toBeGreaterThan(50)
  // One call for the list, eight a bucket, and the throttled ones again.
  expect(seen.calls).toBe(1 + 8_000 + seen.throttled)
  expect(JSON.stringify(report).length).toBeLessThan(200_000)
}, 60_000)

it('tells a thousand refusals as one, with examples', async () => {
  const { posture } = manyBuckets(1_000)
  const { ports } = sandboxWorld()
  const refused = async () => {
    throw new TemporaryError('MLC-AWS-006', 'S3 is not there.')
  }
  const quick = { ...ports, clock: { ...ports.clock, sleep: async () => undefined } }
  const report = await audit(
    { ...quick, bucketPosture: { ...posture, ownership: refused } },
    REQUEST,
  )
  const [told, ...others] = report.unknown.filter(({ kind }) => kind === 'bucket')
  expect(others).toEqual([])
  expect(told).toMatchObject({ id: 'A06.ownership', count: 1_000, why: 'S3 is not there.' })
  expect(told?.subjects).toHaveLength(3)
}, 60_000)

it('ends at Ctrl-C', async () => {
  const { posture, seen } = manyBuckets(1_000)
  const world = sandboxWorld()
  const versioning = async () => {
    world.io.interrupt()
    return undefined
  }
  const running = audit({ ...world.ports, bucketPosture: { ...posture, versioning } }, REQUEST)
  await expect(running).rejects.toMatchObject({ code: 'MLC-AUD-004', exitCode: 130 })
  expect(seen.calls).toBeLessThan(60)
})

it('names the buckets of other regions by their number, and asks them nothing', async () => {
  const { posture, seen } = manyBuckets(40)
  const region = async (bucket: string) => (bucket.endsWith('1') ? 'eu-west-1' : 'us-east-1')
  const { ports } = sandboxWorld()
  const report = await audit({ ...ports, bucketPosture: { ...posture, region } }, REQUEST)
  expect(report.looked.bucket).toBe(36)
  expect(report.gaps).toEqual([
    '4 buckets in eu-west-1 not looked at: mlctl audit --account --region eu-west-1',
  ])
  expect(seen.calls).toBe(1 + 36 * 7 + seen.throttled)
})
