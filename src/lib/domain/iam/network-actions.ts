/**
 * What the reading actions on the network and on the records of an account can be limited to. Source: the
 * tables of the Service Authorization Reference, list_amazonec2.html, list_awscloudtrail.html,
 * list_amazonsagemaker.html and list_amazonbedrock.html in
 * https://docs.aws.amazon.com/service-authorization/latest/reference/.
 */
export const NETWORK_ACTIONS: readonly (readonly [
  resources: readonly string[],
  ...actions: readonly string[],
])[] = [
  [
    ['*'],
    'ec2:DescribeInstanceTypeOfferings',
    'ec2:DescribeRegions',
    'ec2:DescribeRouteTables',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcAttribute',
    'ec2:DescribeVpcEndpointServices',
    'ec2:DescribeVpcEndpoints',
    'ec2:DescribeVpcs',
    'cloudtrail:DescribeTrails',
    'sagemaker:ListNotebookInstances',
    'bedrock:GetModelInvocationLoggingConfiguration',
  ],
  // A trail listed here may have its home in another region, or in the organization's account.
  [
    ['arn:{partition}:cloudtrail:*:*:trail/*'],
    'cloudtrail:GetEventSelectors',
    'cloudtrail:GetTrailStatus',
  ],
  [
    ['arn:{partition}:sagemaker:{region}:{account}:notebook-instance/*'],
    'sagemaker:DescribeNotebookInstance',
  ],
]
