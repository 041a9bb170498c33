import { describe, expect, it } from 'vitest'
import { createEndpoint } from '../../src/lib/flows/endpoint/create.ts'
import { startShadow } from '../../src/lib/flows/shadow/start.ts'
import { shadowStatus } from '../../src/lib/flows/shadow/status.ts'
import { stopShadow } from '../../src/lib/flows/shadow/stop.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { hostedModel, hostingWorld, NO_ANSWERS } from '../support/hosting-world.ts'

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )
const apply = {
  consent: { yes: true, acceptHourlyCost: 'unknown' as const, confirm: 'fraud-shadow' },
  dryRun: false,
}

/** An endpoint `fraud` that serves fraud-1, and a model to try out. */
const served = async (answers: object = { instanceType: 'ml.m5.large', instanceCount: 1 }) => {
  const world = await hostingWorld()
  for (const name of ['fraud-1', 'fraud-2']) await hostedModel(world.ports, name, world.roleArn)
  await createEndpoint(world.ports, {
    answers: { ...NO_ANSWERS, name: 'fraud', model: 'fraud-1', ...answers },
    prices: {},
    tags: {},
    wait: true,
    timeoutMs: undefined,
    apply,
  })
  return world
}

const started = (ports: Ports, role: string, change: object = {}) =>
  startShadow(ports, {
    endpointName: 'fraud',
    name: undefined,
    model: 'fraud-2',
    role,
    instanceType: undefined,
    instances: undefined,
    sampling: 100,
    forMs: undefined,
    captureTo: undefined,
    tags: {},
    apply,
    ...change,
  })

const stopped = (ports: Ports, promote: boolean) =>
  stopShadow(ports, {
    name: 'fraud-shadow',
    promote,
    reason: undefined,
    wait: true,
    timeoutMs: undefined,
    apply,
  })

const WAIT = { wait: true, timeoutMs: undefined }

describe('a shadow test', () => {
  it('starts once, runs, and when promoted its model serves', async () => {
    const { ports, roleArn } = await served()
    expect(await started(ports, roleArn)).toMatchObject({ status: 'applied', name: 'fraud-shadow' })
    expect((await started(ports, roleArn)).status).toBe('nothing-to-do')
    expect(await shadowStatus(ports, 'fraud-shadow', WAIT)).toMatchObject({
      status: 'Running',
      sourceVariantName: 'primary',
      shadowVariantName: 'shadow',
    })
    expect(await stopped(ports, true)).toMatchObject({ status: 'applied', promoted: true })
    const view = await ports.endpoints.find('fraud')
    const config = await ports.endpointConfigs.find(view?.endpointConfigName ?? '')
    expect(config?.body.ProductionVariants.map(({ ModelName }) => ModelName)).toEqual(['fraud-2'])
  })

  it('when stopped leaves production as it was', async () => {
    const { ports, roleArn } = await served()
    await started(ports, roleArn)
    await shadowStatus(ports, 'fraud-shadow', WAIT)
    await stopped(ports, false)
    const view = await ports.endpoints.find('fraud')
    const config = await ports.endpointConfigs.find(view?.endpointConfigName ?? '')
    expect(config?.body.ProductionVariants.map(({ ModelName }) => ModelName)).toEqual(['fraud-1'])
    expect(view?.shadowVariants).toEqual([])
  })

  it.each([
    [{ sampling: 0 }, 'MLC-SHD-003'],
    [{ forMs: 31 * 86_400_000 }, 'MLC-SHD-003'],
    [{ model: 'ghost' }, 'MLC-SHD-002'],
    [{ endpointName: 'ghost' }, 'MLC-HOST-021'],
  ])('is refused for %j with %s', async (change, code) => {
    const { ports, roleArn } = await served()
    expect(await failureOf(started(ports, roleArn, change))).toMatchObject({ code })
  })

  it('is refused for a serverless endpoint', async () => {
    const { ports, roleArn } = await served({ serverlessMemoryMb: 2048 })
    expect(await failureOf(started(ports, roleArn))).toMatchObject({
      code: 'MLC-SHD-002',
      why: 'It is serverless.',
    })
  })
})
