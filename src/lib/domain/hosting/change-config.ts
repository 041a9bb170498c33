import type { EndpointConfigBody, ProductionVariant } from '../../ports/endpoint-configs.ts'
import type { VariantView } from '../../ports/endpoints.ts'
import { withoutElasticInference } from './elastic-inference.ts'

/** What a new config has other than the one in force. */
export type ConfigChange = {
  readonly variantName: string
  readonly modelName?: string | undefined
  readonly instanceType?: string | undefined
}

/**
 * A full clone of a config with one variant changed. The other variants begin with what they have
 * live, so that a lost retain flag cannot throw away scaled capacity; metrics that the old config did
 * not ask for are not turned on by the new one.
 */
export const changedConfig = (
  body: EndpointConfigBody,
  live: readonly VariantView[],
  change: ConfigChange,
): EndpointConfigBody => ({
  ...withoutElasticInference(body),
  MetricsConfig: body.MetricsConfig ?? {
    EnableEnhancedMetrics: false,
    EnableDetailedObservability: false,
  },
  ProductionVariants: body.ProductionVariants.map((variant) => {
    const asItIs = withLive(withoutElasticInference(variant), live)
    return variant.VariantName === change.variantName ? changed(asItIs, change) : asItIs
  }),
})

const withLive = (variant: ProductionVariant, live: readonly VariantView[]): ProductionVariant => {
  const now = live.find(({ variantName }) => variantName === variant.VariantName)
  const { currentWeight: weight, currentInstanceCount: count } = now ?? {}
  return {
    ...variant,
    ...(weight === undefined ? {} : { InitialVariantWeight: weight }),
    // A managed or scaled-in variant may stand at zero, which no config may begin with.
    ...(count === undefined || count < 1 || variant.ServerlessConfig !== undefined
      ? {}
      : { InitialInstanceCount: count }),
  }
}

const changed = (variant: ProductionVariant, change: ConfigChange): ProductionVariant => {
  if (change.instanceType === undefined) {
    return change.modelName === undefined ? variant : { ...variant, ModelName: change.modelName }
  }
  const { InstancePools: _pools, ...rest } = variant
  return {
    ...rest,
    InstanceType: change.instanceType,
    ...(change.modelName === undefined ? {} : { ModelName: change.modelName }),
  }
}
