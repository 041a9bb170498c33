import { describe, expect, it } from 'vitest'
import { planVpc, type VpcLook, wantedServices } from '../../../src/lib/domain/checkup/vpc-plan.ts'
import { usd } from '../../../src/lib/domain/core/money.ts'

const subnet = (subnetId: string, availabilityZone: string) => ({
  subnetId,
  vpcId: 'vpc-1',
  availabilityZone,
  availableIpAddressCount: 100,
  mapPublicIpOnLaunch: false,
})
const table = (routeTableId: string, subnetIds: readonly string[], isMain = false) => ({
  routeTableId,
  isMain,
  subnetIds,
  routes: [],
})
const endpoint = (suffix: string, more: object) => ({
  vpcEndpointId: `vpce-${suffix}`,
  serviceName: `com.amazonaws.us-east-1.${suffix}`,
  type: 'Interface' as const,
  state: 'available',
  routeTableIds: [],
  subnetIds: [],
  groupIds: [],
  privateDnsEnabled: true,
  ...more,
})
const gateway = (routeTableIds: readonly string[], state = 'available') =>
  endpoint('s3', { type: 'Gateway', routeTableIds, state, privateDnsEnabled: false })

const WHO = { who: 'sagemaker', isInside: false, region: 'us-east-1' } as const
const LOOK: VpcLook = {
  ...WHO,
  subnets: [subnet('subnet-1', 'a'), subnet('subnet-2', 'b'), subnet('subnet-3', 'b')],
  groupIds: ['sg-1'],
  tables: [table('rtb-main', [], true), table('rtb-1', ['subnet-1'])],
  endpoints: [],
  offered: wantedServices(WHO),
}
const s3Of = (endpoints: VpcLook['endpoints']) => planVpc({ ...LOOK, endpoints })[0]

describe('the way to S3', () => {
  it.each([
    ['missing', [], 'create-vpc-endpoint', 'rtb-1 rtb-main'],
    [
      'missing',
      [gateway(['rtb-1', 'rtb-main'], 'failed')],
      'create-vpc-endpoint',
      'rtb-1 rtb-main',
    ],
    ['incomplete', [gateway(['rtb-1'])], 'modify-vpc-endpoint', 'rtb-main'],
  ] as const)('is %s with %j', (state, endpoints, verb, tables) => {
    const row = s3Of(endpoints)
    expect(row).toMatchObject({ state, need: 'must', perMonth: 0 })
    expect(row?.command).toContain(verb)
    expect(row?.command).toMatch(new RegExp(`${tables}$`))
  })

  it('is there with a gateway in the tables of all subnets, the main one included', () => {
    const row = s3Of([gateway(['rtb-1', 'rtb-main'])])
    expect(row).toMatchObject({ state: 'there' })
    expect(row).not.toHaveProperty('command')
  })
})

describe('interface endpoints', () => {
  const stsOf = (look: Partial<VpcLook>) =>
    planVpc({ ...LOOK, ...look }).find(({ serviceName }) => serviceName.endsWith('.sts'))

  it('cost the hourly price in each zone for 730 hours', () => {
    expect(stsOf({ pricePerHour: usd(0.01) })).toMatchObject({
      state: 'missing',
      perMonth: usd(14.6),
    })
  })

  it('have an unknown price until one is given', () => {
    expect(stsOf({})?.perMonth).toBe('unknown')
  })

  it('take one subnet of each zone', () => {
    expect(stsOf({})?.command).toContain('--subnet-ids subnet-1 subnet-3 --security-group-ids sg-1')
  })

  it.each([
    ['there', { endpoints: [endpoint('sts', {})] }],
    ['incomplete', { endpoints: [endpoint('sts', { privateDnsEnabled: false })] }],
    ['missing', { endpoints: [endpoint('sts', { state: 'pending' })] }],
    ['not offered', { offered: [] }],
  ] as const)('are %s', (state, look) => {
    expect(stsOf(look)?.state).toBe(state)
  })
})

it.each([
  ['bedrock', false, ['s3']],
  [
    'bedrock',
    true,
    ['s3', 'bedrock', 'bedrock-runtime', 'ecr.api', 'ecr.dkr', 'sagemaker.api', 'sts'],
  ],
] as const)('jobs of %s (mlctl inside: %s) want %j', (who, isInside, suffixes) => {
  expect(wantedServices({ who, isInside, region: 'r' })).toEqual(
    suffixes.map((one) => `com.amazonaws.r.${one}`),
  )
})
