import { ROLE_ACTIONS } from './role-actions.ts'

/** What is read before an endpoint or a job is made: its network, images, role and quota. */
export const PREFLIGHT_ACTIONS = [
  'ec2:DescribeInstanceTypeOfferings',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ecr:BatchGetImage',
  'ecr:DescribeImages',
  'ecr:GetDownloadUrlForLayer',
  ...ROLE_ACTIONS,
  's3:ListBucket',
  'servicequotas:ListServiceQuotas',
  'sts:GetCallerIdentity',
] as const
