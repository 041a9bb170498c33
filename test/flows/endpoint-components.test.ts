import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { autoscaleEndpoint } from '../../src/lib/flows/endpoint/autoscale.ts'
import { createEndpoint } from '../../src/lib/flows/endpoint/create.ts'
import { showEndpoint } from '../../src/lib/flows/endpoint/list.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { hostedModel, hostingWorld, NO_ANSWERS } from '../support/hosting-world.ts'

const MINUTE = 60_000
const apply = { consent: { yes: true, acceptHourlyCost: 'unknown' as const }, dryRun: false }

const definition = (role: string, model = 'chat-1') => `
name: shared
config:
  ExecutionRoleArn: ${role}
  ProductionVariants:
    - VariantName: host
      InstanceType: ml.m5.large
      InitialInstanceCount: 1
      ManagedInstanceScaling: { Status: ENABLED, MinInstanceCount: 0, MaxInstanceCount: 2 }
InferenceComponents:
  - InferenceComponentName: chat
    Specification:
      ModelName: ${model}
      ComputeResourceRequirements: { MinMemoryRequiredInMb: 512, NumberOfCpuCoresRequired: 1 }
    RuntimeConfig: { CopyCount: 1 }
`

const create = (ports: Ports, file: string) =>
  createEndpoint(ports, {
    answers: { ...NO_ANSWERS, file },
    prices: {},
    tags: {},
    wait: true,
    timeoutMs: undefined,
    apply,
  })

const world = async () => {
  const made = await hostingWorld()
  await hostedModel(made.ports, 'chat-1', made.roleArn)
  const file = join(made.folder, 'shared.yaml')
  await made.ports.files.writeText(file, definition(made.roleArn))
  return { ...made, file }
}

const show = (ports: Ports) =>
  showEndpoint(ports, { endpointName: 'shared', prices: {}, wait: false, timeoutMs: undefined })

const copiesOf = async (ports: Ports) =>
  (await ports.inferenceComponents.find('chat'))?.currentCopyCount

const ask = (ports: Ports) =>
  ports.endpointInvocations.invoke({
    endpointName: 'shared',
    body: Buffer.from('{}'),
    inferenceComponentName: 'chat',
  })

describe('an endpoint of a file with inference components', () => {
  it('is made with them once it is in service; the same line again has nothing to do', async () => {
    const { ports, file } = await world()
    expect((await create(ports, file)).status).toBe('applied')
    await ports.clock.sleep(5 * MINUTE)
    expect((await show(ports)).components).toMatchObject([
      { inferenceComponentName: 'chat', variantName: 'host', currentCopyCount: 1 },
    ])
    await ask(ports)
    expect((await create(ports, file)).status).toBe('nothing-to-do')
  })

  it('is refused before anything is made when the model of one is not there', async () => {
    const { ports, file, roleArn } = await world()
    await ports.files.writeText(file, definition(roleArn, 'ghost'))
    await expect(create(ports, file)).rejects.toMatchObject({ code: 'MLC-HOST-029' })
    expect(await ports.endpoints.find('shared')).toBeUndefined()
  })

  it('scales a component to zero when nobody asks, and back at the first refused request', async () => {
    const { ports, file } = await world()
    await create(ports, file)
    await ports.clock.sleep(5 * MINUTE)
    const result = await autoscaleEndpoint(ports, {
      endpointName: 'shared',
      variant: undefined,
      component: 'chat',
      schedules: [],
      timezone: undefined,
      off: false,
      min: 0,
      max: 3,
      by: 'concurrency',
      target: 5,
      maxRps: undefined,
      scaleInCooldownMs: undefined,
      scaleOutCooldownMs: undefined,
      noScaleIn: false,
      apply,
    })
    expect(result).toMatchObject({ status: 'applied', resourceId: 'inference-component/chat' })
    expect((await show(ports)).scaling).toMatchObject({
      targets: [{ resourceId: 'inference-component/chat', minCapacity: 0 }],
      policies: [{ policyName: expect.any(String) }, { policyName: expect.any(String) }],
    })
    await ports.clock.sleep(40 * MINUTE)
    expect(await copiesOf(ports)).toBe(0)
    await expect(ask(ports)).rejects.toMatchObject({ code: 'MLC-HOST-011' })
    await ports.clock.sleep(7 * MINUTE)
    expect(await copiesOf(ports)).toBe(1)
    await ask(ports)
  })
})
