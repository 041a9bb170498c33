import { describe, expect, it } from 'vitest'
import { createEndpoint } from '../../../src/lib/flows/endpoint/create.ts'
import { addVariant } from '../../../src/lib/flows/rollout/add.ts'
import { finalizeRollout } from '../../../src/lib/flows/rollout/finalize.ts'
import { rolloutHistory } from '../../../src/lib/flows/rollout/history.ts'
import { repairEndpoint } from '../../../src/lib/flows/rollout/repair.ts'
import { replaceModel } from '../../../src/lib/flows/rollout/replace.ts'
import { abortReplace, replaceUnderWay } from '../../../src/lib/flows/rollout/replace-abort.ts'
import { startRollout } from '../../../src/lib/flows/rollout/start.ts'
import { undoRollout } from '../../../src/lib/flows/rollout/undo.ts'
import type { Ports } from '../../../src/lib/ports/all.ts'
import { hostingWorld, IMAGE, NO_ANSWERS } from '../../support/hosting-world.ts'
import { startRequest } from '../../support/rollout-world.ts'

const apply = {
  consent: { yes: true, acceptHourlyCost: 'unknown' as const, confirm: 'fraud' },
  dryRun: false,
}
const options = { wait: true, timeoutMs: undefined, apply }

const model = (ports: Ports, modelName: string, roleArn: string, environment = {}) =>
  ports.hostedModels.create({
    modelName,
    body: {
      PrimaryContainer: { Image: IMAGE, Environment: environment },
      ExecutionRoleArn: roleArn,
    },
    tags: {},
  })

/** An endpoint that serves `fraud-1` at 20 requests a second, and a second model. */
const served = async (second: Readonly<Record<string, string>> = {}) => {
  const world = await hostingWorld()
  const { ports, roleArn } = world
  await model(ports, 'fraud-1', roleArn, { SANDBOX_ERROR_RATE: '0.002' })
  await model(ports, 'fraud-2', roleArn, { SANDBOX_ERROR_RATE: '0.002', ...second })
  await createEndpoint(ports, {
    answers: {
      ...NO_ANSWERS,
      name: 'fraud',
      model: 'fraud-1',
      variantName: 'blue',
      instanceType: 'ml.m5.large',
      instanceCount: 2,
    },
    prices: {},
    tags: { team: 'risk' },
    wait: true,
    timeoutMs: undefined,
    apply,
  })
  await ports.sandbox.startTraffic({
    endpointName: 'fraud',
    rps: 30,
    shape: 'flat',
    lastsMs: 86_400_000,
    beganAgoMs: 0,
    errorRates: {},
    latencies: {},
  })
  await ports.clock.sleep(10 * 60_000)
  return world
}

const added = async (second?: Readonly<Record<string, string>>) => {
  const world = await served(second)
  await addVariant(world.ports, {
    ...options,
    endpoint: 'fraud',
    model: 'fraud-2',
    variant: 'green',
    stable: undefined,
    instances: 2,
    instanceType: undefined,
    prices: {},
  })
  return world
}

const weights = async (ports: Ports) => {
  const view = await ports.endpoints.find('fraud')
  return Object.fromEntries(
    (view?.variants ?? []).map((one) => [one.variantName, Math.round(one.currentWeight ?? -1)]),
  )
}
const smoke = { payload: 'payload.json', contentType: 'application/json', requests: 2 }
const started = async (ports: Ports, policy: object = { smoke }) => {
  await ports.files.writeText('payload.json', '{"amount": 12}')
  return startRollout(ports, startRequest({ steps: '20:15m:100,100', policy }))
}

describe('a rollout on the sandbox, from a new model to the end of the old one', () => {
  it('adds, smoke-tests, ramps, and removes; live counts, tags and settings stay', async () => {
    const { ports } = await added()
    const before = await ports.endpoints.find('fraud')
    expect(await weights(ports)).toEqual({ blue: 1, green: 0 })
    const config = await ports.endpointConfigs.find(before?.endpointConfigName ?? '')
    expect(await ports.endpoints.tags(config?.endpointConfigArn ?? '')).toMatchObject({
      team: 'risk',
    })
    const result = await started(ports)
    expect(result).toMatchObject({ outcome: 'completed', because: 'ended' })
    expect(await weights(ports)).toEqual({ blue: 0, green: 100 })
    const done = await finalizeRollout(ports, { ...options, endpoint: 'fraud', keepMs: 0 })
    expect(done).toMatchObject({ status: 'applied', removed: ['blue'] })
    const after = await ports.endpoints.find('fraud')
    expect(after?.variants).toMatchObject([{ variantName: 'green', currentInstanceCount: 2 }])
    const { rollouts } = await rolloutHistory(ports, { endpoint: 'fraud', limit: 5 })
    expect(rollouts).toMatchObject([{ outcome: 'completed' }])
  }, 60_000)

  it('rolls a bad model back by itself, and gives scaling back', async () => {
    const { ports } = await added({ SANDBOX_ERROR_RATE: '0.2' })
    await ports.scaling.register({
      resourceId: 'endpoint/fraud/variant/blue',
      scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      minCapacity: 1,
      maxCapacity: 4,
    })
    const result = await started(ports, {})
    expect(result).toMatchObject({ outcome: 'rolled-back', exitCode: 8 })
    expect('reason' in result && result.reason).toMatch(/failed [\d,]+ of/)
    expect(await weights(ports)).toEqual({ blue: 100, green: 0 })
    const [target] = await ports.scaling.targets(['endpoint/fraud/variant/blue'])
    expect(target?.suspendedState.dynamicScalingInSuspended).toBe(false)
  }, 60_000)

  it.each([
    [
      { 'ml.m5.large': 115_000 },
      { perHour: 230_000, perMonth: 167_900_000 },
      '$0.23 an hour, $167.90 a month',
    ],
    [{}, { unknown: '2 × ml.m5.large' }, 'price unknown: 2 × ml.m5.large'],
  ])(
    'tells what the canary costs meanwhile, with prices %j',
    async (prices, canaryCost, words) => {
      const { ports, io } = await added()
      const dry = { ...startRequest().apply, dryRun: true }
      const planned = await startRollout(ports, { ...startRequest(), prices, apply: dry })
      expect(planned).toMatchObject({ status: 'planned', canaryCost })
      expect(io.notes.join()).toContain(`green is paid beside the others: 2 instances, ${words}`)
    },
    60_000,
  )

  it('a model that fails its smoke test gets no request of a caller', async () => {
    const { ports } = await added({ SANDBOX_ERROR_RATE: '1' })
    expect(await started(ports)).toMatchObject({ outcome: 'rolled-back', percent: 0 })
    expect(await weights(ports)).toEqual({ blue: 1, green: 0 })
  }, 60_000)

  it('undo brings the old shares back after the end', async () => {
    const { ports } = await added()
    await started(ports)
    const driving = startRequest().driving
    const result = await undoRollout(ports, { endpointName: 'fraud', driving })
    expect(result).toMatchObject({ outcome: 'rolled-back', exitCode: 0 })
    expect(await weights(ports)).toEqual({ blue: 100, green: 0 })
  }, 60_000)
})

describe("SageMaker's own update", () => {
  const guarded = {
    strategy: 'canary',
    percent: 10,
    waitSeconds: 300,
    keepSeconds: 60,
    timeoutSeconds: 3_600,
    alarms: [],
  } as const

  it('is shown while it goes on, and ended by abort: the old config stays', async () => {
    const { ports } = await served()
    const before = (await ports.endpoints.find('fraud'))?.endpointConfigName
    expect(await replaceUnderWay(ports, 'fraud')).toBeUndefined()
    const request = { endpoint: 'fraud', model: 'fraud-2', variant: undefined, guarded }
    const { endpointConfigName } = await replaceModel(ports, {
      ...options,
      wait: false,
      ...request,
    })
    await ports.clock.sleep(60_000)
    expect(await replaceUnderWay(ports, 'fraud')).toMatchObject({
      phase: 'replacing',
      endpointConfigName: before,
      newConfigName: endpointConfigName,
      aborting: false,
    })
    const { driving } = startRequest()
    const aborted = await abortReplace(ports, { endpointName: 'fraud', driving })
    expect(aborted).toMatchObject({ ended: 'rolled-back', exitCode: 0 })
    expect((await ports.endpoints.find('fraud'))?.endpointConfigName).toBe(before)
    expect(await replaceUnderWay(ports, 'fraud')).toBeUndefined()
  }, 60_000)

  it('replaces the model of a variant, and tells what a tenth of two instances is', async () => {
    const { ports } = await served()
    const result = await replaceModel(ports, {
      ...options,
      endpoint: 'fraud',
      model: 'fraud-2',
      variant: undefined,
      guarded,
    })
    expect(result).toMatchObject({ status: 'applied', effectivePercent: 50 })
    const view = await ports.endpoints.find('fraud')
    expect(view?.endpointConfigName).toBe(result.endpointConfigName)
  }, 60_000)

  it('repair puts an older config back', async () => {
    const { ports } = await served()
    const first = (await ports.endpoints.find('fraud'))?.endpointConfigName ?? ''
    await addVariant(ports, {
      ...options,
      endpoint: 'fraud',
      model: 'fraud-2',
      variant: 'green',
      stable: undefined,
      instances: 1,
      instanceType: undefined,
      prices: {},
    })
    await repairEndpoint(ports, { ...options, endpoint: 'fraud', configName: first })
    expect(await weights(ports)).toEqual({ blue: 1 })
  }, 60_000)
})
