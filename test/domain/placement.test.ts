import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addressesFor,
  judgePlacement,
  type Placement,
  type PlacementLook,
} from '../../src/lib/domain/checkup/placement.ts'

const subnet = (subnetId: string, zone: string, free = 100, vpcId = 'vpc-1') => ({
  subnetId,
  vpcId,
  availabilityZone: `us-east-1${zone}`,
  availableIpAddressCount: free,
  mapPublicIpOnLaunch: false,
})
const group = (groupId: string, vpcId = 'vpc-1') => ({
  groupId,
  groupName: groupId,
  vpcId,
  ingress: [],
  egress: [],
})
const fleet = (count: number, instanceType = 'ml.m5.large') => ({ instanceType, count })
const JOB: Placement = {
  subnetIds: ['a', 'b'],
  groupIds: ['g'],
  fleets: [fleet(2)],
  spreads: false,
}
const ENDPOINT: Placement = { ...JOB, spreads: true }
const LOOK: PlacementLook = {
  subnets: [subnet('a', 'a'), subnet('b', 'b')],
  groups: [group('g')],
  zones: { 'ml.m5.large': ['us-east-1a', 'us-east-1b'] },
}

describe('a placement in a VPC', () => {
  it.each<readonly [string, Placement, Partial<PlacementLook>, readonly string[]]>([
    ['is good with two subnets, a group and room', JOB, {}, []],
    ['wants every subnet to be there', JOB, { subnets: [subnet('a', 'a')] }, ['absent']],
    ['wants every group to be there', JOB, { groups: [] }, ['absent']],
    [
      'wants one VPC',
      JOB,
      { subnets: [subnet('a', 'a'), subnet('b', 'b', 100, 'vpc-2')] },
      ['several-vpcs'],
    ],
    ['wants groups of the same VPC', JOB, { groups: [group('g', 'vpc-2')] }, ['several-vpcs']],
    [
      'wants two addresses an instance',
      JOB,
      { subnets: [subnet('a', 'a', 1), subnet('b', 'b', 2)] },
      ['addresses'],
    ],
    [
      'advises a job to have them in one subnet',
      JOB,
      { subnets: [subnet('a', 'a', 2), subnet('b', 'b', 2)] },
      ['advice'],
    ],
    [
      'lets an endpoint spread them',
      ENDPOINT,
      { subnets: [subnet('a', 'a', 2), subnet('b', 'b', 2)] },
      [],
    ],
    [
      'advises an endpoint to have two zones',
      ENDPOINT,
      { subnets: [subnet('a', 'a'), subnet('b', 'a')] },
      ['advice'],
    ],
    [
      'leaves a single subnet to the check of the config',
      { ...ENDPOINT, subnetIds: ['a'] },
      { subnets: [subnet('a', 'a')] },
      [],
    ],
    ['asks no second zone of a job', JOB, { subnets: [subnet('a', 'a'), subnet('b', 'a')] }, []],
    [
      'tells of a type that no zone of the subnets offers',
      JOB,
      { zones: { 'ml.m5.large': ['us-east-1d'] } },
      ['advice'],
    ],
    [
      'tells an endpoint of a type that one of its zones offers',
      ENDPOINT,
      { zones: { 'ml.m5.large': ['us-east-1a'] } },
      ['advice'],
    ],
    ['says nothing of a type that EC2 does not know', ENDPOINT, { zones: {} }, []],
  ])('%s', (_, placement, look, kinds) => {
    const problems = judgePlacement(placement, { ...LOOK, ...look })
    expect(problems.map(({ kind }) => kind)).toEqual(kinds)
  })

  it.each([
    ['ml.m5.large', 2],
    ['ml.p4d.24xlarge', 5],
    ['ml.p5en.48xlarge', 5],
    ['ml.trn1.2xlarge', 2],
    ['ml.trn1.32xlarge', 5],
  ])('%s takes %i addresses', (instanceType, each) => {
    expect(addressesFor({ fleets: [fleet(1, instanceType)] })).toBe(each)
  })

  it('has room exactly when the free addresses reach what the fleets take', () => {
    const sizes = fc.array(fc.nat(40), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 60 }), (frees, count) => {
        const subnets = frees.map((free, at) => subnet(`s${at}`, 'a', free))
        const placement = {
          ...JOB,
          subnetIds: subnets.map(({ subnetId }) => subnetId),
          fleets: [fleet(count)],
        }
        const refused = judgePlacement(placement, { ...LOOK, subnets }).some(
          ({ kind }) => kind === 'addresses',
        )
        expect(refused).toBe(frees.reduce((sum, free) => sum + free, 0) < 2 * count)
      }),
    )
  })
})
