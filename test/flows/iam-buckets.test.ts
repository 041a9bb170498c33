import { describe, expect, it } from 'vitest'
import { isTlsOnly } from '../../src/lib/domain/storage/bucket-policy.ts'
import { AccessError } from '../../src/lib/errors.ts'
import { carryOut } from '../../src/lib/flows/apply.ts'
import { planAgainstLiveState } from '../../src/lib/flows/observe.ts'
import { type BucketSpec, bucketSteps } from '../../src/lib/flows/storage/bucket-steps.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { ACCOUNT, accountWorld, REGION } from '../support/account-world.ts'
import { type FakeBuckets, fakeBuckets } from '../support/fake-buckets.ts'
import { Killed, mortal } from '../support/mortal.ts'

const SPEC: BucketSpec = { bucket: 'acme-ml', region: REGION, account: ACCOUNT }
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`
const APPLY = { consent: { yes: false }, dryRun: false }

const run = async (ports: Ports, spec = SPEC) => {
  const { plan } = await planAgainstLiveState(ports, 'x', await bucketSteps(ports, spec))
  return carryOut(ports, plan, APPLY)
}

const isSafe = ({ state, policies }: FakeBuckets): boolean =>
  state.get('acme-ml')?.publicAccessBlocked === true &&
  isTlsOnly(policies.get('acme-ml'), 'aws', 'acme-ml')

describe('a bucket that is not there', () => {
  it('is made in the right region, private and TLS only, without a question', async () => {
    const { ports, buckets } = accountWorld()
    expect((await run(ports)).status).toBe('applied')
    expect(isSafe(buckets)).toBe(true)
    expect(buckets.state.get('acme-ml')?.region).toBe(REGION)
    expect((await run(ports)).status).toBe('nothing-to-do')
  })

  it('does not refuse plain HTTP where S3 is reached over plain HTTP', async () => {
    const { ports, buckets } = accountWorld()
    const target = async () => ({
      name: 'aws' as const,
      region: REGION,
      endpoint: 'http://127.0.0.1:5000',
    })
    await run({ ...ports, target })
    expect(buckets.state.get('acme-ml')?.publicAccessBlocked).toBe(true)
    expect(buckets.policies.size).toBe(0)
  })

  it('is encrypted with the key that is given', async () => {
    const { ports, buckets } = accountWorld()
    await run(ports, { ...SPEC, kmsKeyArn: KEY })
    expect(buckets.state.get('acme-ml')?.encryption).toEqual({
      algorithm: 'aws:kms',
      kmsKeyArn: KEY,
    })
  })

  it.each(Array.from({ length: 45 }, (_, at) => [at + 1, at % 2 ? 'after' : 'before'] as const))(
    'is completed by the next run when the process dies at call %i (%s its effect)',
    async (at, moment) => {
      const buckets = fakeBuckets()
      const life = mortal(at, moment)
      const first = accountWorld({ buckets, wrap: life.wrap })
      const end = await run(first.ports).catch((error: unknown) => error)
      expect(end instanceof Killed).toBe(life.died())
      await run(accountWorld({ buckets, folder: first.folder }).ports, { ...SPEC, harden: true })
      expect(isSafe(buckets)).toBe(true)
      expect(buckets.changes.filter((change) => change.startsWith('create'))).toHaveLength(1)
    },
  )

  it('a plan file applied again after the crash is not stale', async () => {
    const buckets = fakeBuckets()
    const { ports } = accountWorld({ buckets })
    const { plan } = await planAgainstLiveState(ports, 'x', await bucketSteps(ports, SPEC))
    const dying = {
      ...ports,
      objects: {
        ...ports.objects,
        blockPublicAccess: async () => {
          throw new Killed()
        },
      },
    }
    await expect(carryOut(dying, plan, APPLY)).rejects.toThrow(Killed)
    expect((await carryOut(ports, plan, APPLY)).status).toBe('applied')
    expect(isSafe(buckets)).toBe(true)
  })
})

describe('a bucket of our own', () => {
  const bare = () => fakeBuckets({ 'acme-ml': { publicAccessBlocked: false } })

  it('is left alone, and what it lacks is said', async () => {
    const { ports, buckets, io } = accountWorld({ buckets: bare() })
    await run(ports)
    expect(buckets.changes).toEqual([])
    expect(io.warnings).toEqual([
      'Bucket s3://acme-ml: public access is not blocked.',
      'Bucket s3://acme-ml: its policy does not refuse plain HTTP.',
    ])
  })

  it('is hardened on demand, keeping the policy of others', async () => {
    const theirs = {
      Sid: 'Theirs',
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:Get*',
      Resource: '*',
    }
    const buckets = bare()
    buckets.policies.set('acme-ml', { Version: '2012-10-17', Statement: [theirs] })
    const { ports } = accountWorld({ buckets })
    await run(ports, { ...SPEC, harden: true })
    expect(isSafe(buckets)).toBe(true)
    expect(buckets.policies.get('acme-ml')).toMatchObject({ Statement: [theirs, {}] })
  })

  it('whose policy may not be read is not accused', async () => {
    const buckets = fakeBuckets({ 'acme-ml': {} })
    buckets.bucketPolicy = async () => {
      throw new AccessError('MLC-AWS-003', 'no')
    }
    const { ports, io } = accountWorld({ buckets })
    expect(await bucketSteps(ports, SPEC)).toEqual([])
    expect(io.warnings).toEqual([])
  })

  it('says at once that a protection cannot be read back', async () => {
    const buckets = bare()
    const look = buckets.bucket
    const { ports } = accountWorld({ buckets })
    const { plan } = await planAgainstLiveState(
      ports,
      'x',
      await bucketSteps(ports, { ...SPEC, harden: true }),
    )
    buckets.bucket = async (name) => {
      const view = await look(name)
      if (view === undefined) return undefined
      const { publicAccessBlocked: _, ...rest } = view
      return rest
    }
    await expect(carryOut(ports, plan, APPLY)).rejects.toMatchObject({ code: 'MLC-S3-004' })
  })
})

it.each([
  ['a name that S3 refuses', { ...SPEC, bucket: 'Acme_ML' }, {}, 'MLC-S3-001', 2],
  ['a bucket of another account', SPEC, { owned: false }, 'MLC-S3-002', 5],
  ['a bucket in another region', SPEC, { region: 'eu-west-1' }, 'MLC-S3-003', 5],
] as const)('%s is refused', async (_, spec, bucket, code, exitCode) => {
  const { ports } = accountWorld({ buckets: fakeBuckets({ 'acme-ml': bucket }) })
  await expect(bucketSteps(ports, spec)).rejects.toMatchObject({ code, exitCode })
})
