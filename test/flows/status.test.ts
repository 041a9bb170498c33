import { describe, expect, it } from 'vitest'
import { statusLines } from '../../src/lib/domain/status/lines.ts'
import { createEndpoint } from '../../src/lib/flows/endpoint/create.ts'
import { startRollout } from '../../src/lib/flows/rollout/start.ts'
import { type StatusRequest, statusOf } from '../../src/lib/flows/status/status.ts'
import { styleFor } from '../../src/lib/io/style.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { cli } from '../support/cli.ts'
import { hostedModel, hostingWorld, NO_ANSWERS } from '../support/hosting-world.ts'
import { startRequest } from '../support/rollout-world.ts'

const PRICES = { 'ml.m5.large': 115_000 }
const request = (over: Partial<StatusRequest> = {}): StatusRequest => ({
  prices: PRICES,
  watch: false,
  everyMs: undefined,
  timeoutMs: undefined,
  ...over,
})

const accepted = (instanceType: string) => (instanceType in PRICES ? 1_000_000 : 'unknown')

const hosted = async (ports: Ports, roleArn: string, name: string, instanceType: string) => {
  await hostedModel(ports, `${name}-model`, roleArn)
  await createEndpoint(ports, {
    answers: { ...NO_ANSWERS, name, model: `${name}-model`, instanceType, instanceCount: 2 },
    prices: PRICES,
    tags: {},
    wait: true,
    timeoutMs: undefined,
    apply: { consent: { yes: true, acceptHourlyCost: accepted(instanceType) }, dryRun: false },
  })
}

/** An endpoint with two variants, of which green has no traffic. */
const twoVariants = async (ports: Ports, roleArn: string) => {
  await hostedModel(ports, 'm', roleArn)
  const variant = (VariantName: string, InitialVariantWeight: number) => ({
    ...{ VariantName, InitialVariantWeight, ModelName: 'm' },
    ...{ InstanceType: 'ml.m5.large', InitialInstanceCount: 1 },
  })
  await ports.endpointConfigs.create({
    endpointConfigName: 'c',
    body: { ProductionVariants: [variant('blue', 1), variant('green', 0)] },
    tags: {},
  })
  await ports.endpoints.create({ endpointName: 'fraud', endpointConfigName: 'c', tags: {} })
  await ports.clock.sleep(3_600_000)
}

const view = (tty = true) => ({ style: styleFor(false, true), columns: 120, tty })

describe('status', () => {
  it('says that nothing runs where nothing does', async () => {
    const { ports } = await hostingWorld()
    const report = await statusOf(ports, request())
    expect(report).toMatchObject({
      rows: [],
      missing: [],
      cost: { perHour: { amount: '0.00' }, unknown: [] },
    })
    expect(statusLines(report, view()).join('\n')).toContain('Nothing runs here')
  })

  it('prices endpoints, and names those whose price is not known', async () => {
    const { ports, roleArn } = await hostingWorld()
    await hosted(ports, roleArn, 'priced', 'ml.m5.large')
    await hosted(ports, roleArn, 'other', 'ml.c5.large')
    const report = await statusOf(ports, request())
    expect(report.rows).toMatchObject([
      { kind: 'endpoint', name: 'other', unknownCost: '2 × ml.c5.large' },
      { kind: 'endpoint', name: 'priced', status: 'InService', perHour: { amount: '0.23' } },
    ])
    expect(report.cost).toEqual({
      perHour: { amount: '0.23', currency: 'USD' },
      unknown: ['other (2 × ml.c5.large)'],
    })
    expect(statusLines(report, view()).at(-1)).toBe(
      'Running cost: $0.23 an hour, and unknown for other (2 × ml.c5.large).',
    )
  })

  it('does not call free what has no price', async () => {
    const { ports, roleArn } = await hostingWorld()
    await hosted(ports, roleArn, 'other', 'ml.c5.large')
    const report = await statusOf(ports, request())
    expect(statusLines(report, view()).at(-1)).toBe(
      'Running cost: unknown for other (2 × ml.c5.large).',
    )
  })

  it('tells a rollout under way, and one that ended not longer ago than a day', async () => {
    const { ports, roleArn } = await hostingWorld()
    await twoVariants(ports, roleArn)
    await startRollout(ports, startRequest({ driving: { mode: 'step' } }))
    const rollouts = async () =>
      (await statusOf(ports, request())).rows.filter(({ kind }) => kind === 'rollout')
    expect(await rollouts()).toMatchObject([
      { name: 'fraud', status: 'baking', detail: 'green at 10 %, step 1 of 3' },
    ])
    const { steer } = await import('../../src/lib/flows/rollout/steer.ts')
    const { driving } = startRequest()
    await steer(ports, { endpointName: 'fraud', order: 'abort', full: false, gates: [], driving })
    expect(await rollouts()).toMatchObject([
      { status: 'rolled-back', detail: 'green at 0 %: aborted' },
    ])
    await ports.clock.sleep(25 * 3_600_000)
    expect(await rollouts()).toEqual([])
  })

  it.each([
    ['bedrock.ListProvisionedModelThroughputs', 'throughput'],
    ['bedrock.ListModelCustomizationJobs', 'job'],
    ['sagemaker.ListEndpoints', 'endpoint'],
    ['sagemaker.DescribeEndpointConfig', 'endpoint'],
  ])('names what may not be read (%s) and shows the rest', async (match, kind) => {
    const { ports, roleArn } = await hostingWorld()
    await hosted(ports, roleArn, 'priced', 'ml.m5.large')
    await ports.sandbox.addFault({ match, error: 'AccessDeniedException' })
    const report = await statusOf(ports, request())
    expect(report.missing).toMatchObject([{ kind }])
    expect(report.rows.length).toBe(kind === 'endpoint' ? 0 : 1)
    expect(statusLines(report, view()).join('\n')).toMatch(
      /missing: .*\n[\s\S]*without what could not be read/,
    )
  })

  it('looks again and again for the time that is given, and tells each look to a script', async () => {
    const { ports, io } = await hostingWorld()
    const report = await statusOf(ports, request({ watch: true, timeoutMs: 100_000 }))
    expect(report.rows).toEqual([])
    expect(io.events.map(({ type }) => type)).toEqual(Array.from({ length: 5 }, () => 'status'))
    expect(io.notes.at(-1)).toBe('$0.00 an hour')
  })

  it('is ended by Ctrl-C', async () => {
    const { ports, io } = await hostingWorld()
    io.interrupt()
    await expect(statusOf(ports, request({ watch: true }))).rejects.toMatchObject({
      message: 'Stopped watching.',
      exitCode: 130,
    })
  })

  it('is one JSON document with a list of rows, and exits 0', async () => {
    const { ports, roleArn } = await hostingWorld()
    await hosted(ports, roleArn, 'priced', 'ml.m5.large')
    await ports.sandbox.addFault({ match: 'bedrock.List*', error: 'AccessDeniedException' })
    const run = await cli('status --json', { ports })
    expect(run.exitCode).toBe(0)
    expect(run.json()).toMatchObject({
      rows: [{ kind: 'endpoint', unknownCost: '2 × ml.m5.large' }],
    })
    const piped = await cli('status --price ml.m5.large=0.115', { ports })
    expect(piped.out.split('\n')[1]?.split('\t').slice(0, 4)).toEqual([
      'endpoint',
      'priced',
      'InService',
      '$0.23',
    ])
  })
})
