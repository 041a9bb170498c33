import type { AwsService } from './options.ts'

/**
 * Host names of the services, by their API model's name, where they differ from `<service>.<region>`.
 * Source: botocore data/endpoints.json and each model's endpointPrefix.
 */
const PREFIXES: Readonly<Partial<Record<AwsService, string>>> = {
  'service-quotas': 'servicequotas',
  sagemaker: 'api.sagemaker',
  'sagemaker-runtime': 'runtime.sagemaker',
  cloudwatch: 'monitoring',
  ecr: 'api.ecr',
  accessanalyzer: 'access-analyzer',
}

/** IAM has one endpoint a partition. */
const IAM_HOSTS: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'iam.cn-north-1.amazonaws.com.cn'],
  [/^us-gov-/, 'iam.us-gov.amazonaws.com'],
  [/^/, 'iam.amazonaws.com'],
]

/** AWS's own endpoint of a service in a region. */
export const awsUrl = (service: AwsService, region: string): string => {
  if (service === 'iam') {
    return `https://${IAM_HOSTS.find(([regions]) => regions.test(region))?.[1]}`
  }
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  return `https://${PREFIXES[service] ?? service}.${region}.${suffix}`
}
