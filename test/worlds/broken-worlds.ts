import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  ModifyVpcAttributeCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2'
import { CreatePolicyCommand, PutRolePermissionsBoundaryCommand } from '@aws-sdk/client-iam'
import {
  CancelKeyDeletionCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import { trustPolicy } from '../../src/lib/domain/iam/trust-policy.ts'
import {
  accountKeyPolicy,
  BUCKET,
  type Changes,
  type DoctorWorld,
  REGION,
  ROLE,
} from './doctor-world.ts'

/** A world with one fault, and how it is made whole. */
export type Broken = {
  readonly world: string
  readonly breaks: (world: DoctorWorld) => Promise<unknown>
  readonly ask?: Changes
  readonly id: string
  readonly says: RegExp
  /** What makes the world whole: the statements that doctor names, or what its words say. */
  readonly repair?: 'statements' | ((world: DoctorWorld) => Promise<unknown>)
  /** A training meets the same fault, and runs after the repair. */
  readonly stopsTraining?: true
}

const policy = (...statements: readonly Readonly<Record<string, unknown>>[]) => ({
  Version: '2012-10-17',
  Statement: statements,
})

const withoutAction = async ({ ports }: DoctorWorld, action: string) => {
  const role = await ports.roles.find(ROLE)
  const [own] = role?.inlinePolicies ?? []
  const { Statement = [] } = (own?.policy ?? {}) as {
    Statement?: { Action: readonly string[] }[]
  }
  const kept = Statement.map((one) => ({
    ...one,
    Action: one.Action.filter((each) => each !== action),
  })).filter((one) => one.Action.length > 0)
  await ports.roles.putInlinePolicy(ROLE, own?.name ?? '', policy(...kept))
}

const callerWithout = async ({ control }: DoctorWorld, action: string) =>
  control.iam.userPolicy(
    JSON.stringify(policy({ Effect: 'Allow', NotAction: action, Resource: '*' })),
  )

const denyInBucket = ({ ports, roleArn }: DoctorWorld, statement: object) =>
  ports.objects.putBucketPolicy(
    BUCKET,
    policy({
      Sid: 'Nobody',
      Effect: 'Deny',
      Principal: { AWS: roleArn },
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
      ...statement,
    }),
  )

/** The role of a SageMaker job that lacks nothing. */
const forTraining = async ({ ports, scope }: DoctorWorld) => {
  await ports.roles.updateTrust(ROLE, trustPolicy({ ...scope, purpose: 'training' }))
  await ports.roles.putInlinePolicy(
    ROLE,
    'all',
    policy({ Effect: 'Allow', Action: '*', Resource: '*' }),
  )
}

const endpointTo = (service: string) => `com.amazonaws.${REGION}.${service}`

/** One fault each. */
export const WORLDS: readonly Broken[] = [
  {
    world: 'a role that trusts another service',
    breaks: ({ ports }) =>
      ports.roles.updateTrust(
        ROLE,
        policy({
          Effect: 'Allow',
          Principal: { Service: 'ec2.amazonaws.com' },
          Action: 'sts:AssumeRole',
        }),
      ),
    id: 'D05',
    says: /it allows ec2.amazonaws.com, not bedrock.amazonaws.com/,
    repair: 'statements',
    stopsTraining: true,
  },
  {
    world: 'a role that trusts Bedrock for another account',
    breaks: ({ ports, scope }) =>
      ports.roles.updateTrust(ROLE, trustPolicy({ ...scope, account: '111122223333' })),
    id: 'D05',
    says: /its conditions shut out customization jobs of account 000000000000/,
    repair: 'statements',
    stopsTraining: true,
  },
  {
    world: 'a role that trusts Bedrock in another region',
    breaks: ({ ports, scope }) =>
      ports.roles.updateTrust(ROLE, trustPolicy({ ...scope, region: 'eu-west-1' })),
    id: 'D05',
    says: /its conditions shut out/,
    repair: 'statements',
    stopsTraining: true,
  },
  {
    world: 'a role that may not write the results',
    breaks: (world) => withoutAction(world, 's3:PutObject'),
    id: 'D20',
    says: /no policy allows role ft-fraud s3:PutObject/,
    repair: 'statements',
    stopsTraining: true,
  },
  {
    world: 'a role that may not read the data',
    breaks: (world) => withoutAction(world, 's3:GetObject'),
    id: 'D20',
    says: /no policy allows role ft-fraud s3:GetObject/,
    repair: 'statements',
    stopsTraining: true,
  },
  {
    world: 'a role that may not list the bucket',
    breaks: (world) => withoutAction(world, 's3:ListBucket'),
    id: 'D20',
    says: /no policy allows role ft-fraud s3:ListBucket/,
    repair: 'statements',
  },
  {
    world: 'a role that may not use the key',
    breaks: (world) => withoutAction(world, 'kms:GenerateDataKey'),
    id: 'D20',
    says: /no policy allows role ft-fraud kms:GenerateDataKey/,
    repair: 'statements',
  },
  {
    world: 'a role with a boundary around it',
    breaks: async ({ clients, ports }) => {
      const { Policy } = await clients.iam.send(
        new CreatePolicyCommand({
          PolicyName: 'narrow',
          PolicyDocument: JSON.stringify(
            policy({ Effect: 'Allow', NotAction: 's3:PutObject', Resource: '*' }),
          ),
        }),
      )
      await clients.iam.send(
        new PutRolePermissionsBoundaryCommand({
          RoleName: ROLE,
          PermissionsBoundary: Policy?.Arn ?? '',
        }),
      )
      await ports.roles.find(ROLE)
    },
    id: 'D20',
    says: /the permissions boundary keeps role ft-fraud from s3:PutObject/,
  },
  {
    world: 'a role with a Deny of its own',
    breaks: ({ ports }) =>
      ports.roles.putInlinePolicy(
        ROLE,
        'careful',
        policy({ Effect: 'Deny', Action: 's3:PutObject', Resource: '*' }),
      ),
    id: 'D20',
    says: /a policy denies role ft-fraud s3:PutObject \(denied by careful, statement 1\)/,
  },
  {
    world: 'a caller who may not create jobs',
    breaks: (world) => callerWithout(world, 'bedrock:CreateModelCustomizationJob'),
    id: 'D06',
    says: /no policy allows you bedrock:CreateModelCustomizationJob/,
    repair: async ({ control }) => control.iam.userPolicy(undefined),
  },
  {
    world: 'a caller who may not hand the role over',
    breaks: (world) => callerWithout(world, 'iam:PassRole'),
    id: 'D06',
    says: /no policy allows you iam:PassRole/,
  },
  {
    world: 'a caller who is denied',
    breaks: async ({ control }) =>
      control.iam.userPolicy(
        JSON.stringify(
          policy(
            { Effect: 'Allow', Action: '*', Resource: '*' },
            { Effect: 'Deny', Action: 's3:PutObject', Resource: '*' },
          ),
        ),
      ),
    id: 'D06',
    says: /a policy denies you s3:PutObject/,
  },
  {
    world: 'an organization that forbids customization',
    breaks: async ({ control }) =>
      control.iam.serviceControlPolicies({
        NoTraining: JSON.stringify(
          policy({
            Effect: 'Deny',
            Action: 'bedrock:CreateModelCustomizationJob',
            Resource: '*',
          }),
        ),
      }),
    id: 'D06',
    says: /a policy of the organization forbids you bedrock:CreateModelCustomizationJob/,
    repair: async ({ control }) => control.iam.serviceControlPolicies(undefined),
  },
  {
    world: 'a bucket policy that denies the role',
    breaks: (world) => denyInBucket(world, {}),
    id: 'D21',
    says: /role ft-fraud may not s3:GetObject, s3:ListBucket, s3:PutObject: denied by policy of s3:\/\/acme-doctor, Nobody/,
    repair: (world) =>
      denyInBucket(world, { Condition: { ArnNotEquals: { 'aws:PrincipalArn': world.roleArn } } }),
    stopsTraining: true,
  },
  {
    world: 'a bucket policy that denies everybody but one',
    breaks: (world) =>
      denyInBucket(world, {
        Principal: '*',
        Action: 's3:GetObject',
        Condition: {
          ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::000000000000:user/sandbox' },
        },
      }),
    id: 'D21',
    says: /role ft-fraud may not s3:GetObject/,
  },
  {
    world: 'a key policy that names another role',
    breaks: ({ ports, key, scope }) => {
      const [whole] = accountKeyPolicy(scope.account).Statement
      const admin = { ...whole, Principal: { AWS: `arn:aws:iam::${scope.account}:user/sandbox` } }
      return ports.keys.putPolicy(key.keyArn, policy(admin))
    },
    id: 'D23',
    says: /neither lets role ft-fraud do kms:Decrypt.* nor leaves it to the account/,
    repair: 'statements',
  },
  {
    world: 'a key that is disabled',
    breaks: ({ clients, key }) => clients.kms.send(new DisableKeyCommand({ KeyId: key.keyId })),
    id: 'D22',
    says: /the key is disabled/,
    repair: ({ clients, key }) => clients.kms.send(new EnableKeyCommand({ KeyId: key.keyId })),
  },
  {
    world: 'a key that is about to be deleted',
    breaks: ({ clients, key }) =>
      clients.kms.send(new ScheduleKeyDeletionCommand({ KeyId: key.keyId })),
    id: 'D22',
    says: /the key is deleted on/,
    repair: async ({ clients, key }) => {
      await clients.kms.send(new CancelKeyDeletionCommand({ KeyId: key.keyId }))
      await clients.kms.send(new EnableKeyCommand({ KeyId: key.keyId }))
    },
  },
  {
    world: 'a key that is not there',
    breaks: async () => undefined,
    ask: { subjects: { kmsKey: '00000000-0000-4000-8000-000000000000' } },
    id: 'D22',
    says: /there is no key 00000000/,
  },
  {
    world: 'a bucket in another region',
    breaks: ({ ports }) => ports.objects.createBucket('acme-ireland', 'eu-west-1'),
    ask: { subjects: { data: [], output: undefined, bucket: 'acme-ireland' } },
    id: 'D07',
    says: /s3:\/\/acme-ireland is in eu-west-1, and the work is in us-east-1/,
  },
  {
    world: "somebody else's bucket",
    breaks: async ({ control }) => control.plantForeignBucket('acme-theirs'),
    ask: { subjects: { data: [], output: undefined, bucket: 'acme-theirs' } },
    id: 'D08',
    says: /belongs to another account/,
  },
  {
    world: 'a bucket that nobody makes',
    breaks: (world) => forTraining(world),
    ask: { for: ['train run'], subjects: { output: 's3://acme-nowhere/x/' } },
    id: 'D08',
    says: /there is no bucket s3:\/\/acme-nowhere/,
    repair: ({ ports }) => ports.objects.createBucket('acme-nowhere', REGION),
  },
  {
    world: 'a VPC without a way to S3',
    breaks: ({ clients, network }) =>
      clients.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [network.endpoint] })),
    id: 'D25',
    says: /nothing leads to S3/,
    repair: ({ clients, network }) =>
      clients.ec2.send(
        new CreateVpcEndpointCommand({
          VpcId: network.vpcId,
          ServiceName: endpointTo('s3'),
          RouteTableIds: [network.table],
        }),
      ),
  },
  {
    world: 'a VPC without names',
    breaks: ({ clients, network }) =>
      clients.ec2.send(
        new ModifyVpcAttributeCommand({
          VpcId: network.vpcId,
          EnableDnsHostnames: { Value: false },
        }),
      ),
    id: 'D27',
    says: /enableDnsHostnames of vpc-\w+ is off/,
    repair: ({ clients, network }) =>
      clients.ec2.send(
        new ModifyVpcAttributeCommand({
          VpcId: network.vpcId,
          EnableDnsHostnames: { Value: true },
        }),
      ),
  },
  {
    world: 'a security group that lets nothing out',
    breaks: ({ clients, network }) =>
      clients.ec2.send(
        new RevokeSecurityGroupEgressCommand({
          GroupId: network.group,
          IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
        }),
      ),
    id: 'D26',
    says: /lets nothing out on port 443/,
    repair: ({ clients, network }) =>
      clients.ec2.send(
        new AuthorizeSecurityGroupEgressCommand({
          GroupId: network.group,
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
          ],
        }),
      ),
  },
  {
    world: 'a security group that does not admit itself',
    breaks: async (world) => {
      const { clients, network } = world
      await clients.ec2.send(
        new RevokeSecurityGroupIngressCommand({
          GroupId: network.group,
          IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: network.group }] }],
        }),
      )
      await forTraining(world)
    },
    ask: { for: ['train run'] },
    id: 'D26',
    says: /does not admit itself/,
    repair: ({ clients, network }) =>
      clients.ec2.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: network.group,
          IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: network.group }] }],
        }),
      ),
  },
  {
    world: 'a subnet that is not there',
    breaks: async () => undefined,
    ask: { subjects: { subnets: ['subnet-0123456789abcdef0'] } },
    id: 'D24',
    says: /there is no subnet subnet-0123456789abcdef0/,
  },
  {
    world: 'model units that nobody was granted',
    breaks: async () => undefined,
    ask: { for: ['throughput buy'], subjects: { subnets: [], securityGroups: [] } },
    id: 'D10',
    says: /is 0 \(L-BE77399C\)/,
    repair: ({ ports }) => ports.sandbox.grantQuota('L-BE77399C', 1),
  },
  {
    world: 'credentials that have expired',
    breaks: ({ ports }) =>
      ports.sandbox.addFault({
        match: 'sts.GetCallerIdentity',
        error: 'ExpiredToken',
        status: 403,
        message: 'The security token included in the request is expired',
      }),
    id: 'D17',
    says: /The AWS credentials have expired/,
    repair: ({ ports }) => ports.sandbox.clearFaults(),
  },
  {
    world: 'a clock that is wrong',
    breaks: ({ ports }) => ports.sandbox.addFault({ match: '*', kind: 'clockSkew' }),
    id: 'D03',
    says: /The clock of this machine differs too much/,
    repair: ({ ports }) => ports.sandbox.clearFaults(),
  },
]
