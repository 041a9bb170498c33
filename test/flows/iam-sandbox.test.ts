import { describe, expect, it } from 'vitest'
import { carryOut } from '../../src/lib/flows/apply.ts'
import { setupRole } from '../../src/lib/flows/iam/setup.ts'
import { planAgainstLiveState } from '../../src/lib/flows/observe.ts'
import { bucketSteps } from '../../src/lib/flows/storage/bucket-steps.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'

const SPEC = { bucket: 'acme-ml', region: 'us-east-1', account: '000000000000' }
const REQUEST = { data: ['s3://acme-ml/fraud/'], output: 's3://acme-ml/results/' }
const APPLY = { consent: { yes: true }, dryRun: false }

const makeBucket = async (ports: Ports, harden = false) => {
  const drafts = await bucketSteps(ports, { ...SPEC, harden })
  const { plan } = await planAgainstLiveState(ports, 'x', drafts)
  return carryOut(ports, plan, APPLY)
}

describe('through the SDK and the sandbox', () => {
  it('a bucket is made safe, and a second run finds it so', async () => {
    const { ports, io } = sandboxWorld()
    expect((await makeBucket(ports)).status).toBe('applied')
    expect(await ports.objects.bucket('acme-ml')).toMatchObject({
      owned: true,
      region: 'us-east-1',
      publicAccessBlocked: true,
    })
    expect((await makeBucket(ports, true)).status).toBe('nothing-to-do')
    expect(io.warnings).toEqual([])
  })

  it.each(['s3.CreateBucket', 's3.PutBucketPolicy', 'iam.CreateRole', 'iam.PutRolePolicy'])(
    'an answer of %s that is lost makes nothing twice',
    async (match) => {
      const world = sandboxWorld()
      await world.ports.sandbox.addFault({ match, times: 1, kind: 'lost' })
      await makeBucket(world.ports)
      const setup = await setupRole(world.ports, REQUEST, APPLY)
      expect(setup.readiness).toMatchObject({ ready: true, by: 'simulation' })
      const again = await setupRole(world.again().ports, REQUEST, APPLY)
      expect(again.status).toBe('nothing-to-do')
    },
  )

  it('throttling while the role is made and watched is sat out', async () => {
    const { ports } = sandboxWorld()
    await makeBucket(ports)
    await ports.sandbox.addFault({
      match: 'iam.*',
      times: 4,
      error: 'ThrottlingException',
      status: 400,
    })
    const setup = await setupRole(ports, REQUEST, APPLY)
    expect(setup).toMatchObject({ status: 'applied', readiness: { ready: true } })
  })
})
