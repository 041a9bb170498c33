import * as sdk from '@aws-sdk/client-ec2'
import { describe, expect, it } from 'vitest'
import { inProcess, newEngine } from '../clients.ts'

/** A sandbox of its own with the SDK's client for EC2 in a region. */
const account = (region = 'us-east-1') => {
  const engine = newEngine({ clock: 'skip' })
  const { ec2 } = inProcess(engine, undefined, region)
  return { engine, ec2 }
}

const failure = (attempt: Promise<unknown>): Promise<readonly [string, string]> =>
  attempt.then(
    () => ['nothing', 'it was done'] as const,
    (error: Error) => [error.name, error.message] as const,
  )

/** A VPC with a subnet in each of two zones; nothing leads out of it. */
const privateNetwork = async () => {
  const { ec2, engine } = account()
  const { Vpc } = await ec2.send(new sdk.CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
  const VpcId = Vpc?.VpcId ?? ''
  const made = await Promise.all(
    ['us-east-1a', 'us-east-1b'].map((AvailabilityZone, index) =>
      ec2.send(
        new sdk.CreateSubnetCommand({ VpcId, AvailabilityZone, CidrBlock: `10.0.${index}.0/24` }),
      ),
    ),
  )
  const subnetIds = made.map(({ Subnet }) => Subnet?.SubnetId ?? '')
  return { ec2, engine, VpcId, subnetIds }
}

describe('an account that nobody has touched', () => {
  it('has a default VPC with a public subnet in each of three zones', async () => {
    const { ec2 } = account()
    const { Vpcs = [] } = await ec2.send(new sdk.DescribeVpcsCommand({}))
    expect(Vpcs).toMatchObject([{ IsDefault: true, CidrBlock: '172.31.0.0/16' }])
    const { Subnets = [] } = await ec2.send(new sdk.DescribeSubnetsCommand({}))
    expect(Subnets.map((subnet) => [subnet.AvailabilityZone, subnet.CidrBlock])).toEqual([
      ['us-east-1a', '172.31.0.0/20'],
      ['us-east-1b', '172.31.16.0/20'],
      ['us-east-1c', '172.31.32.0/20'],
    ])
    expect(Subnets.every((subnet) => subnet.MapPublicIpOnLaunch)).toBe(true)
    expect(Subnets[0]?.AvailableIpAddressCount).toBe(4091)
  })

  it('has a main table that leads to the internet and a default group of itself', async () => {
    const { ec2 } = account()
    const { RouteTables } = await ec2.send(new sdk.DescribeRouteTablesCommand({}))
    expect(RouteTables).toMatchObject([
      {
        Associations: [{ Main: true }],
        Routes: [
          { DestinationCidrBlock: '172.31.0.0/16', GatewayId: 'local', State: 'active' },
          { DestinationCidrBlock: '0.0.0.0/0', GatewayId: expect.stringMatching(/^igw-/) },
        ],
      },
    ])
    const { SecurityGroups = [] } = await ec2.send(new sdk.DescribeSecurityGroupsCommand({}))
    const [group] = SecurityGroups
    expect(SecurityGroups).toHaveLength(1)
    expect(group?.IpPermissions).toMatchObject([
      { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group?.GroupId }] },
    ])
    expect(group?.IpPermissionsEgress).toMatchObject([{ IpRanges: [{ CidrIp: '0.0.0.0/0' }] }])
  })

  it('keeps its ids from call to call, and has others in another region', async () => {
    const { ec2, engine } = account()
    const other = inProcess(engine, undefined, 'eu-west-1').ec2
    const idOf = async (client: typeof ec2) =>
      (await client.send(new sdk.DescribeVpcsCommand({}))).Vpcs?.[0]?.VpcId
    expect(await idOf(ec2)).toBe(await idOf(ec2))
    expect(await idOf(other)).not.toBe(await idOf(ec2))
  })
})

describe('VPCs and subnets', () => {
  it('come with a main table that leads nowhere, a default group, and DNS without host names', async () => {
    const { ec2, VpcId } = await privateNetwork()
    const Filters = [{ Name: 'vpc-id', Values: [VpcId] }]
    const { RouteTables } = await ec2.send(new sdk.DescribeRouteTablesCommand({ Filters }))
    expect(RouteTables?.map(({ Routes }) => Routes)).toMatchObject([[{ GatewayId: 'local' }]])
    const { SecurityGroups } = await ec2.send(new sdk.DescribeSecurityGroupsCommand({ Filters }))
    expect(SecurityGroups).toMatchObject([{ GroupName: 'default' }])
    const attribute = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
      ec2.send(new sdk.DescribeVpcAttributeCommand({ VpcId, Attribute }))
    expect((await attribute('enableDnsSupport')).EnableDnsSupport?.Value).toBe(true)
    expect((await attribute('enableDnsHostnames')).EnableDnsHostnames?.Value).toBe(false)
    await ec2.send(
      new sdk.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }),
    )
    expect((await attribute('enableDnsHostnames')).EnableDnsHostnames?.Value).toBe(true)
  })

  it.each([
    ['10.0.0.0/8', 'InvalidVpc.Range', "The CIDR '10.0.0.0/8' is invalid."],
    [
      '10.0.0.1/16',
      'InvalidParameterValue',
      'Value (10.0.0.1/16) for parameter cidrBlock is invalid. This is not a valid CIDR block.',
    ],
  ])('a VPC of %s is refused', async (CidrBlock, code, text) => {
    const { ec2 } = account()
    expect(await failure(ec2.send(new sdk.CreateVpcCommand({ CidrBlock })))).toEqual([code, text])
  })

  it.each([
    ['10.1.0.0/24', 'InvalidSubnet.Range'],
    ['10.0.0.128/25', 'InvalidSubnet.Conflict'],
    ['10.0.9.0/29', 'InvalidSubnet.Range'],
  ])('a subnet of %s is refused in 10.0.0.0/16', async (CidrBlock, code) => {
    const { ec2, VpcId } = await privateNetwork()
    const attempt = ec2.send(new sdk.CreateSubnetCommand({ VpcId, CidrBlock }))
    expect((await failure(attempt))[0]).toBe(code)
  })

  it('go only when nothing needs them', async () => {
    const { ec2, VpcId, subnetIds } = await privateNetwork()
    const remove = () => ec2.send(new sdk.DeleteVpcCommand({ VpcId }))
    expect(await failure(remove())).toEqual([
      'DependencyViolation',
      `The vpc '${VpcId}' has dependencies and cannot be deleted.`,
    ])
    for (const SubnetId of subnetIds) await ec2.send(new sdk.DeleteSubnetCommand({ SubnetId }))
    await remove()
    const { SecurityGroups } = await ec2.send(new sdk.DescribeSecurityGroupsCommand({}))
    expect(SecurityGroups).toHaveLength(1)
  })
})

describe('descriptions', () => {
  it.each([
    [new sdk.DescribeSubnetsCommand({ SubnetIds: ['subnet-x'] }), 'InvalidSubnetID.NotFound'],
    [new sdk.DescribeVpcsCommand({ VpcIds: ['vpc-x'] }), 'InvalidVpcID.NotFound'],
    [new sdk.DescribeSecurityGroupsCommand({ GroupIds: ['sg-x'] }), 'InvalidGroup.NotFound'],
    [
      new sdk.DescribeVpcAttributeCommand({ VpcId: 'vpc-x', Attribute: 'enableDnsSupport' }),
      'InvalidVpcID.NotFound',
    ],
    [
      new sdk.DescribeSubnetsCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] }),
      'InvalidParameterValue',
    ],
    [new sdk.DescribeSubnetsCommand({ MaxResults: 1 }), 'InvalidParameterValue'],
    [new sdk.DescribeSubnetsCommand({ NextToken: 'bm90aGluZw' }), 'InvalidNextToken'],
    [new sdk.DescribeSubnetsCommand({ DryRun: true }), 'DryRunOperation'],
  ])('refuse what is not there or not meant (%#)', async (command, code) => {
    const { ec2 } = account()
    expect((await failure(ec2.send(command as sdk.DescribeSubnetsCommand)))[0]).toBe(code)
  })

  it('take several filters with several values and wildcards each', async () => {
    const { ec2, VpcId, subnetIds } = await privateNetwork()
    const found = async (Filters: sdk.Filter[]) => {
      const { Subnets = [] } = await ec2.send(new sdk.DescribeSubnetsCommand({ Filters }))
      return Subnets.map(({ SubnetId }) => SubnetId)
    }
    const inVpc = { Name: 'vpc-id', Values: [VpcId] }
    expect(await found([inVpc])).toEqual(subnetIds)
    expect(
      await found([inVpc, { Name: 'availability-zone', Values: ['us-east-1b', 'us-east-1z'] }]),
    ).toEqual([subnetIds[1]])
    expect(await found([inVpc, { Name: 'cidr-block', Values: ['10.0.0.*'] }])).toEqual([
      subnetIds[0],
    ])
    expect(await found([{ Name: 'subnet-id', Values: ['subnet-x'] }])).toEqual([])
  })

  it('come in pages that together are the whole', async () => {
    const { ec2, VpcId } = await privateNetwork()
    for (let index = 2; index < 9; index += 1) {
      await ec2.send(new sdk.CreateSubnetCommand({ VpcId, CidrBlock: `10.0.${index}.0/24` }))
    }
    const sizes: number[] = []
    const ids = new Set<string>()
    for await (const page of sdk.paginateDescribeSubnets({ client: ec2, pageSize: 5 }, {})) {
      sizes.push(page.Subnets?.length ?? 0)
      for (const { SubnetId = '' } of page.Subnets ?? []) ids.add(SubnetId)
    }
    expect(sizes).toEqual([5, 5, 2])
    expect(ids.size).toBe(12)
  })

  it('tell instance types by zone, and accelerators in few', async () => {
    const { ec2 } = account('eu-west-1')
    const zones = async (type: string) => {
      const { InstanceTypeOfferings = [] } = await ec2.send(
        new sdk.DescribeInstanceTypeOfferingsCommand({
          LocationType: 'availability-zone',
          Filters: [{ Name: 'instance-type', Values: [type] }],
        }),
      )
      return InstanceTypeOfferings.map(({ Location }) => Location)
    }
    expect(await zones('m5.xlarge')).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c'])
    expect(await zones('p4d.24xlarge')).toEqual(['eu-west-1b'])
    expect(await zones('z9.mega')).toEqual([])
  })
})

describe('regions', () => {
  const names = async (input: sdk.DescribeRegionsCommandInput, here = 'us-east-1') => {
    const { Regions = [] } = await account(here).ec2.send(new sdk.DescribeRegionsCommand(input))
    return Regions.map(({ RegionName }) => RegionName)
  }

  it('are those that are turned on, and with AllRegions the others too', async () => {
    const on = await names({})
    expect(on).toEqual(expect.arrayContaining(['us-east-1', 'eu-west-1', 'ap-southeast-2']))
    expect(on).not.toContain('me-south-1')
    expect(await names({ AllRegions: true })).toEqual(expect.arrayContaining([...on, 'me-south-1']))
    expect(await names({}, 'me-south-1')).toContain('me-south-1')
  })

  it('are found by name and filter, and refused when there are none of that name', async () => {
    expect(await names({ RegionNames: ['eu-west-1'] })).toEqual(['eu-west-1'])
    const Filters = [{ Name: 'region-name', Values: ['ap-northeast-*'] }]
    expect(await names({ Filters })).toHaveLength(3)
    expect(await failure(names({ RegionNames: ['moon-1'] }))).toEqual([
      'InvalidParameterValue',
      expect.stringContaining('moon-1'),
    ])
  })
})

describe('security groups', () => {
  it('admit what is authorized until it is revoked, and tell the same of each rule', async () => {
    const { ec2, VpcId } = await privateNetwork()
    const { GroupId = '' } = await ec2.send(
      new sdk.CreateSecurityGroupCommand({ GroupName: 'jobs', Description: 'jobs', VpcId }),
    )
    const IpPermissions = [
      {
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        IpRanges: [{ CidrIp: '10.0.0.0/16', Description: 'own' }],
        UserIdGroupPairs: [{ GroupId }],
      },
    ]
    const authorize = () =>
      ec2.send(new sdk.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }))
    expect((await authorize()).SecurityGroupRules).toHaveLength(2)
    expect(await failure(authorize())).toEqual([
      'InvalidPermission.Duplicate',
      'the specified rule "peer: 10.0.0.0/16, TCP, from port: 443, to port: 443, ALLOW" already exists',
    ])
    const shown = async () => {
      const { SecurityGroups } = await ec2.send(
        new sdk.DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }),
      )
      return SecurityGroups?.[0]?.IpPermissions
    }
    expect(await shown()).toMatchObject(IpPermissions)
    await ec2.send(new sdk.RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }))
    expect(await shown()).toEqual([])
    const again = ec2.send(new sdk.RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }))
    expect((await failure(again))[0]).toBe('InvalidPermission.NotFound')
  })

  it('lose their way out when it is revoked', async () => {
    const { ec2, VpcId } = await privateNetwork()
    const { GroupId = '' } = await ec2.send(
      new sdk.CreateSecurityGroupCommand({ GroupName: 'shut', Description: 'shut', VpcId }),
    )
    const IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]
    await ec2.send(new sdk.RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }))
    const { SecurityGroupRules } = await ec2.send(
      new sdk.DescribeSecurityGroupRulesCommand({
        Filters: [{ Name: 'group-id', Values: [GroupId] }],
      }),
    )
    expect(SecurityGroupRules).toEqual([])
  })
})

describe('VPC endpoints', () => {
  const S3 = 'com.amazonaws.us-east-1.s3'
  const RUNTIME = 'com.amazonaws.us-east-1.sagemaker.runtime'

  it('of the gateway type are routes of the tables they are attached to', async () => {
    const { ec2, VpcId, subnetIds } = await privateNetwork()
    const { RouteTable } = await ec2.send(new sdk.CreateRouteTableCommand({ VpcId }))
    const RouteTableId = RouteTable?.RouteTableId ?? ''
    await ec2.send(
      new sdk.AssociateRouteTableCommand({ RouteTableId, SubnetId: subnetIds[0] ?? '' }),
    )
    const make = () =>
      ec2.send(
        new sdk.CreateVpcEndpointCommand({ VpcId, ServiceName: S3, RouteTableIds: [RouteTableId] }),
      )
    const { VpcEndpoint } = await make()
    const { RouteTables } = await ec2.send(
      new sdk.DescribeRouteTablesCommand({
        Filters: [{ Name: 'association.subnet-id', Values: [subnetIds[0] ?? ''] }],
      }),
    )
    expect(RouteTables?.[0]?.Routes?.[1]).toMatchObject({
      DestinationPrefixListId: expect.stringMatching(/^pl-/),
      GatewayId: VpcEndpoint?.VpcEndpointId,
    })
    expect((await failure(make()))[0]).toBe('RouteAlreadyExists')
  })

  it('of the interface type need DNS host names, take an address in each subnet, and wait', async () => {
    const { ec2, engine, VpcId, subnetIds } = await privateNetwork()
    const make = () =>
      ec2.send(
        new sdk.CreateVpcEndpointCommand({
          VpcId,
          ServiceName: RUNTIME,
          VpcEndpointType: 'Interface',
          SubnetIds: subnetIds,
        }),
      )
    expect(await failure(make())).toEqual([
      'InvalidParameter',
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${VpcId}`,
    ])
    await ec2.send(
      new sdk.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }),
    )
    await make()
    expect((await failure(make()))[1]).toContain('runtime.sagemaker.us-east-1.amazonaws.com')
    const state = async () => {
      const { VpcEndpoints } = await ec2.send(new sdk.DescribeVpcEndpointsCommand({}))
      return VpcEndpoints?.map((endpoint) => String(endpoint.State))
    }
    expect(await state()).toEqual(['pending'])
    engine.clock.wait(61_000)
    expect(await state()).toEqual(['available'])
    const { Subnets } = await ec2.send(new sdk.DescribeSubnetsCommand({ SubnetIds: subnetIds }))
    expect(Subnets?.map((subnet) => subnet.AvailableIpAddressCount)).toEqual([250, 250])
  })

  it.each([
    [
      'a service that is not offered',
      { ServiceName: 'com.amazonaws.us-east-1.nothing' },
      'InvalidServiceName',
    ],
    ['a gateway of a service that has none', { ServiceName: RUNTIME }, 'InvalidParameter'],
    ['a VPC that is not there', { ServiceName: S3, VpcId: 'vpc-x' }, 'InvalidVpcID.NotFound'],
    ['no service', {}, 'MissingParameter'],
  ])('of %s are refused', async (_, input, code) => {
    const { ec2, VpcId } = await privateNetwork()
    const attempt = ec2.send(new sdk.CreateVpcEndpointCommand({ VpcId, ...input }))
    expect((await failure(attempt))[0]).toBe(code)
  })

  it('are told by id where one could not be deleted', async () => {
    const { ec2 } = account()
    const { Unsuccessful } = await ec2.send(
      new sdk.DeleteVpcEndpointsCommand({ VpcEndpointIds: ['vpce-x'] }),
    )
    expect(Unsuccessful).toMatchObject([
      { ResourceId: 'vpce-x', Error: { Code: 'InvalidVpcEndpointId.NotFound' } },
    ])
  })
})

describe('routes', () => {
  it('lead through a NAT gateway once there is one', async () => {
    const { ec2, VpcId, subnetIds } = await privateNetwork()
    const { NatGateway } = await ec2.send(
      new sdk.CreateNatGatewayCommand({ SubnetId: subnetIds[0] ?? '' }),
    )
    const { RouteTables = [] } = await ec2.send(
      new sdk.DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }),
    )
    const route = {
      RouteTableId: RouteTables[0]?.RouteTableId ?? '',
      DestinationCidrBlock: '0.0.0.0/0',
    }
    const toNowhere = new sdk.CreateRouteCommand({ ...route, NatGatewayId: 'nat-x' })
    expect((await failure(ec2.send(toNowhere)))[0]).toBe('NatGatewayNotFound')
    const NatGatewayId = NatGateway?.NatGatewayId ?? ''
    await ec2.send(new sdk.CreateRouteCommand({ ...route, NatGatewayId }))
    const { NatGateways } = await ec2.send(
      new sdk.DescribeNatGatewaysCommand({ Filter: [{ Name: 'vpc-id', Values: [VpcId] }] }),
    )
    expect(NatGateways).toMatchObject([{ State: 'available', NatGatewayId }])
  })
})
