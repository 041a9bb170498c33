/** One quota of AWS: its default is the applied value until somebody raises it. */
export type Quota = {
  readonly serviceCode: string
  readonly serviceName: string
  readonly quotaCode: string
  readonly quotaName: string
  readonly value: number
  readonly adjustable: boolean
}

const bedrock = (
  quotaCode: string,
  quotaName: string,
  value: number,
  adjustable = true,
): Quota => ({
  serviceCode: 'bedrock',
  serviceName: 'Amazon Bedrock',
  quotaCode,
  quotaName,
  value,
  adjustable,
})

const endpointUsage = (quotaCode: string, instanceType: string, value: number): Quota => ({
  serviceCode: 'sagemaker',
  serviceName: 'Amazon SageMaker',
  quotaCode,
  quotaName: `${instanceType} for endpoint usage`,
  value,
  adjustable: true,
})

/**
 * Quotas of Bedrock customization whose codes are published. Model units are 0 until Support grants
 * some. A quota that is not here has no known code.
 * Source: https://docs.aws.amazon.com/general/latest/gr/bedrock.html
 */
export const QUOTAS: readonly Quota[] = [
  bedrock(
    'L-BE77399C',
    'Model units no-commitment Provisioned Throughputs across custom models',
    0,
  ),
  bedrock('L-FE44174A', 'Model units no-commitment Provisioned Throughputs across base models', 0),
  bedrock('L-3632DE15', 'Model units per provisioned model for Meta Llama 3.1 8B Instruct', 0),
  bedrock('L-CB5B847D', '(Model customization) Custom models per account', 100),
  bedrock('L-1EF80F3E', '(Model customization) Total number of custom model deployments', 10),
  bedrock('L-430C95DD', '(Model customization) Custom model deployments in progress', 2),
  bedrock(
    'L-EC6A6ABC',
    '(Model customization) Sum of training and validation records for Nova Micro',
    20_000,
  ),
  bedrock(
    'L-031F46A7',
    '(Model customization) Sum of training and validation records for Nova Lite',
    20_000,
  ),
  bedrock(
    'L-70FC4C0E',
    '(Model customization) Sum of training and validation records for Nova Pro',
    20_000,
  ),
  bedrock(
    'L-82EE9228',
    '(Model customization) Sum of training and validation records for Nova 2 Lite',
    20_000,
  ),
  bedrock(
    'L-D3D1200C',
    '(Model customization) Sum of training and validation records for Nova Canvas',
    10_000,
  ),
  // Instances differ by account and Region; 4 is what accounts of public reports had.
  endpointUsage('L-2F737F8D', 'ml.m5.xlarge', 4),
  endpointUsage('L-1928E07B', 'ml.g5.xlarge', 4),
]

/** The quota of a name, if the sandbox knows it. */
export const quotaNamed = (serviceCode: string, quotaName: string): Quota | undefined =>
  QUOTAS.find((quota) => quota.serviceCode === serviceCode && quota.quotaName === quotaName)

/** The quota of a code, if the sandbox knows it. */
export const quotaOf = (serviceCode: string, quotaCode: string): Quota | undefined =>
  QUOTAS.find((quota) => quota.serviceCode === serviceCode && quota.quotaCode === quotaCode)
