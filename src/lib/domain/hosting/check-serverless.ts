import type { EndpointConfigBody, ProductionVariant } from '../../ports/endpoint-configs.ts'
import { finding, type HostingFinding, range } from './findings.ts'

const STEP_MB = 1024
const MAX_MB = 6 * STEP_MB

/**
 * What a serverless endpoint cannot have
 * (https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html, feature exclusions).
 */
const EXCLUDED: readonly {
  readonly rule: string
  readonly what: string
  readonly has: (body: EndpointConfigBody) => boolean
}[] = [
  { rule: 'vpc', what: 'a VPC', has: (body) => body.VpcConfig !== undefined },
  {
    rule: 'isolation',
    what: 'network isolation',
    has: (body) => body.EnableNetworkIsolation === true,
  },
  { rule: 'capture', what: 'data capture', has: (body) => body.DataCaptureConfig !== undefined },
  {
    rule: 'async',
    what: 'asynchronous inference',
    has: (body) => body.AsyncInferenceConfig !== undefined,
  },
  {
    rule: 'shadow',
    what: 'shadow variants',
    has: (body) => (body.ShadowProductionVariants ?? []).length > 0,
  },
  {
    rule: 'variants',
    what: 'several production variants',
    has: (body) => body.ProductionVariants.length > 1,
  },
]

/** Limits of the API model, and what serverless inference leaves out. */
export const checkServerless = (body: EndpointConfigBody): readonly HostingFinding[] => {
  const serverless = body.ProductionVariants.filter((one) => one.ServerlessConfig !== undefined)
  if (serverless.length === 0) return []
  return [
    ...EXCLUDED.filter(({ has }) => has(body)).map(({ rule, what }) =>
      finding(
        'error',
        `serverless.${rule}`,
        'ProductionVariants',
        `A serverless endpoint has no ${what}.`,
      ),
    ),
    ...serverless.flatMap((variant) => checkLimits(variant)),
  ]
}

const checkLimits = ({
  VariantName,
  ServerlessConfig,
}: ProductionVariant): readonly HostingFinding[] => {
  const path = `${VariantName}.ServerlessConfig`
  const {
    MemorySizeInMB: memory,
    MaxConcurrency: max,
    ProvisionedConcurrency: kept,
  } = ServerlessConfig ?? { MemorySizeInMB: 0, MaxConcurrency: 0 }
  return [
    ...(memory >= STEP_MB && memory <= MAX_MB && memory % STEP_MB === 0
      ? []
      : [
          finding(
            'error',
            'serverless.memory',
            path,
            `${memory} MB: one of 1024, 2048, 3072, 4096, 5120, 6144 is needed.`,
          ),
        ]),
    ...range('serverless.concurrency', path, max, { min: 1, max: 200 }),
    ...range('serverless.provisioned', path, kept, { min: 1, max: 200 }),
    ...(kept !== undefined && kept > max
      ? [
          finding(
            'error',
            'serverless.provisioned',
            path,
            `Provisioned concurrency ${kept} is more than the maximum of ${max}.`,
          ),
        ]
      : []),
  ]
}
