import { expect, it } from 'vitest'
import {
  admitsItself,
  letsOut443,
  tableOf,
  wayToS3,
} from '../../../src/lib/domain/checkup/network.ts'
import type {
  RouteTableView,
  SecurityGroupRule,
  SecurityGroupView,
  VpcEndpointView,
} from '../../../src/lib/ports/network.ts'

const table = (changes: Partial<RouteTableView> = {}): RouteTableView => ({
  routeTableId: 'rtb-main',
  isMain: true,
  subnetIds: [],
  routes: [{ destination: '10.0.0.0/16', target: 'local', state: 'active' }],
  ...changes,
})

const out = (target: string, state: 'active' | 'blackhole' = 'active') =>
  table({ routes: [{ destination: '0.0.0.0/0', target, state }] })

const endpoint = (changes: Partial<VpcEndpointView> = {}): VpcEndpointView => ({
  vpcEndpointId: 'vpce-1',
  serviceName: 'com.amazonaws.us-east-1.s3',
  type: 'Gateway',
  state: 'available',
  routeTableIds: ['rtb-main'],
  subnetIds: [],
  groupIds: [],
  privateDnsEnabled: false,
  ...changes,
})

it.each<readonly [string, RouteTableView, readonly VpcEndpointView[], string]>([
  ['a gateway endpoint in its table', table(), [endpoint()], 'gateway endpoint'],
  ['one that is still made', table(), [endpoint({ state: 'pending' })], 'none'],
  ['one in another table', table(), [endpoint({ routeTableIds: ['rtb-x'] })], 'none'],
  [
    'one of another service',
    table(),
    [endpoint({ serviceName: 'com.amazonaws.us-east-1.dynamodb' })],
    'none',
  ],
  [
    'an interface endpoint with names',
    table(),
    [endpoint({ type: 'Interface', privateDnsEnabled: true })],
    'interface endpoint',
  ],
  ['an interface endpoint without names', table(), [endpoint({ type: 'Interface' })], 'none'],
  ['a NAT', out('nat-1'), [], 'NAT'],
  ['a NAT that is gone', out('nat-1', 'blackhole'), [], 'none'],
  ['an internet gateway, which needs public addresses', out('igw-1'), [], 'none'],
])('the way to S3 with %s', (_, routes, endpoints, way) => {
  expect(wayToS3('subnet-1', [routes], endpoints)).toBe(way)
})

it("a subnet's own table goes before the main one", () => {
  const own = table({ routeTableId: 'rtb-own', isMain: false, subnetIds: ['subnet-1'] })
  expect(tableOf('subnet-1', [table(), own])).toBe(own)
  expect(tableOf('subnet-2', [table(), own])?.routeTableId).toBe('rtb-main')
})

const rule = (changes: Partial<SecurityGroupRule>): SecurityGroupRule => ({
  protocol: '-1',
  cidrs: [],
  groupIds: [],
  prefixListIds: [],
  ...changes,
})

const group = (
  rules: Partial<Pick<SecurityGroupView, 'ingress' | 'egress'>>,
): SecurityGroupView => ({
  groupId: 'sg-1',
  groupName: 'jobs',
  vpcId: 'vpc-1',
  ingress: [],
  egress: [],
  ...rules,
})

it.each<readonly [string, SecurityGroupRule, boolean]>([
  ['everything', rule({ cidrs: ['0.0.0.0/0'] }), true],
  [
    'HTTPS to S3 alone',
    rule({ protocol: 'tcp', fromPort: 443, toPort: 443, prefixListIds: ['pl-1'] }),
    true,
  ],
  ['HTTP', rule({ protocol: 'tcp', fromPort: 80, toPort: 80, cidrs: ['0.0.0.0/0'] }), false],
  ['datagrams', rule({ protocol: 'udp', fromPort: 443, toPort: 443, cidrs: ['0.0.0.0/0'] }), false],
  ['nothing to nobody', rule({}), false],
])('a group that lets out %s', (_, one, lets) => {
  expect(letsOut443(group({ egress: [one] }))).toBe(lets)
})

it.each<readonly [string, SecurityGroupRule, boolean]>([
  ['itself', rule({ groupIds: ['sg-1'] }), true],
  ['another group', rule({ groupIds: ['sg-2'] }), false],
  [
    'itself on one port',
    rule({ protocol: 'tcp', fromPort: 22, toPort: 22, groupIds: ['sg-1'] }),
    false,
  ],
])('a group that admits %s', (_, one, admits) => {
  expect(admitsItself(group({ ingress: [one] }))).toBe(admits)
})
