import { StateError } from '../../errors.ts'
import type { EndpointConfigBody, ProductionVariant } from '../../ports/endpoint-configs.ts'

/** The live figures of a variant that a config of its own would otherwise reset. */
export type LiveFigures = {
  readonly variantName: string
  readonly weight: number | undefined
  readonly instances: number | undefined
}

export type NewVariant = {
  readonly variantName: string
  readonly modelName: string
  readonly instances: number
  readonly instanceType: string | undefined
}

/** A config made of another one, and what had to be left out of it. */
export type Clone = { readonly body: EndpointConfigBody; readonly dropped: readonly string[] }

/** Production variants that one config may have (API model of CreateEndpointConfig). */
const MOST_VARIANTS = 10

/**
 * The config with one more variant, at weight 0: it is exposed to nobody until traffic is sent to it.
 * It takes everything from `like` but name and model; the others start with their live figures.
 * @throws StateError MLC-ROL-033 where this kind of endpoint cannot have another variant.
 */
export const withVariant = (
  config: EndpointConfigBody,
  live: readonly LiveFigures[],
  { like, added }: { readonly like: string; readonly added: NewVariant },
): Clone => {
  const variants = config.ProductionVariants
  const model = variants.find(({ VariantName }) => VariantName === like)
  if (model === undefined) throw cannotAdd(`There is no variant ${like} to take after.`)
  refuseKind(config, model, added)
  const old = variants.map((variant) => atLiveFigures(variant, live))
  const clean = old.map(withoutAccelerator)
  const { InstancePools: _pools, ...rest } = withoutAccelerator(model)
  const own = added.instanceType === undefined ? withoutAccelerator(model) : rest
  const fresh: ProductionVariant = {
    ...own,
    ...(added.instanceType === undefined ? {} : { InstanceType: added.instanceType }),
    VariantName: added.variantName,
    ModelName: added.modelName,
    InitialInstanceCount: added.instances,
    InitialVariantWeight: 0,
  }
  return { body: { ...config, ProductionVariants: [...clean, fresh] }, dropped: dropped(variants) }
}

/** The config without these variants; the rest starts with its live figures. */
export const withoutVariants = (
  config: EndpointConfigBody,
  live: readonly LiveFigures[],
  gone: readonly string[],
): Clone => {
  const left = config.ProductionVariants.filter(({ VariantName }) => !gone.includes(VariantName))
  const kept = left.map((variant) => withoutAccelerator(atLiveFigures(variant, live)))
  return { body: { ...config, ProductionVariants: kept }, dropped: dropped(left) }
}

/** The config with another model under a variant of the same name. */
export const withModel = (
  config: EndpointConfigBody,
  live: readonly LiveFigures[],
  change: { readonly variantName: string; readonly modelName: string },
): Clone => {
  const variants = config.ProductionVariants
  const changed = variants.map((variant) => ({
    ...withoutAccelerator(atLiveFigures(variant, live)),
    ...(variant.VariantName === change.variantName ? { ModelName: change.modelName } : {}),
  }))
  return { body: { ...config, ProductionVariants: changed }, dropped: dropped(variants) }
}

/** Belt to the braces of RetainAllVariantProperties: the config says itself what is live. */
const atLiveFigures = (
  variant: ProductionVariant,
  live: readonly LiveFigures[],
): ProductionVariant => {
  const figures = live.find(({ variantName }) => variantName === variant.VariantName)
  const { weight, instances } = figures ?? {}
  const counted = variant.InitialInstanceCount !== undefined && (instances ?? 0) > 0
  return {
    ...variant,
    ...(weight === undefined ? {} : { InitialVariantWeight: weight }),
    ...(counted && instances !== undefined ? { InitialInstanceCount: instances } : {}),
  }
}

/** Elastic Inference is gone: a config that still names it is refused. */
const withoutAccelerator = ({ AcceleratorType: _gone, ...variant }: ProductionVariant) => variant

const dropped = (variants: readonly ProductionVariant[]): readonly string[] =>
  variants.flatMap(({ VariantName, AcceleratorType }) =>
    AcceleratorType === undefined ? [] : [`${AcceleratorType} of ${VariantName}`],
  )

const refuseKind = (
  config: EndpointConfigBody,
  like: ProductionVariant,
  { variantName }: NewVariant,
): void => {
  const variants = config.ProductionVariants
  if (variants.some(({ VariantName }) => VariantName === variantName)) {
    throw cannotAdd(`There is a variant ${variantName} already.`)
  }
  if (variants.length >= MOST_VARIANTS) throw cannotAdd(`It has ${MOST_VARIANTS} variants.`)
  if (like.ServerlessConfig !== undefined) {
    throw cannotAdd(
      'A serverless endpoint has one variant: split the requests between two endpoints.',
    )
  }
  if (like.ModelName === undefined) {
    throw cannotAdd('It serves inference components, whose requests are not split by weights.')
  }
  if ((config.ShadowProductionVariants ?? []).length > 0) {
    throw cannotAdd('With a shadow variant there may be one production variant only.')
  }
}

const cannotAdd = (why: string) =>
  new StateError('MLC-ROL-033', 'This endpoint cannot get that variant.', {
    why,
    hint: 'See mlctl rollout replace, which puts a new model under a variant of the same name.',
  })
