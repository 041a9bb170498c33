import { UpdateEndpointWeightsAndCapacitiesCommand } from '@aws-sdk/client-sagemaker'
import { describe, expect, it } from 'vitest'
import { describeLive, liveWorld, refusalOf, resize, type World, weigh } from './world.ts'

const weightsOf = async (world: World) =>
  (await describeLive(world)).ProductionVariants?.map((each) => [
    each.VariantName,
    each.CurrentWeight,
    each.DesiredWeight,
  ])

describe('a change of weights', () => {
  it('shows what is wanted at once, and has it when the endpoint is in service again', async () => {
    const world = await liveWorld()
    await weigh(world, { B: 3 })
    expect(await describeLive(world)).toMatchObject({
      EndpointStatus: 'Updating',
      ProductionVariants: [{ VariantStatus: [{ Status: 'Updating' }] }, {}],
    })
    expect(await weightsOf(world)).toEqual([
      ['A', 9, 9],
      ['B', 1, 3],
    ])
    world.pass(20)
    expect((await describeLive(world)).ProductionVariants?.[0]?.VariantStatus).toBeUndefined()
    expect(await weightsOf(world)).toEqual([
      ['A', 9, 9],
      ['B', 3, 3],
    ])
  })

  it('keeps single precision, and instances as they are', async () => {
    const world = await liveWorld()
    await weigh(world, { A: 100 / 3, B: 0.1 })
    world.pass(20)
    expect(await weightsOf(world)).toEqual([
      ['A', 33.333332, 33.333332],
      ['B', 0.1, 0.1],
    ])
    expect((await describeLive(world)).ProductionVariants?.[0]?.CurrentInstanceCount).toBe(2)
  })

  it.each([
    [
      'an unknown variant',
      { C: 1 },
      'The variant name(s) "C" is/are not present within endpoint configuration "first".',
    ],
    ['nothing for anybody', { A: 0, B: 0 }, 'At least one variant must have a weight above zero.'],
  ])('is refused for %s', async (_what, weights, message) => {
    const world = await liveWorld()
    expect(await refusalOf(weigh(world, weights))).toEqual({
      name: 'ValidationException',
      message,
    })
    expect((await describeLive(world)).EndpointStatus).toBe('InService')
  })

  it('is refused for a variant named twice', async () => {
    const world = await liveWorld()
    const twice = [1, 2].map((DesiredWeight) => ({ VariantName: 'A', DesiredWeight }))
    const input = { EndpointName: 'live', DesiredWeightsAndCapacities: twice }
    const sent = world.sagemaker.send(new UpdateEndpointWeightsAndCapacitiesCommand(input))
    expect((await refusalOf(sent)).message).toBe(
      'The variant name "A" was non-unique within the request.',
    )
  })

  it.each([
    ['roll-back', 'InService'],
    ['rollback-fails', 'UpdateRollbackFailed'],
    ['capacity', 'InService'],
  ] as const)(
    'that is planted to %s passes through RollingBack and leaves the old weights',
    async (effect, end) => {
      const world = await liveWorld()
      const reason = 'Something broke.'
      world.control.plantHostingFault({ on: 'weights', nameContains: '', effect, reason, times: 1 })
      await weigh(world, { A: 50, B: 50 })
      world.pass(20)
      expect((await describeLive(world)).EndpointStatus).toBe('RollingBack')
      world.pass(90)
      const over = await describeLive(world)
      expect(over.EndpointStatus).toBe(end)
      expect(over.FailureReason).toContain(reason)
      expect(await weightsOf(world)).toEqual([
        ['A', 9, 9],
        ['B', 1, 1],
      ])
    },
  )

  it('takes as long as it is planted to', async () => {
    const world = await liveWorld()
    const slow = {
      on: 'weights',
      nameContains: '',
      effect: 'slow',
      seconds: 600,
      times: 1,
    } as const
    world.control.plantHostingFault(slow)
    await weigh(world, { A: 1, B: 1 })
    world.pass(599)
    expect((await describeLive(world)).EndpointStatus).toBe('Updating')
    world.pass(1)
    expect((await describeLive(world)).EndpointStatus).toBe('InService')
  })
})

describe('a change of instances', () => {
  it('takes minutes to grow and one to shrink', async () => {
    const world = await liveWorld()
    const countOf = async () => (await describeLive(world)).ProductionVariants?.[1]
    await resize(world, 'B', 4)
    world.pass(239)
    expect(await countOf()).toMatchObject({ CurrentInstanceCount: 2, DesiredInstanceCount: 4 })
    world.pass(1)
    expect(await countOf()).toMatchObject({ CurrentInstanceCount: 4, DesiredInstanceCount: 4 })
    await resize(world, 'B', 1)
    world.pass(60)
    expect(await countOf()).toMatchObject({ CurrentInstanceCount: 1, CurrentWeight: 1 })
  })

  it('to none is refused for a variant with a model', async () => {
    const world = await liveWorld()
    expect((await refusalOf(resize(world, 'B', 0))).message).toContain('must be at least 1')
  })
})

describe('another operator', () => {
  it('changes the weights right after a read, and the write goes over it', async () => {
    const world = await liveWorld()
    const weights = { A: 20, B: 80 }
    const foreign = {
      on: 'read',
      nameContains: 'live',
      effect: 'foreign-weights',
      times: 1,
    } as const
    world.control.plantHostingFault({ ...foreign, weights })
    expect(await weightsOf(world)).toEqual([
      ['A', 9, 9],
      ['B', 1, 1],
    ])
    expect(await weightsOf(world)).toEqual([
      ['A', 20, 20],
      ['B', 80, 80],
    ])
    await weigh(world, { A: 1, B: 1 })
  })

  it('may still be at it', async () => {
    const world = await liveWorld()
    const foreign = {
      on: 'read',
      nameContains: 'live',
      effect: 'foreign-weights',
      times: 1,
    } as const
    world.control.plantHostingFault({ ...foreign, weights: { A: 1 }, seconds: 30 })
    await describeLive(world)
    expect((await refusalOf(weigh(world, { A: 1, B: 1 }))).message).toContain('in-progress')
  })
})
