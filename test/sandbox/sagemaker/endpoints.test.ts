import {
  AddTagsCommand,
  CreateEndpointCommand,
  DeleteEndpointCommand,
  DeleteModelCommand,
  DeleteTagsCommand,
  DescribeEndpointCommand,
  ListEndpointsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-sagemaker'
import { describe, expect, it } from 'vitest'
import {
  config,
  create,
  createWorld,
  describeLive,
  liveWorld,
  model,
  refusalOf,
  resize,
  update,
  variant,
  weigh,
} from './world.ts'

const ARN = 'arn:aws:sagemaker:us-east-1:000000000000:endpoint/live'
const BUSY = {
  name: 'ValidationException',
  message: `Cannot update in-progress endpoint "${ARN}".`,
}

describe('a new endpoint', () => {
  it('is Creating for minutes, names what is pending, and then serves', async () => {
    const world = await createWorld()
    await model(world, 'A')
    await config(world, 'first', [variant('A')])
    expect((await create(world, 'first')).EndpointArn).toBe(ARN)
    const young = await describeLive(world)
    expect(young).toMatchObject({
      EndpointStatus: 'Creating',
      PendingDeploymentSummary: {
        EndpointConfigName: 'first',
        ProductionVariants: [
          { VariantStatus: [{ Status: 'Creating', StatusMessage: 'Launching 2 instance(s).' }] },
        ],
      },
    })
    expect(young.ProductionVariants).toBeUndefined()
    world.pass(240)
    const grown = await describeLive(world)
    expect(grown).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'first',
      ProductionVariants: [
        {
          VariantName: 'A',
          CurrentWeight: 1,
          DesiredWeight: 1,
          CurrentInstanceCount: 2,
          DesiredInstanceCount: 2,
        },
      ],
    })
    expect(grown.PendingDeploymentSummary).toBeUndefined()
    expect(Number(grown.LastModifiedTime) - Number(grown.CreationTime)).toBe(240_000)
  })

  it('is in service at once where the clock is instant', async () => {
    const world = await createWorld('instant')
    await model(world, 'A')
    await config(world, 'first', [variant('A')])
    await create(world, 'first')
    expect((await describeLive(world)).EndpointStatus).toBe('InService')
  })

  it.each([
    ['fail', /ping health check/],
    ['capacity', /InsufficientInstanceCapacity/],
  ] as const)(
    'can be planted to %s, and then takes nothing but its deletion',
    async (effect, reason) => {
      const world = await createWorld()
      await model(world, 'A')
      await config(world, 'first', [variant('A')])
      world.control.plantHostingFault({ on: 'create', nameContains: 'live', effect, times: 1 })
      await create(world, 'first')
      world.pass(240)
      const failed = await describeLive(world)
      expect(failed).toMatchObject({ EndpointStatus: 'Failed' })
      expect(failed.FailureReason).toMatch(reason)
      expect((await refusalOf(update(world, 'first'))).message).toMatch(/with status Failed/)
      await world.sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'live' }))
    },
  )

  it('is refused where there is one already, in whatever case, or no configuration', async () => {
    const world = await liveWorld()
    const again = { EndpointName: 'LIVE', EndpointConfigName: 'first' }
    expect(await refusalOf(world.sagemaker.send(new CreateEndpointCommand(again)))).toEqual({
      name: 'ValidationException',
      message: `Cannot create already existing endpoint "${ARN}".`,
    })
    const lost = { EndpointName: 'other', EndpointConfigName: 'lost' }
    const { message } = await refusalOf(world.sagemaker.send(new CreateEndpointCommand(lost)))
    expect(message).toBe(
      'Could not find endpoint configuration "arn:aws:sagemaker:us-east-1:000000000000:endpoint-config/lost".',
    )
  })

  it('counts against the quota of its instance type', async () => {
    const world = await createWorld()
    await model(world, 'A')
    const InstanceType = 'ml.m5.xlarge' as const
    await config(world, 'first', [variant('A', { InstanceType, InitialInstanceCount: 3 })])
    await create(world, 'first')
    world.pass(240)
    const { name, message } = await refusalOf(resize(world, 'A', 5))
    expect(name).toBe('ResourceLimitExceeded')
    expect(message).toContain(
      "The account-level service limit 'ml.m5.xlarge for endpoint usage' is 4 Instances, with current utilization of 3 Instances and a request delta of 2 Instances.",
    )
    // A second fleet stands beside the first while an update runs.
    expect((await refusalOf(update(world, 'first'))).name).toBe('ResourceLimitExceeded')
    world.control.quotas.grant('L-2F737F8D', 6, 'sagemaker')
    await update(world, 'first')
  })
})

describe('an endpoint that is not there', () => {
  it('is a ValidationException, not a ResourceNotFound', async () => {
    const world = await createWorld()
    const lost = { EndpointName: 'Live' }
    expect(await refusalOf(world.sagemaker.send(new DescribeEndpointCommand(lost)))).toEqual({
      name: 'ValidationException',
      message: `Could not find endpoint "${ARN}".`,
    })
  })
})

describe('a busy endpoint', () => {
  it('refuses every change until it is done', async () => {
    const world = await liveWorld()
    await weigh(world, { A: 50, B: 50 })
    const changes = [
      () => weigh(world, { B: 1 }),
      () => resize(world, 'A', 3),
      () => update(world, 'first'),
      () => world.sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'live' })),
    ]
    for (const change of changes) expect(await refusalOf(change())).toEqual(BUSY)
    world.pass(20)
    expect((await describeLive(world)).EndpointStatus).toBe('InService')
    await resize(world, 'A', 3)
    world.pass(239)
    expect(await refusalOf(weigh(world, { B: 2 }))).toEqual(BUSY)
  })

  it('is so too while AWS maintains it', async () => {
    const world = await liveWorld()
    world.control.plantHostingFault({
      on: 'read',
      nameContains: '',
      effect: 'system-update',
      times: 1,
    })
    expect((await describeLive(world)).EndpointStatus).toBe('InService')
    expect(await refusalOf(weigh(world, { B: 2 }))).toEqual(BUSY)
    expect((await describeLive(world)).EndpointStatus).toBe('SystemUpdating')
    world.pass(300)
    expect((await describeLive(world)).EndpointStatus).toBe('InService')
  })
})

describe('deletion', () => {
  it('takes a moment, then the name is free; models may have gone before', async () => {
    const world = await liveWorld()
    await world.sagemaker.send(new DeleteModelCommand({ ModelName: 'B' }))
    expect((await describeLive(world)).EndpointStatus).toBe('InService')
    await world.sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'live' }))
    expect((await describeLive(world)).EndpointStatus).toBe('Deleting')
    world.pass(10)
    expect((await refusalOf(describeLive(world))).message).toContain('Could not find endpoint')
    await create(world, 'first')
  })

  it('is refused while the endpoint is being created', async () => {
    const world = await createWorld()
    await model(world, 'A')
    await config(world, 'first', [variant('A')])
    await create(world, 'first')
    const gone = world.sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'live' }))
    expect(await refusalOf(gone)).toEqual(BUSY)
  })
})

describe('lists and tags', () => {
  it('give ten at a time, by name, status and order', async () => {
    const world = await createWorld()
    await model(world, 'A')
    await config(world, 'first', [variant('A', { InitialInstanceCount: 1 })])
    for (let n = 0; n < 12; n++) {
      const EndpointName = `e${String(n).padStart(2, '0')}`
      const input = { EndpointName, EndpointConfigName: 'first' }
      await world.sagemaker.send(new CreateEndpointCommand(input))
      world.pass(1)
    }
    const page = await world.sagemaker.send(new ListEndpointsCommand({}))
    expect(page.Endpoints?.map((each) => each.EndpointName)).toEqual([
      'e11',
      'e10',
      'e09',
      'e08',
      'e07',
      'e06',
      'e05',
      'e04',
      'e03',
      'e02',
    ])
    const { NextToken } = page
    const rest = await world.sagemaker.send(new ListEndpointsCommand({ NextToken }))
    expect(rest.Endpoints?.map((each) => each.EndpointName)).toEqual(['e01', 'e00'])
    expect(rest.NextToken).toBeUndefined()
    world.pass(230)
    const old = { StatusEquals: 'InService', SortBy: 'Name', SortOrder: 'Ascending' } as const
    const ready = await world.sagemaker.send(new ListEndpointsCommand(old))
    expect(ready.Endpoints?.map((each) => each.EndpointName)).toEqual(['e00', 'e01', 'e02'])
  })

  it('keep what other machines need to know', async () => {
    const world = await liveWorld()
    const Tags = [{ Key: 'mlctl:rollout', Value: '7@ann@2026-11-22T12:00:00Z' }]
    await world.sagemaker.send(new AddTagsCommand({ ResourceArn: ARN, Tags }))
    const listed = () => world.sagemaker.send(new ListTagsCommand({ ResourceArn: ARN }))
    expect((await listed()).Tags).toEqual(Tags)
    const gone = { ResourceArn: ARN, TagKeys: ['mlctl:rollout', 'never'] }
    await world.sagemaker.send(new DeleteTagsCommand(gone))
    expect((await listed()).Tags).toEqual([])
    const json = [{ Key: 'state', Value: '{"a":1}' }]
    const refused = world.sagemaker.send(new AddTagsCommand({ ResourceArn: ARN, Tags: json }))
    expect((await refusalOf(refused)).name).toBe('ValidationException')
  })
})

describe('a caller whose policy is enforced', () => {
  it('may do what it allows and nothing else', async () => {
    const world = await liveWorld()
    const Resource = ARN
    const Statement = [{ Effect: 'Allow', Action: 'sagemaker:DescribeEndpoint', Resource }]
    world.control.iam.userPolicy(JSON.stringify({ Version: '2012-10-17', Statement }))
    world.control.iam.enforce(true)
    expect((await describeLive(world)).EndpointStatus).toBe('InService')
    const { name, message } = await refusalOf(weigh(world, { B: 2 }))
    expect(name).toBe('AccessDeniedException')
    expect(message).toContain(
      `is not authorized to perform: sagemaker:UpdateEndpointWeightsAndCapacities on resource: ${ARN}`,
    )
  })
})
