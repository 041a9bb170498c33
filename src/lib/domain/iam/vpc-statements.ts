import type { Statement } from '../core/policy-document.ts'
import { kindOf } from './roles/purposes.ts'
import { type AnyRoleSpec, jobArnPattern } from './spec.ts'

/**
 * What a job inside a VPC needs: it may make network interfaces only in the named subnets and groups,
 * and touch only those that carry the job's own tags. Source:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-model-customization.html.
 */
export const vpcStatements = (spec: AnyRoleSpec): readonly Statement[] => {
  const { vpc } = kindOf(spec)
  if (spec.vpcConfig === undefined || typeof vpc === 'string') return []
  const ec2 = (resource: string) =>
    `arn:${spec.partition}:ec2:${spec.region}:${spec.account}:${resource}`
  const places: Places = {
    subnets: [...spec.vpcConfig.subnetIds].sort().map((id) => ec2(`subnet/${id}`)),
    groups: [...spec.vpcConfig.securityGroupIds].sort().map((id) => ec2(`security-group/${id}`)),
    interfaces: [ec2('network-interface/*')],
    job: jobArnPattern(spec),
    jobTag: vpc.jobTag,
  }
  return [
    { Sid: 'VpcLook', Effect: 'Allow', Action: LOOK, Resource: '*' },
    ...createStatements(places),
    useStatement(places),
    tagStatement(places),
  ]
}

type Places = {
  readonly subnets: readonly string[]
  readonly groups: readonly string[]
  readonly interfaces: readonly string[]
  readonly job: string
  /** Bedrock's own name of the tag, one for each kind of job. */
  readonly jobTag: string
}

/** EC2 asks for the new interface, which must carry the tags, and for each place it is made in. */
const createStatements = ({
  subnets,
  groups,
  interfaces,
  job,
  jobTag,
}: Places): readonly Statement[] => [
  {
    Sid: 'VpcCreateInterface',
    Effect: 'Allow',
    Action: ['ec2:CreateNetworkInterface'],
    Resource: interfaces,
    Condition: {
      StringEquals: { 'aws:RequestTag/BedrockManaged': 'true' },
      // AWS's page has ArnEquals here, which Access Analyzer calls an error: the value of a tag is text.
      StringLike: { [`aws:RequestTag/${jobTag}`]: job },
    },
  },
  {
    Sid: 'VpcCreateInterfaceIn',
    Effect: 'Allow',
    Action: ['ec2:CreateNetworkInterface'],
    Resource: [...subnets, ...groups],
  },
]

const useStatement = ({ subnets, job, jobTag }: Places): Statement => ({
  Sid: 'VpcUseInterface',
  Effect: 'Allow',
  Action: USE,
  Resource: '*',
  Condition: {
    StringEquals: { 'ec2:ResourceTag/BedrockManaged': 'true' },
    StringLike: { [`ec2:ResourceTag/${jobTag}`]: job },
    ArnEquals: { 'ec2:Subnet': subnets },
  },
})

const tagStatement = ({ interfaces, jobTag }: Places): Statement => ({
  Sid: 'VpcTagInterface',
  Effect: 'Allow',
  Action: ['ec2:CreateTags'],
  Resource: interfaces,
  Condition: {
    StringEquals: { 'ec2:CreateAction': 'CreateNetworkInterface' },
    'ForAllValues:StringEquals': {
      'aws:TagKeys': ['BedrockManaged', jobTag],
    },
  },
})

/** Reads that EC2 allows on no single resource. */
const LOOK: readonly string[] = [
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
]

const USE: readonly string[] = [
  'ec2:CreateNetworkInterfacePermission',
  'ec2:DeleteNetworkInterface',
  'ec2:DeleteNetworkInterfacePermission',
]
