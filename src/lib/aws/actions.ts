import type { AwsService } from './options.ts'

/**
 * IAM actions that are not called like their API operation (Service Authorization Reference,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html and
 * list_amazonbedrock.html).
 */
const ACTIONS: Readonly<Record<string, string>> = {
  's3:CompleteMultipartUpload': 's3:PutObject',
  's3:CreateMultipartUpload': 's3:PutObject',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:HeadBucket': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListParts': 's3:ListMultipartUploadParts',
  's3:PutBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:PutPublicAccessBlock': 's3:PutBucketPublicAccessBlock',
  's3:UploadPart': 's3:PutObject',
  'bedrock:Converse': 'bedrock:InvokeModel',
  'bedrock:ConverseStream': 'bedrock:InvokeModelWithResponseStream',
}

const PREFIXES: Readonly<Record<AwsService, string>> = {
  s3: 's3',
  sts: 'sts',
  iam: 'iam',
  bedrock: 'bedrock',
  'bedrock-runtime': 'bedrock',
  'service-quotas': 'servicequotas',
  sagemaker: 'sagemaker',
  'sagemaker-runtime': 'sagemaker',
  cloudwatch: 'cloudwatch',
  logs: 'logs',
  'application-autoscaling': 'application-autoscaling',
  ecr: 'ecr',
  codebuild: 'codebuild',
  ec2: 'ec2',
  cloudtrail: 'cloudtrail',
  kms: 'kms',
  accessanalyzer: 'access-analyzer',
}

/** The IAM action that allows an operation: `s3:ListBucket` for S3's HeadBucket. */
export const iamAction = (service: AwsService, operation: string): string => {
  const action = `${PREFIXES[service]}:${operation}`
  return ACTIONS[action] ?? action
}

/** As AWS names the service in prose. */
export const SERVICE_NAMES: Readonly<Record<AwsService, string>> = {
  s3: 'Amazon S3',
  sts: 'AWS STS',
  iam: 'AWS IAM',
  bedrock: 'Amazon Bedrock',
  'bedrock-runtime': 'Amazon Bedrock',
  'service-quotas': 'Service Quotas',
  sagemaker: 'Amazon SageMaker',
  'sagemaker-runtime': 'Amazon SageMaker',
  cloudwatch: 'Amazon CloudWatch',
  logs: 'Amazon CloudWatch Logs',
  'application-autoscaling': 'Application Auto Scaling',
  ecr: 'Amazon ECR',
  codebuild: 'AWS CodeBuild',
  ec2: 'Amazon EC2',
  cloudtrail: 'AWS CloudTrail',
  kms: 'AWS KMS',
  accessanalyzer: 'IAM Access Analyzer',
}
