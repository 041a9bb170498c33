import { CreateVpcEndpointCommand } from '@aws-sdk/client-ec2'
import { expect, it } from 'vitest'
import { usd } from '../../../src/lib/domain/core/money.ts'
import { planOfVpc } from '../../../src/lib/flows/iam/vpc.ts'
import { networkOf } from '../../support/network-world.ts'
import { sandboxWorld } from '../../support/sandbox-world.ts'

const REQUEST = { purpose: 'training', securityGroups: [], isInside: false } as const

it('iam vpc names what is missing with its price, and the endpoint that is made is there afterwards', async () => {
  const world = sandboxWorld()
  const network = networkOf(world)
  const { subnetIds } = await network.standard()
  const subnets = subnetIds.slice(0, 2)
  const before = await planOfVpc(world.ports, { ...REQUEST, subnets, pricePerHour: usd(0.01) })
  expect(before.zones).toHaveLength(2)
  expect(before.dnsProblems).toEqual([])
  expect(before.endpoints[0]).toMatchObject({
    serviceName: 'com.amazonaws.us-east-1.s3',
    state: 'missing',
    need: 'must',
  })
  const paid = before.endpoints.filter(
    ({ type, state }) => type === 'Interface' && state === 'missing',
  )
  expect(paid.length).toBeGreaterThan(0)
  // 0.01 an hour, two zones, 730 hours.
  expect(before.perMonth).toEqual({ amount: (paid.length * 14.6).toFixed(2), currency: 'USD' })
  await network.ec2.send(
    new CreateVpcEndpointCommand({
      VpcId: before.vpcId,
      VpcEndpointType: 'Gateway',
      ServiceName: 'com.amazonaws.us-east-1.s3',
      RouteTableIds: [tableIn(before.endpoints[0]?.command)],
    }),
  )
  const after = await planOfVpc(world.ports, { ...REQUEST, subnets })
  expect(after.endpoints[0]).toMatchObject({ state: 'there' })
  expect(after.perMonth).toBe('unknown')
})

it('iam vpc refuses subnets of two VPCs', async () => {
  const world = sandboxWorld()
  const network = networkOf(world)
  const [first = ''] = (await network.standard()).subnetIds
  const [second = ''] = (await network.own('10.0.0.0/28')).subnetIds
  await expect(
    planOfVpc(world.ports, { ...REQUEST, subnets: [first, second] }),
  ).rejects.toMatchObject({
    code: 'MLC-IAM-012',
  })
})

const tableIn = (command = ''): string =>
  command.split('--route-table-ids ')[1]?.split(' ')[0] ?? ''
