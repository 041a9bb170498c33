import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime'
import { describe, expect, it } from 'vitest'
import { config, create, createWorld, model, variant, type World } from './world.ts'

type Line = {
  readonly captureData: Record<string, { data: string; encoding: string; mode: string }>
  readonly eventMetadata: Record<string, string>
  readonly eventVersion: string
}

const CAPTURE = {
  EnableCapture: true,
  InitialSamplingPercentage: 100,
  DestinationS3Uri: 's3://kept/data',
  CaptureOptions: [{ CaptureMode: 'Input' as const }, { CaptureMode: 'Output' as const }],
  CaptureContentTypeHeader: { JsonContentTypes: ['application/json'] },
}

/** An endpoint `live` with a shadow B, both captured as `change` has it. */
const capturing = async (change: object = {}, environment: Record<string, string> = {}) => {
  const world = await createWorld()
  await world.s3.send(new CreateBucketCommand({ Bucket: 'kept' }))
  await model(world, 'A', environment)
  await model(world, 'B')
  const DataCaptureConfig = { ...CAPTURE, ...change }
  await config(world, 'one', [variant('A')], {
    DataCaptureConfig,
    ShadowProductionVariants: [variant('B')],
  })
  await create(world, 'one')
  world.pass(600)
  return world
}

const ask = ({ endpoints }: World, more: object = {}) =>
  endpoints.send(
    new InvokeEndpointCommand({
      EndpointName: 'live',
      Body: '{"x":1}',
      ContentType: 'application/json',
      ...more,
    }),
  )

const keysOf = async ({ s3 }: World): Promise<readonly string[]> => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'kept' }))
  return Contents.map(({ Key = '' }) => Key)
}

const linesOf = async (world: World, variantName: string): Promise<readonly Line[]> => {
  const texts: string[] = []
  for (const Key of (await keysOf(world)).filter((key) => key.includes(`/${variantName}/`))) {
    const { Body } = await world.s3.send(new GetObjectCommand({ Bucket: 'kept', Key }))
    texts.push((await Body?.transformToString()) ?? '')
  }
  return texts
    .flatMap((text) => text.split('\n').filter((line) => line !== ''))
    .map((line) => JSON.parse(line) as Line)
}

describe('captured data', () => {
  it('lie by endpoint, variant and hour, with the answers of a shadow to the same request', async () => {
    const world = await capturing()
    await ask(world, { InferenceId: 'mine' })
    await ask(world)
    expect(await keysOf(world)).toEqual([
      expect.stringMatching(/^data\/live\/A\/2026\/11\/22\/12\/10-.*\.jsonl$/),
      expect.stringMatching(/^data\/live\/B\/2026\/11\/22\/12\/10-.*\.jsonl$/),
    ])
    const [mine, theirs] = [await linesOf(world, 'A'), await linesOf(world, 'B')]
    expect(mine).toHaveLength(2)
    expect(mine[0]).toMatchObject({
      captureData: {
        endpointInput: { data: '{"x":1}', encoding: 'JSON', mode: 'INPUT' },
        endpointOutput: { encoding: 'JSON', mode: 'OUTPUT' },
      },
      eventMetadata: { inferenceId: 'mine', inferenceTime: '2026-11-22T12:10:00Z' },
      eventVersion: '0',
    })
    const ids = (lines: readonly Line[]) => lines.map((line) => line.eventMetadata.eventId)
    expect(ids(theirs)).toEqual(ids(mine))
    expect(new Set(ids(mine)).size).toBe(2)
  })

  it('are Base64 where the content type is not named, and only what is asked for', async () => {
    const world = await capturing({ CaptureOptions: [{ CaptureMode: 'Input' }] })
    await ask(world, { ContentType: 'text/csv', Body: '1,2' })
    const [line] = await linesOf(world, 'A')
    expect(line?.captureData).toEqual({
      endpointInput: expect.objectContaining({
        data: Buffer.from('1,2').toString('base64'),
        encoding: 'BASE64',
      }),
    })
  })

  it('are a sample of the requests, the same ones on all variants', async () => {
    const world = await capturing({ InitialSamplingPercentage: 30 })
    for (let n = 0; n < 200; n++) await ask(world)
    const [mine, theirs] = [await linesOf(world, 'A'), await linesOf(world, 'B')]
    // Four standard deviations around 60 of 200.
    expect(mine.length).toBeGreaterThan(34)
    expect(mine.length).toBeLessThan(86)
    expect(theirs.map((line) => line.eventMetadata)).toEqual(mine.map((line) => line.eventMetadata))
  }, 30_000)

  it.each([
    ['capturing is off', { EnableCapture: false }, {}],
    ['the model fails', {}, { SANDBOX_ERROR_RATE: '1' }],
    ['the bucket is not there', { DestinationS3Uri: 's3://nowhere/data' }, {}],
  ])('of production are none when %s', async (_why, change, environment) => {
    const world = await capturing(change, environment)
    await ask(world).catch(() => undefined)
    expect(await linesOf(world, 'A')).toEqual([])
  })
})
