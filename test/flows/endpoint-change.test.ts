import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { autoscaleEndpoint } from '../../src/lib/flows/endpoint/autoscale.ts'
import { createEndpoint } from '../../src/lib/flows/endpoint/create.ts'
import { invokeEndpoint } from '../../src/lib/flows/endpoint/invoke.ts'
import { updateEndpoint } from '../../src/lib/flows/endpoint/update.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { ScalingPolicy } from '../../src/lib/ports/scaling.ts'
import { hostedModel, hostingWorld, NO_ANSWERS, NO_CHANGE } from '../support/hosting-world.ts'

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

const apply = { consent: { yes: true, acceptHourlyCost: 'unknown' as const }, dryRun: false }

/** An endpoint `fraud` that serves, and a second model to change to. */
const served = async (answers: object = { instanceType: 'ml.m5.large', instanceCount: 1 }) => {
  const world = await hostingWorld()
  await hostedModel(world.ports, 'fraud-1', world.roleArn)
  await hostedModel(world.ports, 'fraud-2', world.roleArn)
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

const updated = (ports: Ports, change: object) =>
  updateEndpoint(ports, {
    endpointName: 'fraud',
    ...NO_CHANGE,
    apply,
    ...change,
  })

const scaled = (ports: Ports, answers: object) =>
  autoscaleEndpoint(ports, {
    endpointName: 'fraud',
    variant: undefined,
    component: undefined,
    schedules: [],
    timezone: undefined,
    off: false,
    min: undefined,
    max: undefined,
    by: undefined,
    target: undefined,
    maxRps: undefined,
    scaleInCooldownMs: undefined,
    scaleOutCooldownMs: undefined,
    noScaleIn: false,
    apply,
    ...answers,
  })

const asked = (ports: Ports, request: object) =>
  invokeEndpoint(ports, {
    endpointName: 'fraud',
    body: '{"text":"hello"}',
    file: undefined,
    contentType: undefined,
    accept: undefined,
    variant: undefined,
    component: undefined,
    targetModel: undefined,
    stream: false,
    asyncInput: undefined,
    repeat: 1,
    out: undefined,
    wait: true,
    timeoutMs: undefined,
    ...request,
  })

describe('endpoint update', () => {
  it('changes the live capacity alone, and nothing the second time', async () => {
    const { ports } = await served()
    const before = (await ports.endpoints.find('fraud'))?.endpointConfigName
    const { endpoint } = await updated(ports, { instances: 3 })
    expect(endpoint).toMatchObject({
      endpointConfigName: before,
      variants: [{ currentInstanceCount: 3, sharePercent: 100 }],
    })
    expect((await updated(ports, { instances: 3 })).status).toBe('nothing-to-do')
  })

  it('puts another model in force by a full clone, and keeps the live instances', async () => {
    const { ports } = await served()
    await updated(ports, { instances: 2 })
    const { endpoint } = await updated(ports, { model: 'fraud-2' })
    expect(endpoint?.variants).toMatchObject([{ modelName: 'fraud-2', currentInstanceCount: 2 }])
    const config = await ports.endpointConfigs.find(endpoint?.endpointConfigName ?? '')
    expect(config?.body.ProductionVariants[0]).toMatchObject({
      InstanceType: 'ml.m5.large',
      InitialInstanceCount: 2,
    })
  })

  it('goes back to the config that was in force', async () => {
    const { ports } = await served()
    const before = (await ports.endpoints.find('fraud'))?.endpointConfigName
    await updated(ports, { model: 'fraud-2' })
    const { endpoint } = await updated(ports, { endpointConfig: before })
    expect(endpoint?.endpointConfigName).toBe(before)
    expect(endpoint?.variants[0]?.modelName).toBe('fraud-1')
  })

  it.each([
    [{}, 'MLC-HOST-037'],
    [{ instances: 2, model: 'fraud-2' }, 'MLC-HOST-030'],
    [{ maxConcurrency: 5 }, 'MLC-HOST-030'],
    [{ variant: 'ghost', instances: 2 }, 'MLC-HOST-030'],
    [{ model: 'ghost' }, 'MLC-HOST-029'],
    [{ endpointConfig: 'ghost' }, 'MLC-HOST-021'],
    [{ endpointName: 'ghost', instances: 2 }, 'MLC-HOST-021'],
  ])('refuses %j with %s', async (change, code) => {
    const { ports } = await served()
    expect(await failureOf(updated(ports, change))).toMatchObject({ code })
  })

  it('refuses another instance type while the variant is scaled, and names the way', async () => {
    const { ports } = await served()
    await scaled(ports, { max: 4, target: 100 })
    expect(await failureOf(updated(ports, { instanceType: 'ml.c5.large' }))).toMatchObject({
      code: 'MLC-HOST-032',
      hint: expect.stringContaining('mlctl endpoint autoscale fraud --variant primary --off'),
    })
  })
})

describe('endpoint autoscale', () => {
  const RESOURCE = 'endpoint/fraud/variant/primary'

  it('works the target out of a load test, and protects what runs', async () => {
    const { ports, io } = await served()
    const result = await scaled(ports, {
      min: 1,
      max: 4,
      maxRps: 20,
      noScaleIn: true,
      scaleInCooldownMs: 600_000,
    })
    expect(result).toMatchObject({ status: 'applied', resourceId: RESOURCE, targetValue: 600 })
    expect(await ports.scaling.targets([RESOURCE])).toMatchObject([
      { minCapacity: 1, maxCapacity: 4 },
    ])
    expect(await ports.scaling.policies(RESOURCE)).toMatchObject([
      {
        targetTracking: {
          targetValue: 600,
          predefinedMetricType: 'SageMakerVariantInvocationsPerInstance',
          disableScaleIn: true,
          scaleInCooldownSeconds: 600,
          scaleOutCooldownSeconds: 300,
        },
      },
    ])
    expect(io.notes.join('\n')).toContain('20 requests a second × 60 × 0.5 = 600 a minute')
    const again = { min: 1, max: 4, target: 600, noScaleIn: true, scaleInCooldownMs: 600_000 }
    expect((await scaled(ports, again)).status).toBe('nothing-to-do')
  })

  it('follows the clock, and ends it all', async () => {
    const { ports } = await served()
    await scaled(ports, {
      max: 8,
      target: 100,
      schedules: ['morning=cron(0 8 * * ? *) min=4 max=8'],
      timezone: 'Europe/Berlin',
    })
    expect(await ports.scaling.schedules(RESOURCE)).toMatchObject([
      {
        scheduledActionName: 'morning',
        schedule: 'cron(0 8 * * ? *)',
        timezone: 'Europe/Berlin',
        minCapacity: 4,
        maxCapacity: 8,
      },
    ])
    expect(await scaled(ports, { off: true })).toMatchObject({ status: 'applied', scaling: 'off' })
    expect(await ports.scaling.targets()).toEqual([])
    expect((await scaled(ports, { off: true })).status).toBe('nothing-to-do')
  })

  it('keeps the concurrency of a serverless variant warm by its use', async () => {
    const { ports } = await served({
      serverlessMemoryMb: 2048,
      maxConcurrency: 10,
      provisionedConcurrency: 2,
    })
    const { plan } = await scaled(ports, { max: 5, apply: { ...apply, dryRun: true } })
    expect(plan?.steps[1]?.input).toMatchObject({
      scalableDimension: 'sagemaker:variant:DesiredProvisionedConcurrency',
      targetTracking: {
        targetValue: 0.7,
        predefinedMetricType: 'SageMakerVariantProvisionedConcurrencyUtilization',
      },
    })
  })

  it.each([
    [{ min: 0, max: 4, target: 100 }, 'MLC-HOST-033'],
    [{ min: 5, max: 4, target: 100 }, 'MLC-HOST-033'],
    [{ max: 4, target: 0 }, 'MLC-HOST-033'],
    [{ max: 4, by: 'utilization', target: 0.5 }, 'MLC-HOST-033'],
    [{ max: 4, target: 1, schedules: ['x=cron(0 8 * * * *) min=1'] }, 'MLC-HOST-033'],
    [{ max: 4 }, 'MLC-IO-001'],
    [{ max: 4, target: 1, component: 'ghost' }, 'MLC-HOST-032'],
  ])('refuses %j with %s, and registers nothing', async (answers, code) => {
    const { ports } = await served()
    expect(await failureOf(scaled(ports, answers))).toMatchObject({ code })
    expect(await ports.scaling.targets()).toEqual([])
  })
})

/** The sandbox computes no metrics of components, and refuses policies on them: these are kept here. */
const keepingPolicies = (scaling: Ports['scaling']): Ports['scaling'] => {
  const kept = new Map<string, ScalingPolicy>()
  return {
    ...scaling,
    targets: (ids) => scaling.targets(ids),
    register: (target) => scaling.register(target),
    deregister: (target) => scaling.deregister(target),
    policies: async (id) => [...kept.values()].filter(({ resourceId }) => resourceId === id),
    putPolicy: async (policy) => {
      const policyArn = `arn:policy:${policy.policyName}`
      const policyType = 'stepScaling' in policy ? 'StepScaling' : 'TargetTrackingScaling'
      const createdAt = '2026-11-22T10:00:00Z'
      kept.set(policyArn, { ...policy, policyArn, policyType, alarmNames: [], createdAt })
      return { policyArn, alarmNames: [] }
    },
  }
}

describe('endpoint autoscale of an inference component', () => {
  it('goes to zero, with an alarm that wakes it at the first refused call', async () => {
    const world = await hostingWorld()
    const { roleArn } = world
    const ports = { ...world.ports, scaling: keepingPolicies(world.ports.scaling) }
    await hostedModel(ports, 'fraud-1', roleArn)
    await ports.endpointConfigs.create({
      endpointConfigName: 'shared',
      body: {
        ExecutionRoleArn: roleArn,
        ProductionVariants: [
          {
            VariantName: 'a',
            InstanceType: 'ml.m5.large',
            InitialInstanceCount: 1,
            ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: 0, MaxInstanceCount: 2 },
          },
        ],
      },
      tags: {},
    })
    await ports.endpoints.create({ endpointName: 'fraud', endpointConfigName: 'shared', tags: {} })
    await ports.clock.sleep(1_200_000)
    await ports.inferenceComponents.create({
      inferenceComponentName: 'chat',
      endpointName: 'fraud',
      variantName: 'a',
      specification: {
        ModelName: 'fraud-1',
        ComputeResourceRequirements: { MinMemoryRequiredInMb: 1024, NumberOfCpuCoresRequired: 1 },
      },
      copyCount: 1,
      tags: {},
    })
    await ports.clock.sleep(1_200_000)
    await scaled(ports, { component: 'chat', min: 0, max: 3, maxRps: 5 })
    expect(await ports.scaling.targets(['inference-component/chat'])).toMatchObject([
      { minCapacity: 0, maxCapacity: 3 },
    ])
    const policies = await ports.scaling.policies('inference-component/chat')
    const wake = policies.find(({ policyName }) => policyName === 'mlctl-wake-from-zero')
    expect(wake?.stepScaling?.steps).toMatchObject([{ lowerBound: 0, adjustment: 1 }])
    expect(await ports.alarms.find(['mlctl-wake-chat'])).toMatchObject([
      { metricName: 'NoCapacityInvocationFailures', threshold: 1 },
    ])
    await scaled(ports, { component: 'chat', off: true })
    expect(await ports.alarms.find(['mlctl-wake-chat'])).toEqual([])
  })
})

describe('endpoint invoke', () => {
  it('says who answered and how long it took', async () => {
    const { ports, io } = await served()
    const answer = await asked(ports, {})
    expect(answer.invokedProductionVariant).toBe('primary')
    expect(answer.text).not.toBe('')
    expect(io.notes.at(-1)).toMatch(/^answered by primary in \d+ ms$/)
  })

  it('sends a file with the content type of its ending, and keeps the answer', async () => {
    const { ports, folder } = await served()
    writeFileSync(join(folder, 'request.csv'), '1,2,3\n')
    const answer = await asked(ports, { body: undefined, file: 'request.csv', out: 'answer.bin' })
    expect(answer).toMatchObject({ out: 'answer.bin' })
    expect((await ports.files.stat('answer.bin'))?.sizeBytes).toBe(answer.bytes)
  })

  it('counts who answers', async () => {
    const { ports } = await served()
    expect((await asked(ports, { repeat: 3 })).answeredBy).toEqual({ primary: 3 })
  })

  it('gives a streamed answer as one', async () => {
    const { ports } = await served()
    const [whole, streamed] = [await asked(ports, {}), await asked(ports, { stream: true })]
    expect(streamed.text).toBe(whole.text)
  })

  it('waits for the answer of an asynchronous endpoint, which comes by way of S3', async () => {
    const { ports } = await served({
      instanceType: 'ml.m5.large',
      instanceCount: 1,
      asyncOutput: 's3://acme-async/out/',
    })
    await ports.objects.createBucket('acme-async', 'us-east-1')
    const request = new TextEncoder().encode('{"text":"hello"}')
    await ports.objects.put({ bucket: 'acme-async', key: 'in.json' }, request)
    const asyncInput = 's3://acme-async/in.json'
    const queued = await asked(ports, { body: undefined, asyncInput, wait: false })
    expect(queued.outputLocation).toMatch(/^s3:\/\/acme-async\/out\//)
    expect(queued).not.toHaveProperty('text')
    const answer = await asked(ports, { body: undefined, asyncInput })
    expect(answer.text).not.toBe('')
  })

  it.each([
    [{ file: 'x', body: '{}' }, 'MLC-HOST-034'],
    [{ body: undefined }, 'MLC-HOST-034'],
    [{ body: 'x'.repeat(6_291_457) }, 'MLC-HOST-034'],
    [{ variant: 'a', component: 'b' }, 'MLC-HOST-034'],
    [{ asyncInput: 'not-s3' }, 'MLC-HOST-034'],
  ])('refuses what cannot be sent (%#)', async (request, code) => {
    const { ports } = await hostingWorld()
    expect(await failureOf(asked(ports, request))).toMatchObject({ code })
  })

  it('calls a missing endpoint missing', async () => {
    const { ports } = await hostingWorld()
    expect(await failureOf(asked(ports, {}))).toMatchObject({ code: 'MLC-AWS-020' })
  })
})
