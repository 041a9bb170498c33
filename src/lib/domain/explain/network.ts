import type { Explanation } from './rows.ts'

/** What the network that jobs and endpoints run in can lack. */
export const NETWORK_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-NET-001',
    title: 'A subnet or security group is not there',
    means:
      'EC2 knows no such id in this account and region; it was looked up before anything was made.',
    fix: 'Check the ids, --region and --profile: aws ec2 describe-subnets, aws ec2 describe-security-groups.',
  },
  {
    id: 'MLC-NET-002',
    title: 'Subnets and security groups are of several VPCs',
    means: 'A job or an endpoint stands in one VPC: all its subnets and groups must be of it.',
    fix: 'Name subnets and security groups of one VPC.',
  },
  {
    id: 'MLC-NET-003',
    title: 'The subnets have too few free addresses',
    means:
      'Every instance takes two addresses of a subnet, five where it has Elastic Fabric Adapters, and would fail to start after minutes.',
    fix: 'Name larger subnets or more of them, free addresses, or take fewer instances.',
  },
  {
    id: 'MLC-NET-004',
    title: 'The service does not take the network',
    means:
      'A subnet or security group of the request does not exist in the region of the call, or they are of several VPCs.',
    fix: 'Check the ids and the region; all must be of one VPC. mlctl doctor looks at subnets, groups and routes.',
  },
]
