import { createHash } from 'node:crypto'
import {
  arnOf,
  type ConfigRecord,
  type Ground,
  type HostingState,
  type Members,
  type VariantConfig,
} from '../state.ts'
import { singlePrecision } from '../weights.ts'
import type { Mirror, Route, VariantStand } from './moment.ts'

/** What a new fleet takes over from the variant of the same name that it replaces. */
export type Retained = { readonly weight?: number; readonly count?: number }

/** The first container of a model: the one that gets the requests. */
export const containerOf = (
  ground: Pick<Ground, 'region' | 'accountId'>,
  state: HostingState,
  modelName: string | undefined,
): Members => {
  const model =
    modelName === undefined ? undefined : state.models[arnOf(ground, 'model', modelName)]
  const { PrimaryContainer, Containers } = model?.request ?? {}
  const first = Array.isArray(Containers) ? Containers[0] : undefined
  return (PrimaryContainer ?? first ?? {}) as Members
}

const REPEATED = ['ManagedInstanceScaling', 'RoutingConfig', 'InstancePools']

/** The members that Describe repeats of a variant's configuration, and the image it runs. */
const shownOf = (variant: VariantConfig, container: Members): Members => {
  const repeated = Object.fromEntries(
    REPEATED.filter((name) => variant[name] !== undefined).map((name) => [name, variant[name]]),
  )
  const image = container.Image
  if (typeof image !== 'string') return repeated
  const digest = createHash('sha256').update(image).digest('hex')
  const resolved = `${image.replace(/(:[^/:]+|@.+)$/, '')}@sha256:${digest}`
  return { ...repeated, images: [{ SpecifiedImage: image, ResolvedImage: resolved }] }
}

/** The variants of a configuration as they stand once they are in service. */
export const standsOf = (
  ground: Pick<Ground, 'region' | 'accountId'>,
  state: HostingState,
  {
    variants,
    retained = {},
  }: {
    readonly variants: readonly VariantConfig[]
    readonly retained?: Readonly<Record<string, Retained>>
  },
): readonly VariantStand[] =>
  variants.map((variant) => {
    const kept = retained[variant.VariantName]
    const weight = kept?.weight ?? singlePrecision(variant.InitialVariantWeight)
    const count = kept?.count ?? variant.InitialInstanceCount
    const { ServerlessConfig: serverless, InstanceType: type, ModelName: modelName } = variant
    return {
      name: variant.VariantName,
      weight,
      desiredWeight: weight,
      ...(serverless === undefined
        ? { count: count ?? 1, desiredCount: count ?? 1 }
        : { serverless, desiredServerless: serverless }),
      ...(type === undefined ? firstPool(variant) : { instanceType: type }),
      ...(modelName === undefined ? {} : { modelName }),
      shown: shownOf(variant, containerOf(ground, state, modelName)),
    }
  })

/** Of several instance pools the one of the first priority has room in the sandbox. */
const firstPool = (variant: VariantConfig): { instanceType?: string } => {
  const pools = (variant.InstancePools ?? []) as { InstanceType: string; Priority: number }[]
  const [first] = [...pools].sort((a, b) => a.Priority - b.Priority)
  return first === undefined ? {} : { instanceType: first.InstanceType }
}

/** The fleets behind these variants, each with all of its variant's traffic. */
export const routesOf = (
  ground: Pick<Ground, 'region' | 'accountId'>,
  state: HostingState,
  { configName, stands }: { readonly configName: string; readonly stands: readonly VariantStand[] },
): readonly Route[] =>
  stands.map((stand) => {
    const container = containerOf(ground, state, stand.modelName)
    const { name: variant, weight, instanceType, serverless, modelName } = stand
    return {
      variant,
      configName,
      weight,
      instances: stand.count ?? 0,
      ...(instanceType === undefined ? {} : { instanceType }),
      ...(serverless === undefined ? {} : { serverless }),
      ...(modelName === undefined ? {} : { modelName }),
      environment: (container.Environment ?? {}) as Readonly<Record<string, string>>,
    }
  })

/**
 * The fleets of shadow variants. How much they get is the ratio of their weight to the production
 * variant's: the usual reading, which no documentation states.
 */
export const mirrorsOf = (
  ground: Pick<Ground, 'region' | 'accountId'>,
  state: HostingState,
  { config, stands }: { readonly config: ConfigRecord; readonly stands: readonly VariantStand[] },
): readonly Mirror[] => {
  const production = Math.max(...config.variants.map((each) => each.InitialVariantWeight), 0)
  return routesOf(ground, state, { configName: config.name, stands }).map((route) => ({
    ...route,
    sampling: production > 0 ? Math.min(100, (100 * route.weight) / production) : 0,
  }))
}
