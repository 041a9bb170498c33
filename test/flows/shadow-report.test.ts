import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEndpoint } from '../../src/lib/flows/endpoint/create.ts'
import { shadowReport } from '../../src/lib/flows/shadow/report.ts'
import { startShadow } from '../../src/lib/flows/shadow/start.ts'
import { shadowStatus } from '../../src/lib/flows/shadow/status.ts'
import { CONTAINER_VARIABLE } from '../../src/sandbox/sagemaker/models/containers.ts'
import { localContainer } from '../sandbox/sagemaker/container.ts'
import { hostingWorld, IMAGE, NO_ANSWERS } from '../support/hosting-world.ts'

const MINUTE = 60_000
const apply = { consent: { yes: true, acceptHourlyCost: 'unknown' as const }, dryRun: false }
const rules = { tolerance: 0, ignore: [], examples: 3 }
const ALL = {
  name: undefined,
  lastMs: undefined,
  minAgreement: undefined,
  rules,
  out: undefined,
} as const

type Environments = readonly [production: Record<string, string>, shadow: Record<string, string>]

/** A shadow test that runs: production and shadow behave as their environments say. */
const running = async ([mine, theirs]: Environments, change: object = {}) => {
  const world = await hostingWorld()
  const { ports, roleArn } = world
  await ports.objects.createBucket('captured', 'us-east-1')
  for (const [modelName, Environment] of [
    ['fraud-1', mine],
    ['fraud-2', theirs],
  ] as const) {
    const PrimaryContainer = { Image: IMAGE, Environment }
    const body = { PrimaryContainer, ExecutionRoleArn: roleArn }
    await ports.hostedModels.create({ modelName, body, tags: {} })
  }
  const place = { instanceType: 'ml.m5.2xlarge', instanceCount: 2 }
  await createEndpoint(ports, {
    answers: { ...NO_ANSWERS, name: 'fraud', model: 'fraud-1', ...place },
    prices: {},
    tags: {},
    wait: true,
    timeoutMs: undefined,
    apply,
  })
  await startShadow(ports, {
    endpointName: 'fraud',
    name: undefined,
    model: 'fraud-2',
    role: roleArn,
    instanceType: undefined,
    instances: undefined,
    sampling: 50,
    forMs: undefined,
    captureTo: undefined,
    tags: {},
    apply,
    ...change,
  })
  await shadowStatus(ports, 'fraud-shadow', { wait: true, timeoutMs: undefined })
  return world
}

/** 40 minutes of 20 requests a second. */
const busy = async (environments: Environments) => {
  const world = await running(environments)
  await world.ports.sandbox.startTraffic({
    endpointName: 'fraud',
    rps: 20,
    shape: 'flat',
    lastsMs: 40 * MINUTE,
    beganAgoMs: 0,
    errorRates: {},
    latencies: {},
  })
  await world.ports.clock.sleep(40 * MINUTE)
  return world
}

/** Percentile of the log-normal latency that is planted, in milliseconds. */
const latency = (median: number, z: number) => median * Math.exp(0.3 * z)
const [P90, P99] = [1.2816, 2.3263]

describe('production against shadow', () => {
  const planted = [
    { SANDBOX_ERROR_RATE: '0.01', SANDBOX_LATENCY_MS: '40', SANDBOX_RPS: '500' },
    { SANDBOX_ERROR_RATE: '0.04', SANDBOX_LATENCY_MS: '80', SANDBOX_RPS: '500' },
  ] as const

  it('has the figures that were planted, and a shadow that is worse fails', async () => {
    const { ports, folder } = await busy(planted)
    const out = join(folder, 'report.html')
    const report = await shadowReport(ports, { ...ALL, out })
    const { production, shadow, window } = report
    const minutes = (Date.parse(window.to) - Date.parse(window.from)) / MINUTE
    expect(minutes).toBeGreaterThanOrEqual(35)
    // Poisson and binomial counts: five standard deviations.
    const requests = 20 * 60 * minutes
    expect(Math.abs((production.requests ?? 0) - requests)).toBeLessThan(5 * Math.sqrt(requests))
    expect((shadow.requests ?? 0) / (production.requests ?? 1)).toBeCloseTo(0.5, 1)
    for (const [side, rate] of [
      [production, 1],
      [shadow, 4],
    ] as const) {
      const [low = 0, high = 0] = side.errorPercentInterval ?? []
      expect(side.errorPercent).toBeGreaterThan(rate * 0.8)
      expect(side.errorPercent).toBeLessThan(rate * 1.2)
      expect(low).toBeLessThan(side.errorPercent ?? 0)
      expect(high).toBeGreaterThan(side.errorPercent ?? 0)
    }
    for (const [side, median] of [
      [production, 40],
      [shadow, 80],
    ] as const) {
      expect((side.p50Ms ?? 0) / median).toBeCloseTo(1, 1)
      expect((side.p90Ms ?? 0) / latency(median, P90)).toBeCloseTo(1, 1)
      expect((side.p99Ms ?? 0) / latency(median, P99)).toBeCloseTo(1, 1)
    }
    expect(report).toMatchObject({ name: 'fraud-shadow', verdict: 'fail' })
    expect(report.reason).toContain('shadow')
    expect(JSON.stringify(report)).not.toMatch(/canary|baseline/)
    expect(report.missing).toEqual(['No answers were captured: start the test with --capture-to.'])
    const page = await ports.files.readText(out)
    expect(page).toContain("default-src 'none'")
    expect(page).toContain(shadow.requests?.toLocaleString('en-US'))
  }, 60_000)

  it('of an equal shadow passes; shadow status shows the same traffic', async () => {
    const equal = { SANDBOX_LATENCY_MS: '40', SANDBOX_RPS: '500' }
    const { ports } = await busy([equal, { ...equal, SANDBOX_LATENCY_MS: '38' }])
    expect(await shadowReport(ports, ALL)).toMatchObject({ verdict: 'pass' })
    const status = await shadowStatus(ports, 'fraud-shadow', { wait: false, timeoutMs: undefined })
    const { production, shadow, latencyRatio, errorPercent } = status.comparison ?? {}
    expect((shadow?.requests ?? 0) / (production?.requests ?? 1)).toBeCloseTo(0.5, 1)
    expect((production?.p50Ms ?? 0) / 40).toBeCloseTo(1, 1)
    expect(latencyRatio?.p50).toBeCloseTo(0.95, 1)
    expect(errorPercent).toEqual({ production: 0, shadow: 0 })
  }, 60_000)
})

describe('captured answers', () => {
  it('are compared request by request, and judged by the agreement that is asked for', async () => {
    const said = (score: number) => ({ status: 200, body: JSON.stringify({ score }) })
    const at = (body: string) => (JSON.parse(body) as { x: number }).x
    const [first, second] = [await localContainer(), await localContainer()]
    first.state.answer = (body) => said(at(body) / 10)
    // Every fourth answer is off by a half.
    second.state.answer = (body) => said(at(body) / 10 + (at(body) % 4 === 0 ? 0.5 : 0))
    const environments = [
      { [CONTAINER_VARIABLE]: first.url },
      { [CONTAINER_VARIABLE]: second.url },
    ] as const
    const { ports } = await running(environments, {
      sampling: 100,
      captureTo: 's3://captured/tests',
    })
    for (let x = 0; x < 40; x++) {
      const body = Buffer.from(JSON.stringify({ x }))
      const contentType = 'application/json'
      await ports.endpointInvocations.invoke({ endpointName: 'fraud', body, contentType })
    }
    await ports.clock.sleep(5 * MINUTE)
    const keys = (await ports.objects.list('captured', 'tests/fraud/')).map(({ key }) => key)
    expect(keys).toEqual([
      expect.stringMatching(/^tests\/fraud\/primary\/2026\/11\/22\/10\/\d\d-.*\.jsonl$/),
      expect.stringMatching(/^tests\/fraud\/shadow\/2026\/11\/22\/10\/\d\d-.*\.jsonl$/),
    ])
    const report = await shadowReport(ports, { ...ALL, minAgreement: 95 })
    expect(report.production.requests).toBe(40)
    expect(report.shadow.requests).toBe(40)
    expect(report.answers).toMatchObject({
      pairs: 40,
      pairedBy: { inferenceId: 0, eventId: 40, input: 0 },
      unpaired: { production: 0, shadow: 0 },
      agreed: 30,
      agreementPercent: 75,
      numbers: { compared: 40, meanDifference: expect.closeTo(0.125) },
      unreadable: 0,
    })
    expect(report.answers?.examples).toHaveLength(3)
    expect(report.answers?.examples[0]).toMatchObject({
      input: '{"x":0}',
      where: 'score',
      production: '0',
      shadow: '0.5',
    })
    const judged = report.judgements.find(({ metric }) => metric === 'answers')
    expect(judged).toMatchObject({ verdict: 'fail' })
    expect(report.verdict).toBe('fail')
    const lenient = { ...ALL, minAgreement: 95, rules: { ...rules, tolerance: 0.5 } }
    expect((await shadowReport(ports, lenient)).answers?.agreed).toBe(40)
  }, 60_000)

  it.each([
    [{ minAgreement: 0 }, 'MLC-SHD-003'],
    [{ minAgreement: 101 }, 'MLC-SHD-003'],
    [{ rules: { ...rules, tolerance: -1 } }, 'MLC-SHD-003'],
    [{}, 'MLC-SHD-001'],
  ])('are not compared for %j: %s', async (change, code) => {
    const { ports } = await hostingWorld()
    await expect(shadowReport(ports, { ...ALL, ...change })).rejects.toMatchObject({ code })
  })
})
