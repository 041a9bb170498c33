import { error, type MethodCase, pages, type Reply } from '../stage.ts'

/** Answers only when the request filters by exactly this; else says what came instead. */
const filtered =
  (name: string, values: readonly string[], answer: Reply): Reply =>
  (call) => {
    const asked = JSON.stringify(call.input.Filters)
    if (asked !== JSON.stringify([{ Name: name, Values: values }])) {
      return { $error: { code: 'InvalidParameterValue', message: asked } }
    }
    return typeof answer === 'function' ? answer(call) : answer
  }

const subnet = (SubnetId: string, AvailabilityZone: string) => ({
  SubnetId,
  VpcId: 'vpc-1',
  AvailabilityZone,
  AvailableIpAddressCount: 250,
  MapPublicIpOnLaunch: false,
})
const subnetView = (subnetId: string, availabilityZone: string) => ({
  subnetId,
  vpcId: 'vpc-1',
  availabilityZone,
  availableIpAddressCount: 250,
  mapPublicIpOnLaunch: false,
})

export const networkMethods: readonly MethodCase[] = [
  {
    method:
      'network.subnets over several pages, in the order asked, without the one that is not there',
    run: (ports) => ports.network.subnets(['subnet-b', 'subnet-gone', 'subnet-a']),
    replies: {
      'ec2.DescribeSubnets': filtered(
        'subnet-id',
        ['subnet-b', 'subnet-gone', 'subnet-a'],
        pages('NextToken', [
          { Subnets: [subnet('subnet-a', 'us-east-1a')], NextToken: '1' },
          { Subnets: [subnet('subnet-b', 'us-east-1b')] },
        ]),
      ),
    },
    gives: [subnetView('subnet-b', 'us-east-1b'), subnetView('subnet-a', 'us-east-1a')],
    calls: ['DescribeSubnets', 'DescribeSubnets'],
  },
  {
    method: 'network.subnets of none: no call, which would describe all',
    run: (ports) => ports.network.subnets([]),
    gives: [],
    calls: [],
  },
  {
    method: 'network.subnets of a caller who may not',
    run: (ports) =>
      ports.network
        .subnets(['subnet-a'])
        .catch(({ code, details }) => [code, details.iamAction, details.httpStatus]),
    replies: {
      'ec2.DescribeSubnets': error(
        'UnauthorizedOperation',
        'You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/a is not authorized to perform: ec2:DescribeSubnets because no identity-based policy allows the ec2:DescribeSubnets action',
        403,
      ),
    },
    gives: ['MLC-AWS-003', 'ec2:DescribeSubnets', 403],
    calls: ['DescribeSubnets'],
  },
  {
    method: 'network.vpc with both DNS attributes',
    run: (ports) => ports.network.vpc('vpc-1'),
    replies: {
      'ec2.DescribeVpcs': filtered('vpc-id', ['vpc-1'], {
        Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' }],
      }),
      'ec2.DescribeVpcAttribute': ({ input }) =>
        input.Attribute === 'enableDnsSupport'
          ? { VpcId: input.VpcId, EnableDnsSupport: { Value: true } }
          : { VpcId: input.VpcId, EnableDnsHostnames: { Value: false } },
    },
    gives: {
      vpcId: 'vpc-1',
      cidrBlock: '10.0.0.0/16',
      enableDnsSupport: true,
      enableDnsHostnames: false,
    },
    calls: ['DescribeVpcs', 'DescribeVpcAttribute', 'DescribeVpcAttribute'],
  },
  {
    method: 'network.vpc of none',
    run: (ports) => ports.network.vpc('vpc-gone'),
    replies: { 'ec2.DescribeVpcs': filtered('vpc-id', ['vpc-gone'], { Vpcs: [] }) },
    gives: undefined,
    calls: ['DescribeVpcs'],
  },
  {
    method: 'network.routeTables of a VPC that goes away between two calls',
    run: (ports) => ports.network.routeTables('vpc-1').catch(({ code }) => code),
    replies: {
      'ec2.DescribeRouteTables': error(
        'InvalidVpcID.NotFound',
        "The vpc ID 'vpc-1' does not exist",
      ),
    },
    gives: 'MLC-AWS-020',
    calls: ['DescribeRouteTables'],
  },
  {
    method: 'network.securityGroups',
    run: (ports) => ports.network.securityGroups(['sg-1']),
    replies: {
      'ec2.DescribeSecurityGroups': filtered('group-id', ['sg-1'], {
        SecurityGroups: [
          {
            GroupId: 'sg-1',
            GroupName: 'jobs',
            VpcId: 'vpc-1',
            IpPermissions: [
              {
                IpProtocol: 'tcp',
                FromPort: 443,
                ToPort: 443,
                IpRanges: [{ CidrIp: '10.0.0.0/16' }],
                Ipv6Ranges: [{ CidrIpv6: '::/0' }],
                UserIdGroupPairs: [{ GroupId: 'sg-1', UserId: '123456789012' }],
                PrefixListIds: [{ PrefixListId: 'pl-1' }],
              },
            ],
            IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
          },
        ],
      }),
    },
    gives: [
      {
        groupId: 'sg-1',
        groupName: 'jobs',
        vpcId: 'vpc-1',
        ingress: [
          {
            protocol: 'tcp',
            fromPort: 443,
            toPort: 443,
            cidrs: ['10.0.0.0/16', '::/0'],
            groupIds: ['sg-1'],
            prefixListIds: ['pl-1'],
          },
        ],
        egress: [{ protocol: '-1', cidrs: ['0.0.0.0/0'], groupIds: [], prefixListIds: [] }],
      },
    ],
    calls: ['DescribeSecurityGroups'],
  },
  {
    method: 'network.routeTables',
    run: (ports) => ports.network.routeTables('vpc-1'),
    replies: {
      'ec2.DescribeRouteTables': filtered('vpc-id', ['vpc-1'], {
        RouteTables: [
          {
            RouteTableId: 'rtb-1',
            Associations: [{ Main: true }, { SubnetId: 'subnet-a' }, { GatewayId: 'igw-1' }],
            Routes: [
              { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' },
              { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'blackhole' },
              { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', State: 'active' },
              { DestinationIpv6CidrBlock: '::/0', NetworkInterfaceId: 'eni-1', InstanceId: 'i-1' },
            ],
          },
        ],
      }),
    },
    gives: [
      {
        routeTableId: 'rtb-1',
        isMain: true,
        subnetIds: ['subnet-a'],
        routes: [
          { destination: '10.0.0.0/16', target: 'local', state: 'active' },
          { destination: '0.0.0.0/0', target: 'nat-1', state: 'blackhole' },
          { destination: 'pl-1', target: 'vpce-1', state: 'active' },
          { destination: '::/0', target: 'eni-1', state: 'active' },
        ],
      },
    ],
    calls: ['DescribeRouteTables'],
  },
  {
    method: 'network.vpcEndpoints, their states in lower case',
    run: (ports) => ports.network.vpcEndpoints('vpc-1'),
    replies: {
      'ec2.DescribeVpcEndpoints': filtered('vpc-id', ['vpc-1'], {
        VpcEndpoints: [
          {
            VpcEndpointId: 'vpce-1',
            ServiceName: 'com.amazonaws.us-east-1.s3',
            VpcEndpointType: 'Gateway',
            State: 'Available',
            RouteTableIds: ['rtb-1'],
            PolicyDocument: '{"Statement":[]}',
          },
          {
            VpcEndpointId: 'vpce-2',
            ServiceName: 'com.amazonaws.us-east-1.sagemaker.runtime',
            VpcEndpointType: 'Interface',
            State: 'Pending',
            SubnetIds: ['subnet-a'],
            Groups: [{ GroupId: 'sg-1', GroupName: 'jobs' }],
            PrivateDnsEnabled: true,
          },
        ],
      }),
    },
    gives: [
      {
        vpcEndpointId: 'vpce-1',
        serviceName: 'com.amazonaws.us-east-1.s3',
        type: 'Gateway',
        state: 'available',
        routeTableIds: ['rtb-1'],
        subnetIds: [],
        groupIds: [],
        privateDnsEnabled: false,
        policy: { Statement: [] },
      },
      {
        vpcEndpointId: 'vpce-2',
        serviceName: 'com.amazonaws.us-east-1.sagemaker.runtime',
        type: 'Interface',
        state: 'pending',
        routeTableIds: [],
        subnetIds: ['subnet-a'],
        groupIds: ['sg-1'],
        privateDnsEnabled: true,
      },
    ],
    calls: ['DescribeVpcEndpoints'],
  },
  {
    method: 'network.offeredEndpointServices',
    run: (ports) =>
      ports.network.offeredEndpointServices(['com.amazonaws.x.s3', 'com.amazonaws.x.q']),
    replies: {
      'ec2.DescribeVpcEndpointServices': filtered(
        'service-name',
        ['com.amazonaws.x.s3', 'com.amazonaws.x.q'],
        { ServiceNames: ['com.amazonaws.x.s3'] },
      ),
    },
    gives: ['com.amazonaws.x.s3'],
    calls: ['DescribeVpcEndpointServices'],
  },
  {
    method: 'network.zonesOffering over several pages',
    run: (ports) => ports.network.zonesOffering('p4d.24xlarge'),
    replies: {
      'ec2.DescribeInstanceTypeOfferings': filtered(
        'instance-type',
        ['p4d.24xlarge'],
        pages('NextToken', [
          { InstanceTypeOfferings: [{ Location: 'us-east-1d' }], NextToken: '1' },
          { InstanceTypeOfferings: [{ Location: 'us-east-1a' }] },
        ]),
      ),
    },
    gives: ['us-east-1a', 'us-east-1d'],
    calls: ['DescribeInstanceTypeOfferings', 'DescribeInstanceTypeOfferings'],
  },
  {
    method: 'network.regions: those that are turned on, which EC2 names unless all are asked for',
    run: (ports) => ports.network.regions(),
    replies: {
      'ec2.DescribeRegions': ({ input }) =>
        input.AllRegions === undefined
          ? { Regions: [{ RegionName: 'us-east-1' }, { RegionName: 'eu-west-1' }] }
          : error('InvalidParameterValue', 'all of them'),
    },
    gives: ['eu-west-1', 'us-east-1'],
    calls: ['DescribeRegions'],
  },
]
