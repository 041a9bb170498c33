import { describe, expect, it } from 'vitest'
import { recommend } from '../../src/lib/flows/endpoint/recommend.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { hostedModel, hostingWorld } from '../support/hosting-world.ts'

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

const recommended = (ports: Ports, answers: object) =>
  recommend(ports, {
    model: undefined,
    job: undefined,
    role: undefined,
    sample: undefined,
    contentType: undefined,
    domain: undefined,
    task: undefined,
    framework: undefined,
    instanceTypes: [],
    maxLatencyMs: undefined,
    modelGib: undefined,
    latencyMs: undefined,
    peakRps: undefined,
    gpu: false,
    prices: {},
    tags: {},
    wait: true,
    timeoutMs: undefined,
    apply: { consent: { yes: true }, dryRun: false },
    ...answers,
  })

/** A bucket with requests to measure with. */
const sampled = async (ports: Ports) => {
  await ports.objects.createBucket('acme-samples', 'us-east-1')
  await ports.objects.put({ bucket: 'acme-samples', key: 'p.tar.gz' }, new Uint8Array([1, 2]))
  return 's3://acme-samples/p.tar.gz'
}

describe('endpoint recommend', () => {
  it('estimates without a call to AWS', async () => {
    const ports = {
      io: (await hostingWorld()).io,
    } as unknown as Ports
    const result = await recommended(ports, { modelGib: 1, latencyMs: 50, peakRps: 100 })
    expect(result).toMatchObject({ kind: 'estimate' })
    expect(result.kind === 'estimate' && result.rows.length).toBeGreaterThan(3)
  })

  it('measures with a job, ranks by cost per inference, and attaches the second time', async () => {
    const { ports, roleArn } = await hostingWorld()
    await hostedModel(ports, 'fraud-1', roleArn)
    const sample = await sampled(ports)
    const answers = {
      model: 'fraud-1',
      role: roleArn,
      sample,
      instanceTypes: ['ml.m5.large', 'ml.c5.large'],
    }
    const result = await recommended(ports, answers)
    expect(result).toMatchObject({ kind: 'measured', status: 'COMPLETED' })
    const rows = result.kind === 'measured' ? result.rows : []
    const costs = rows.map(({ costPerInference }) => costPerInference ?? Number.POSITIVE_INFINITY)
    expect(rows.length).toBeGreaterThan(0)
    expect(costs).toEqual([...costs].sort((a, b) => a - b))
    const started = ports.clock.now()
    expect(await recommended(ports, answers)).toEqual(result)
    expect(ports.clock.now()).toBe(started)
  })

  it.each([
    [{}, 'MLC-HOST-030'],
    [{ modelGib: 1, latencyMs: 0, peakRps: 1 }, 'MLC-HOST-030'],
    [{ model: 'fraud-1' }, 'MLC-HOST-030'],
    [{ job: 'ghost' }, 'MLC-AWS-020'],
  ])('refuses %j with %s', async (answers, code) => {
    const { ports } = await hostingWorld()
    expect(await failureOf(recommended(ports, answers))).toMatchObject({ code })
  })
})
