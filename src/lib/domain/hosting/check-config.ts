import type { EndpointConfigBody, ProductionVariant } from '../../ports/endpoint-configs.ts'
import { checkServerless } from './check-serverless.ts'
import { checkVariant } from './check-variant.ts'
import { ELASTIC_INFERENCE_GONE, elasticInferenceUses } from './elastic-inference.ts'
import { finding, type HostingFinding } from './findings.ts'

/** Most production variants that one config may have (API model). */
const MAX_VARIANTS = 10

/**
 * Everything that can be said of an endpoint config without asking AWS: what it refuses (`error`),
 * what is probably not meant (`warning`), and what would be safer (`advice`).
 */
export const checkEndpointConfig = (body: EndpointConfigBody): readonly HostingFinding[] => [
  ...checkCounts(body),
  ...body.ProductionVariants.flatMap((variant, at) =>
    checkVariant(variant, `ProductionVariants[${at}]`, body),
  ),
  ...(body.ShadowProductionVariants ?? []).flatMap((variant, at) =>
    checkVariant(variant, `ShadowProductionVariants[${at}]`, body),
  ),
  ...checkWeights(body.ProductionVariants),
  ...checkServerless(body),
  ...checkCapture(body),
  ...checkZones(body),
  ...elasticInferenceUses(body).map(({ path, value }) =>
    finding('warning', 'elastic-inference', path, `${value}: ${ELASTIC_INFERENCE_GONE}`),
  ),
]

const checkCounts = (body: EndpointConfigBody): readonly HostingFinding[] => {
  const { ProductionVariants: production, ShadowProductionVariants: shadow = [] } = body
  const names = [...production, ...shadow].map(({ VariantName }) => VariantName)
  const twice = names.filter((name, at) => names.indexOf(name) !== at)
  return [
    ...(production.length >= 1 && production.length <= MAX_VARIANTS
      ? []
      : [
          finding(
            'error',
            'variants.count',
            'ProductionVariants',
            `${production.length} variants; 1 to ${MAX_VARIANTS} are allowed.`,
          ),
        ]),
    ...(shadow.length > 0 && (shadow.length > 1 || production.length > 1)
      ? [
          finding(
            'error',
            'shadow.count',
            'ShadowProductionVariants',
            'A shadow test has one production variant and one shadow variant.',
          ),
        ]
      : []),
    ...[...new Set(twice)].map((name) =>
      finding('error', 'variants.unique', 'ProductionVariants', `Two variants are called ${name}.`),
    ),
  ]
}

const checkWeights = (variants: readonly ProductionVariant[]): readonly HostingFinding[] =>
  variants.length > 0 && variants.every((variant) => variant.InitialVariantWeight === 0)
    ? [
        finding(
          'error',
          'weights.sum',
          'ProductionVariants',
          'All weights are 0: no variant would get any traffic.',
        ),
      ]
    : []

const checkCapture = (body: EndpointConfigBody): readonly HostingFinding[] => {
  const capture = body.DataCaptureConfig
  if (capture === undefined) return []
  const path = 'DataCaptureConfig'
  const { InitialSamplingPercentage: percent, DestinationS3Uri: uri } = capture
  return [
    ...(typeof percent === 'number' && percent >= 0 && percent <= 100
      ? []
      : [
          finding(
            'error',
            'capture.percent',
            path,
            'A sampling percentage from 0 to 100 is needed.',
          ),
        ]),
    ...(/^s3:\/\/[^/]+/.test(String(uri))
      ? []
      : [finding('error', 'capture.destination', path, `${String(uri)} is no S3 URI.`)]),
  ]
}

/**
 * SageMaker tries to spread a variant's instances over zones; with one instance, or one subnet, it
 * cannot (deployment best practices of the SageMaker guide).
 */
const checkZones = (body: EndpointConfigBody): readonly HostingFinding[] => {
  const single = body.ProductionVariants.filter(
    ({ InitialInstanceCount: count, InitialVariantWeight: weight }) => count === 1 && weight !== 0,
  )
  const subnets = body.VpcConfig?.Subnets.length
  return [
    ...single.map(({ VariantName }) =>
      finding(
        'advice',
        'zones.instances',
        'ProductionVariants',
        `${VariantName} has one instance: when its zone fails, or the instance is replaced, nobody answers. Two or more are spread over zones.`,
      ),
    ),
    ...(subnets !== undefined && subnets < 2
      ? [
          finding(
            'advice',
            'zones.subnets',
            'VpcConfig.Subnets',
            'One subnet is one zone: give subnets of two zones or more.',
          ),
        ]
      : []),
  ]
}
