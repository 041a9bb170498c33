import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import {
  InvokeEndpointAsyncCommand,
  InvokeEndpointCommand,
  type InvokeEndpointCommandInput,
  InvokeEndpointWithResponseStreamCommand,
} from '@aws-sdk/client-sagemaker-runtime'
import { describe, expect, it } from 'vitest'
import { createNeighbours } from '../../../src/sandbox/neighbours.ts'
import { localContainer } from './container.ts'
import {
  config,
  create,
  createWorld,
  describeLive,
  liveWorld,
  model,
  NOON,
  refusalOf,
  variant,
  type World,
  weigh,
} from './world.ts'

const invoke = ({ endpoints }: World, changes: Partial<InvokeEndpointCommandInput> = {}) =>
  endpoints.send(new InvokeEndpointCommand({ EndpointName: 'live', Body: '{"x":1}', ...changes }))

const minutes = ({ engine }: World, variantName: string, from = NOON) => {
  const query = { endpointName: 'live', variantName, from, to: engine.clock.now() + 60_000 }
  // The neighbour that CloudWatch asks too.
  return createNeighbours(engine).hosting.minutes('us-east-1', query)
}

const total = (world: World, name: string, member: 'invocations' | 'errors5xx' | 'modelErrors') =>
  minutes(world, name).reduce((sum, minute) => sum + minute[member], 0)

describe('a request', () => {
  it('is answered by one of the variants, which says its name', async () => {
    const world = await liveWorld()
    const answer = await invoke(world)
    expect(['A', 'B']).toContain(answer.InvokedProductionVariant)
    expect(answer.ContentType).toBe('application/json')
    expect(JSON.parse(answer.Body.transformToString())).toMatchObject({ sandbox: true })
  })

  it('meets the variants by their weights', async () => {
    const world = await liveWorld({ A: 3, B: 1, C: 0 })
    const met: Record<string, number> = {}
    for (let n = 0; n < 200; n++) {
      const name = (await invoke(world)).InvokedProductionVariant ?? ''
      met[name] = (met[name] ?? 0) + 1
    }
    // Four standard deviations around 50 of 200.
    expect(met.B).toBeGreaterThan(25)
    expect(met.B).toBeLessThan(75)
    expect(met.C).toBeUndefined()
    expect(total(world, 'A', 'invocations') + total(world, 'B', 'invocations')).toBe(200)
  }, 30_000)

  it('reaches a variant at weight 0 by name', async () => {
    const world = await liveWorld({ A: 1, B: 0 })
    const answer = await invoke(world, { TargetVariant: 'B' })
    expect(answer.InvokedProductionVariant).toBe('B')
    expect(total(world, 'B', 'invocations')).toBe(1)
    expect((await refusalOf(invoke(world, { TargetVariant: 'C' }))).name).toBe('ValidationError')
  })

  it('gets the same score from the same model for the same input', async () => {
    const world = await liveWorld()
    const ask = async (name: string) =>
      (await invoke(world, { TargetVariant: name })).Body.transformToString()
    expect(await ask('A')).toBe(await ask('A'))
    expect(await ask('A')).not.toBe(await ask('B'))
  })

  it.each<[string, Partial<InvokeEndpointCommandInput>, RegExp]>([
    ['an endpoint that is not there', { EndpointName: 'lost' }, /not found/],
    ['the wrong case', { EndpointName: 'Live' }, /not found/],
    ['a model of a multi-model endpoint', { TargetModel: 'a.tar.gz' }, /multi-model/],
    ['a container that it does not have', { TargetContainerHostname: 'b' }, /hostname b/],
    ['a component where there are none', { InferenceComponentName: 'c' }, /component c not found/],
    ['a body of more than 6 MB', { Body: new Uint8Array(6_291_457) }, /less than or equal to/],
  ])('is refused for %s', async (_what, changes, text) => {
    const world = await liveWorld()
    const { name, message } = await refusalOf(invoke(world, changes))
    expect(name).toBe('ValidationError')
    expect(message).toMatch(text)
    expect(total(world, 'A', 'invocations')).toBe(0)
  })

  it('cannot reach an endpoint that is not in service yet', async () => {
    const world = await createWorld()
    await model(world, 'A')
    await config(world, 'first', [variant('A')])
    await create(world, 'first')
    expect((await refusalOf(invoke(world))).message).toContain('not in service')
  })

  it('fails as often as the model of its variant does', async () => {
    const world = await liveWorld({ A: 1, B: 1 }, { B: { SANDBOX_ERROR_RATE: '1' } })
    await invoke(world, { TargetVariant: 'A' })
    const failed = invoke(world, { TargetVariant: 'B' })
    await expect(failed).rejects.toMatchObject({
      name: 'ModelError',
      OriginalStatusCode: 500,
      OriginalMessage: '{"error":"Internal error of the model."}',
      LogStreamArn: expect.stringContaining('/aws/sagemaker/Endpoints/live'),
      $metadata: { httpStatusCode: 424 },
    })
    expect(total(world, 'B', 'errors5xx')).toBe(1)
    expect(total(world, 'B', 'modelErrors')).toBe(1)
    expect(total(world, 'A', 'modelErrors')).toBe(0)
  })

  it('can be answered in parts', async () => {
    const world = await liveWorld()
    const input = { EndpointName: 'live', Body: 'x', TargetVariant: 'B' }
    const answer = await world.endpoints.send(new InvokeEndpointWithResponseStreamCommand(input))
    expect(answer.InvokedProductionVariant).toBe('B')
    let text = ''
    for await (const event of answer.Body ?? []) {
      text += Buffer.from(event.PayloadPart?.Bytes ?? []).toString()
    }
    expect(JSON.parse(text)).toMatchObject({ predictions: [{ score: expect.any(Number) }] })
  })

  it('has a copy sent to the shadow variant', async () => {
    const world = await createWorld()
    for (const name of ['A', 'S']) await model(world, name)
    const ShadowProductionVariants = [variant('S', { InitialVariantWeight: 1 })]
    await config(world, 'first', [variant('A')], { ShadowProductionVariants })
    await create(world, 'first')
    world.pass(240)
    expect((await describeLive(world)).ShadowProductionVariants?.[0]?.VariantName).toBe('S')
    for (let n = 0; n < 3; n++) {
      expect((await invoke(world)).InvokedProductionVariant).toBe('A')
    }
    expect([total(world, 'A', 'invocations'), total(world, 'S', 'invocations')]).toEqual([3, 3])
  })
})

describe('a local container', () => {
  const withContainer = async () => {
    const container = await localContainer()
    const world = await createWorld()
    await model(world, 'A', { MLCTL_SANDBOX_CONTAINER: container.url })
    await config(world, 'first', [variant('A')])
    return { world, container }
  }

  it('is pinged, and answers what it is asked', async () => {
    const { world, container } = await withContainer()
    await create(world, 'first')
    world.pass(240)
    container.state.answer = (body) => ({ status: 200, body: `heard ${body}` })
    const answer = await invoke(world, { Body: '1,2', ContentType: 'text/csv' })
    expect(answer.ContentType).toBe('text/csv')
    expect(answer.Body.transformToString()).toBe('heard 1,2')
    expect(container.asked).toEqual([
      { path: 'GET /ping', body: '', contentType: '' },
      { path: 'POST /invocations', body: '1,2', contentType: 'text/csv' },
    ])
    const [minute] = minutes(world, 'A', NOON + 240_000)
    expect(minute?.latencies()).toHaveLength(1)
  })

  it('that fails is a ModelError with its own words', async () => {
    const { world, container } = await withContainer()
    await create(world, 'first')
    world.pass(240)
    container.state.answer = () => ({ status: 418, body: 'a teapot' })
    await expect(invoke(world)).rejects.toMatchObject({
      name: 'ModelError',
      OriginalStatusCode: 418,
      OriginalMessage: 'a teapot',
      message: expect.stringContaining('Received client error (418) from primary'),
    })
    await container.close()
    await expect(invoke(world)).rejects.toMatchObject({ name: 'ModelError' })
    expect(total(world, 'A', 'modelErrors')).toBe(2)
  })

  it('that is not healthy lets the endpoint fail', async () => {
    const { world, container } = await withContainer()
    container.state.healthy = false
    await create(world, 'first')
    world.pass(240)
    expect(await describeLive(world)).toMatchObject({
      EndpointStatus: 'Failed',
      FailureReason: expect.stringContaining('variant A did not pass the ping health check'),
    })
  })
})

describe('an asynchronous endpoint', () => {
  it('reads from S3 and writes to S3', async () => {
    const world = await createWorld()
    await world.s3.send(new CreateBucketCommand({ Bucket: 'answers' }))
    await world.s3.send(
      new PutObjectCommand({ Bucket: 'answers', Key: 'in.json', Body: '{"x":1}' }),
    )
    await model(world, 'A')
    const AsyncInferenceConfig = { OutputConfig: { S3OutputPath: 's3://answers/out' } }
    await config(world, 'first', [variant('A')], { AsyncInferenceConfig })
    await create(world, 'first')
    world.pass(240)
    const input = { EndpointName: 'live', InputLocation: 's3://answers/in.json' }
    const taken = await world.endpoints.send(new InvokeEndpointAsyncCommand(input))
    expect(taken.$metadata.httpStatusCode).toBe(202)
    const Key = taken.OutputLocation?.replace('s3://answers/', '')
    const written = await world.s3.send(new GetObjectCommand({ Bucket: 'answers', Key }))
    expect(JSON.parse((await written.Body?.transformToString()) ?? '')).toMatchObject({
      sandbox: true,
    })
    expect((await refusalOf(invoke(world))).message).toContain('only supports asynchronous')
  })
})

describe('weights that change', () => {
  it('move the requests that follow', async () => {
    const world = await liveWorld({ A: 1, B: 0 })
    await weigh(world, { A: 0, B: 1 })
    expect((await invoke(world)).InvokedProductionVariant).toBe('A')
    world.pass(20)
    expect((await invoke(world)).InvokedProductionVariant).toBe('B')
  })
})
