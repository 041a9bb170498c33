/** What is read before an endpoint or a job is made: its network, images, role and quota. */
export const PREFLIGHT_ACTIONS = [
  'ec2:DescribeInstanceTypeOfferings',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ecr:BatchGetImage',
  'ecr:DescribeImages',
  'ecr:GetDownloadUrlForLayer',
  'iam:GetRole',
  's3:ListBucket',
  'servicequotas:ListServiceQuotas',
  'sts:GetCallerIdentity',
] as const
