import {
  CreateInferenceComponentCommand,
  DeleteEndpointCommand,
  DeleteInferenceComponentCommand,
  DescribeInferenceComponentCommand,
  ListInferenceComponentsCommand,
  UpdateInferenceComponentCommand,
  UpdateInferenceComponentRuntimeConfigCommand,
} from '@aws-sdk/client-sagemaker'
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime'
import { expect, it } from 'vitest'
import {
  config,
  create,
  createWorld,
  describeLive,
  model,
  ROLE,
  refusalOf,
  type World,
} from './world.ts'

const InferenceComponentName = 'scorer'

/** An endpoint whose variant has instances and no model, and a component placed on it. */
const host = async (): Promise<World> => {
  const world = await createWorld()
  await model(world, 'M')
  await model(world, 'N')
  const ManagedInstanceScaling = {
    Status: 'ENABLED',
    MinInstanceCount: 0,
    MaxInstanceCount: 2,
  } as const
  const variant = { VariantName: 'A', InstanceType: 'ml.m5.large', ManagedInstanceScaling } as const
  await config(world, 'first', [variant], { ExecutionRoleArn: ROLE })
  await create(world, 'first')
  world.pass(240)
  return world
}

const place = ({ sagemaker }: World, ModelName = 'M') =>
  sagemaker.send(
    new CreateInferenceComponentCommand({
      InferenceComponentName,
      EndpointName: 'live',
      VariantName: 'A',
      Specification: {
        ModelName,
        ComputeResourceRequirements: { MinMemoryRequiredInMb: 512, NumberOfCpuCoresRequired: 1 },
      },
      RuntimeConfig: { CopyCount: 1 },
    }),
  )

const describeIt = ({ sagemaker }: World) =>
  sagemaker.send(new DescribeInferenceComponentCommand({ InferenceComponentName }))

const ask = ({ endpoints }: World, name: string | undefined = InferenceComponentName) =>
  endpoints.send(
    new InvokeEndpointCommand({ EndpointName: 'live', Body: 'x', InferenceComponentName: name }),
  )

const copies = ({ sagemaker }: World, CopyCount: number) =>
  sagemaker.send(
    new UpdateInferenceComponentRuntimeConfigCommand({
      InferenceComponentName,
      DesiredRuntimeConfig: { CopyCount },
    }),
  )

it('a component is placed, answers by its name, and is listed', async () => {
  const world = await host()
  await place(world)
  expect(await describeIt(world)).toMatchObject({
    InferenceComponentStatus: 'Creating',
    RuntimeConfig: { DesiredCopyCount: 1, CurrentCopyCount: 0 },
  })
  expect((await refusalOf(ask(world))).message).toContain('no capacity')
  world.pass(120)
  expect(await describeIt(world)).toMatchObject({
    InferenceComponentStatus: 'InService',
    Specification: { ModelName: 'M' },
  })
  expect((await ask(world)).InvokedProductionVariant).toBe('A')
  const bare = world.endpoints.send(new InvokeEndpointCommand({ EndpointName: 'live', Body: 'x' }))
  expect((await refusalOf(bare)).message).toContain('Inference Component Name header is required')
  const { InferenceComponents } = await world.sagemaker.send(
    new ListInferenceComponentsCommand({ EndpointNameEquals: 'live' }),
  )
  expect(InferenceComponents?.map((each) => each.InferenceComponentName)).toEqual(['scorer'])
})

it('a component may go to zero copies and back, one change at a time', async () => {
  const world = await host()
  await place(world)
  world.pass(120)
  await copies(world, 0)
  expect((await refusalOf(copies(world, 2))).message).toContain('in-progress inference component')
  world.pass(120)
  expect((await refusalOf(ask(world))).message).toContain('no capacity')
  await copies(world, 2)
  world.pass(120)
  expect((await describeIt(world)).RuntimeConfig).toEqual({
    DesiredCopyCount: 2,
    CurrentCopyCount: 2,
  })
})

it('a component takes another model, and its answers change', async () => {
  const world = await host()
  await place(world)
  world.pass(120)
  const before = (await ask(world)).Body.transformToString()
  const Specification = { ModelName: 'N' }
  const input = { InferenceComponentName, Specification }
  await world.sagemaker.send(new UpdateInferenceComponentCommand(input))
  expect((await ask(world)).Body.transformToString()).toBe(before)
  world.pass(120)
  expect((await ask(world)).Body.transformToString()).not.toBe(before)
  const lost = { InferenceComponentName, Specification: { ModelName: 'lost' } }
  const refused = world.sagemaker.send(new UpdateInferenceComponentCommand(lost))
  expect((await refusalOf(refused)).message).toContain('Could not find model')
})

it('an endpoint cannot go before its components', async () => {
  const world = await host()
  await place(world)
  world.pass(120)
  const gone = () => world.sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'live' }))
  expect((await refusalOf(gone())).message).toContain('while it hosts inference component')
  await world.sagemaker.send(new DeleteInferenceComponentCommand({ InferenceComponentName }))
  expect((await describeIt(world)).InferenceComponentStatus).toBe('Deleting')
  world.pass(10)
  expect((await refusalOf(describeIt(world))).message).toContain(
    'Could not find inference component',
  )
  await gone()
  expect((await describeLive(world)).EndpointStatus).toBe('Deleting')
})

it('traffic to components is refused, not made up', async () => {
  const world = await host()
  const even = { region: 'us-east-1', endpointName: 'live', rps: 1, shape: 'flat' } as const
  const times = { lasts: 60_000, beganAgo: 0, errorRates: {}, latencies: {} }
  expect(() => world.control.traffic.start({ ...even, ...times })).toThrow(
    'hosts inference components',
  )
})
