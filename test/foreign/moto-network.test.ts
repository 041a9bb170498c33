import {
  AssociateRouteTableCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
} from '@aws-sdk/client-ec2'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serve as serveSandbox } from '../../src/sandbox/server.ts'
import { portsAt } from '../aws/stage.ts'
import { newEngine } from '../sandbox/clients.ts'
import { foreign, serve } from '../support/served.ts'

const moto = foreign('moto_server')

const startMoto = () =>
  serve([moto ?? '', '-H', '127.0.0.1', '-p', '0'], {}, /Running on (http:\/\/[\d.:]+)/)

const startSandbox = async (): Promise<string> => {
  const served = await serveSandbox({ engine: newEngine({ clock: 'instant' }), port: 0 })
  onTestFinished(() => served.close())
  return served.url
}

/** A private network with both kinds of endpoint, made by EC2's own client. */
const makeNetwork = async (endpoint: string) => {
  const credentials = { accessKeyId: 'foreign', secretAccessKey: 'foreign' }
  const ec2 = new EC2Client({ endpoint, region: 'us-east-1', credentials })
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
  const VpcId = Vpc?.VpcId ?? ''
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }))
  const subnetIds: string[] = []
  for (const [zone, CidrBlock] of Object.entries({ a: '10.0.0.0/24', b: '10.0.1.0/28' })) {
    const AvailabilityZone = `us-east-1${zone}`
    const made = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone }))
    subnetIds.push(made.Subnet?.SubnetId ?? '')
  }
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'jobs', Description: 'jobs', VpcId }),
  )
  const IpPermissions = [
    {
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
      IpRanges: [{ CidrIp: '10.0.0.0/16' }],
      UserIdGroupPairs: [{ GroupId }],
    },
  ]
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }))
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }))
  const RouteTableId = RouteTable?.RouteTableId ?? ''
  const [SubnetId = ''] = subnetIds
  await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }))
  await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId,
      ServiceName: 'com.amazonaws.us-east-1.s3',
      VpcEndpointType: 'Gateway',
      RouteTableIds: [RouteTableId],
      // moto takes it as on for a gateway too.
      PrivateDnsEnabled: false,
    }),
  )
  await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId,
      ServiceName: 'com.amazonaws.us-east-1.sagemaker.runtime',
      VpcEndpointType: 'Interface',
      SubnetIds: [SubnetId],
      SecurityGroupIds: [GroupId],
      PrivateDnsEnabled: true,
    }),
  )
  ec2.destroy()
  return { VpcId, subnetIds, GroupId }
}

/** What mlctl reads of it, each id by the place where it was met first. */
const readNetwork = async (url: string) => {
  const made = await makeNetwork(url)
  const { network } = portsAt(url)
  const read = {
    vpc: await network.vpc(made.VpcId),
    subnets: await network.subnets([...made.subnetIds].reverse()),
    groups: await network.securityGroups([made.GroupId]),
    tables: await network.routeTables(made.VpcId),
    endpoints: (await network.vpcEndpoints(made.VpcId)).map(({ policy: _policy, ...rest }) => rest),
    nothing: [await network.vpc('vpc-0dead'), await network.subnets(['subnet-0dead'])],
  }
  const met = new Map<string, string>()
  return JSON.parse(
    JSON.stringify(read).replace(/\b(vpc|subnet|sg|rtb|vpce|pl)-[0-9a-f]{8,}/g, (id, kind) => {
      if (!met.has(id)) met.set(id, `${kind} ${met.size}`)
      return met.get(id) ?? ''
    }),
  )
}

describe.skipIf(moto === undefined)('moto (skipped where .ci/run could not install it)', () => {
  it('shows mlctl the same network as the sandbox, made by the same calls', async () => {
    const [here, there] = [
      await readNetwork(await startSandbox()),
      await readNetwork(await startMoto()),
    ]
    expect(here.subnets).toHaveLength(2)
    expect(here.endpoints).toHaveLength(2)
    expect(here).toEqual(there)
  }, 60_000)
})
