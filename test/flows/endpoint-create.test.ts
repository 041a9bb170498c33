import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createEndpoint } from '../../src/lib/flows/endpoint/create.ts'
import { deleteEndpoint } from '../../src/lib/flows/endpoint/delete.ts'
import { listEndpoints, showEndpoint } from '../../src/lib/flows/endpoint/list.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import {
  hostedModel,
  hostingWorld,
  IMAGE,
  NO_ANSWERS,
  servingRole,
} from '../support/hosting-world.ts'

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

const PRICES = { 'ml.m5.large': 115_000 }
const apply = (consent: object = {}) => ({
  consent: { yes: true, acceptHourlyCost: 1_000_000, confirm: 'fraud', ...consent },
  dryRun: false,
})
const created = (ports: Ports, answers: object, rest: object = {}) =>
  createEndpoint(ports, {
    answers: { ...NO_ANSWERS, name: 'fraud', ...answers },
    prices: PRICES,
    tags: {},
    wait: true,
    timeoutMs: undefined,
    apply: apply(),
    ...rest,
  })

describe('endpoint create', () => {
  it('makes model, config and endpoint, waits for InService, and says what it costs', async () => {
    const { ports, roleArn } = await hostingWorld()
    const result = await created(ports, {
      image: IMAGE,
      role: roleArn,
      instanceType: 'ml.m5.large',
      instanceCount: 2,
    })
    expect(result.status).toBe('applied')
    expect(result.endpoint).toMatchObject({
      endpointName: 'fraud',
      status: 'InService',
      variants: [{ variantName: 'primary', sharePercent: 100, currentInstanceCount: 2 }],
      cost: { perHour: { amount: '0.23' } },
    })
    expect(result.endpoint?.endpointConfigName).toMatch(/^fraud-[0-9a-f]{8}$/)
  })

  it('does nothing the second time, and takes an unknown price only as unknown', async () => {
    const { ports, roleArn } = await hostingWorld()
    await hostedModel(ports, 'fraud-1', roleArn)
    const answers = { model: 'fraud-1', instanceType: 'ml.c5.large', instanceCount: 1 }
    expect(await failureOf(created(ports, answers))).toMatchObject({
      code: 'MLC-PLAN-007',
      details: { flags: ['--accept-hourly-cost unknown'] },
    })
    const unknown = { apply: apply({ acceptHourlyCost: 'unknown' }) }
    const first = await created(ports, answers, unknown)
    expect(first.endpoint?.cost).toEqual({ unknown: '1 × ml.c5.large' })
    expect((await created(ports, answers, unknown)).status).toBe('nothing-to-do')
  })

  it('serverless needs no hourly consent', async () => {
    const { ports, roleArn } = await hostingWorld()
    await hostedModel(ports, 'fraud-1', roleArn)
    const { endpoint } = await created(
      ports,
      { model: 'fraud-1', serverlessMemoryMb: 2048, maxConcurrency: 10 },
      { apply: { consent: { yes: true }, dryRun: false } },
    )
    expect(endpoint).toMatchObject({
      variants: [{ serverless: { memorySizeInMb: 2048, maxConcurrency: 10 } }],
      cost: {},
    })
  })

  it('asks for what is missing on a terminal, and the line it prints says the answers', async () => {
    const { ports, io, roleArn } = await hostingWorld({
      answers: {
        '--name': 'fraud',
        '--model': 'fraud-1',
        '--instance-type': ['instances', 'ml.m5.large'],
        '--instances': '2',
        '--accept-hourly-cost': 'fraud',
      },
    })
    await hostedModel(ports, 'fraud-1', roleArn)
    await created(ports, { name: undefined }, { apply: { consent: { yes: true }, dryRun: false } })
    expect(io.asked.map((flag) => flag.split(' ')[0])).toEqual([
      '--name',
      '--model',
      '--instance-type',
      '--instance-type',
      '--instances',
      '--accept-hourly-cost',
    ])
    expect(io.notes.join('\n')).toContain(
      'mlctl endpoint create fraud --model fraud-1 --instance-type ml.m5.large --instances 2',
    )
  })

  it('reads a file in AWS’s spelling, and explains and drops Elastic Inference', async () => {
    const { ports, io, folder, roleArn } = await hostingWorld()
    writeFileSync(
      join(folder, 'endpoint.yaml'),
      `name: fraud
model:
  PrimaryContainer: { Image: ${IMAGE} }
  ExecutionRoleArn: ${roleArn}
config:
  ProductionVariants:
    - VariantName: a
      InstanceType: ml.m5.large
      InitialInstanceCount: 2
      AcceleratorType: ml.eia2.medium
`,
    )
    const { endpoint } = await created(ports, { name: undefined, file: 'endpoint.yaml' })
    const config = await ports.endpointConfigs.find(endpoint?.endpointConfigName ?? '')
    expect(config?.body.ProductionVariants[0]).not.toHaveProperty('AcceleratorType')
    expect(io.warnings.join('\n')).toContain('Elastic Inference no longer exists')
    expect(io.notes.join('\n')).toContain('ml.inf2.xlarge')
  })

  it.each([
    ['a role that does not trust SageMaker', 'MLC-HOST-024'],
    ['model data that is not there', 'MLC-HOST-025'],
  ])('refuses %s before anything is made', async (what, code) => {
    const { ports, roleArn } = await hostingWorld()
    const { arn: stranger } = await servingRole(ports, 'lambda.amazonaws.com', 'stranger')
    const role = what.startsWith('a role') ? stranger : roleArn
    const modelData = 's3://no-such-bucket-here/model.tar.gz'
    const answers = { image: IMAGE, role, modelData, instanceType: 'ml.m5.large' }
    expect(await failureOf(created(ports, answers))).toMatchObject({ code })
    expect(await ports.hostedModels.list()).toEqual([])
  })

  it.each([
    ['a name that AWS refuses', { name: 'a_b', model: 'm' }, 'MLC-HOST-030'],
    [
      'two kinds of capacity',
      { instanceType: 'ml.m5.large', serverlessMemoryMb: 1024 },
      'MLC-HOST-030',
    ],
    ['a model that is not there', { model: 'ghost', instanceType: 'ml.m5.large' }, 'MLC-HOST-029'],
  ])('refuses %s', async (_what, answers, code) => {
    const { ports } = await hostingWorld()
    expect(await failureOf(created(ports, answers))).toMatchObject({ code })
  })

  it('names everything that SageMaker would refuse at once', async () => {
    const { ports, roleArn } = await hostingWorld()
    await hostedModel(ports, 'fraud-1', roleArn)
    const answers = { model: 'fraud-1', serverlessMemoryMb: 1500, captureUri: 's3://acme/capture' }
    expect(await failureOf(created(ports, answers))).toMatchObject({
      code: 'MLC-HOST-023',
      exitCode: 3,
      details: {
        findings: [{ rule: 'serverless.capture' }, { rule: 'serverless.memory' }],
      },
    })
  })
})

describe('show, list and delete', () => {
  it('deletes scaling first, then the endpoint, config and model; a second run has nothing to do', async () => {
    const { ports, roleArn } = await hostingWorld()
    await hostedModel(ports, 'fraud-1', roleArn)
    await created(ports, { model: 'fraud-1', instanceType: 'ml.m5.large', instanceCount: 1 })
    const key = {
      resourceId: 'endpoint/fraud/variant/primary',
      scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    } as const
    await ports.scaling.register({ ...key, minCapacity: 1, maxCapacity: 4 })
    const shown = await showEndpoint(ports, {
      endpointName: 'fraud',
      prices: PRICES,
      wait: false,
      timeoutMs: undefined,
    })
    expect(shown.scaling.targets).toMatchObject([{ ...key, maxCapacity: 4 }])
    expect((await listEndpoints(ports, {})).endpoints).toHaveLength(1)

    const request = {
      endpointName: 'fraud',
      withConfig: false,
      withModels: true,
      wait: true,
      timeoutMs: undefined,
      apply: apply(),
    }
    const planned = await deleteEndpoint(ports, { ...request, apply: { ...apply(), dryRun: true } })
    expect(planned.plan?.steps.map(({ operation }) => operation)).toEqual([
      'application-autoscaling.DeregisterScalableTarget',
      'sagemaker.DeleteEndpoint',
      'sagemaker.DeleteEndpointConfig',
      'sagemaker.DeleteModel',
    ])
    expect(await deleteEndpoint(ports, request)).toMatchObject({ status: 'applied' })
    expect(await ports.endpoints.find('fraud')).toBeUndefined()
    expect(await ports.hostedModels.find('fraud-1')).toBeUndefined()
    expect(await ports.scaling.targets()).toEqual([])
    expect(await deleteEndpoint(ports, request)).toMatchObject({ status: 'nothing-to-do' })
  })

  it('keeps a model that another config names, and says who uses it', async () => {
    const { ports, io, roleArn } = await hostingWorld()
    await hostedModel(ports, 'fraud-1', roleArn)
    await created(ports, { model: 'fraud-1', instanceType: 'ml.m5.large', instanceCount: 1 })
    const variant = {
      VariantName: 'a',
      ModelName: 'fraud-1',
      InstanceType: 'ml.m5.large',
      InitialInstanceCount: 1,
    }
    await ports.endpointConfigs.create({
      endpointConfigName: 'other',
      body: { ProductionVariants: [variant] },
      tags: {},
    })
    const result = await deleteEndpoint(ports, {
      endpointName: 'fraud',
      withConfig: false,
      withModels: true,
      wait: true,
      timeoutMs: undefined,
      apply: apply(),
    })
    expect(result.kept.models).toEqual(['fraud-1'])
    expect(io.warnings.join('\n')).toContain('Model fraud-1 is kept: other uses it.')
  })

  it('a declined deletion binds nobody: the next one takes what it asks for', async () => {
    const { ports, again, roleArn } = await hostingWorld()
    await hostedModel(ports, 'fraud-1', roleArn)
    await created(ports, { model: 'fraud-1', instanceType: 'ml.m5.large', instanceCount: 1 })
    const request = {
      endpointName: 'fraud',
      withConfig: false,
      withModels: true,
      wait: true,
      timeoutMs: undefined,
      apply: apply(),
    }
    const asking = again({ '--confirm': '', '--yes': false }).ports
    const declined = deleteEndpoint(asking, {
      ...request,
      apply: { consent: { yes: false }, dryRun: false },
    })
    expect(await failureOf(declined)).toMatchObject({ code: 'MLC-PLAN-008' })
    await deleteEndpoint(ports, { ...request, withModels: false })
    expect(await ports.endpoints.find('fraud')).toBeUndefined()
    expect(await ports.hostedModels.list()).toHaveLength(1)
  })
})
