import { percentOf, type Share } from './weights.ts'

/** What is known of a variant's instances; undefined where it has none of its own (serverless). */
export type Instances = { readonly variantName: string; readonly instances: number | undefined }

/** A share of traffic above so many times the share of instances strains a variant (facts §6.3). */
const STRAINED_ABOVE = 1.5
/** One instance stands in one zone: acceptable for a small part of the traffic only (facts §6.5). */
const ONE_ZONE_BELOW_PERCENT = 50

/** Variants that would get traffic and have no instance to answer it. */
export const withoutInstances = (
  instances: readonly Instances[],
  shares: readonly Share[],
): readonly string[] =>
  instances
    .filter((one) => one.instances === 0 && percentOf(shares, one.variantName) > 0)
    .map(({ variantName }) => variantName)

/** What a person should know about the capacity behind new shares. */
export const capacityWarnings = (
  instances: readonly Instances[],
  shares: readonly Share[],
): readonly string[] => {
  if (instances.some((one) => one.instances === undefined)) return []
  const all = instances.reduce((sum, one) => sum + (one.instances ?? 0), 0)
  return instances.flatMap(({ variantName, instances: own = 0 }) => {
    const percent = percentOf(shares, variantName)
    if (percent === 0 || own === 0 || all === 0) return []
    const strain = percent / ((100 * own) / all)
    const strained =
      strain > STRAINED_ABOVE
        ? [
            `${variantName} gets ${percent.toFixed(0)} % of the traffic with ${own} of ${all} instances (${strain.toFixed(1)} times its part).`,
          ]
        : []
    const oneZone =
      own === 1 && percent >= ONE_ZONE_BELOW_PERCENT
        ? [
            `${variantName} has one instance, in one zone, for ${percent.toFixed(0)} % of the traffic.`,
          ]
        : []
    return [...strained, ...oneZone]
  })
}

/**
 * Instances a variant needs for its share: the endpoint's requests a minute times its part, over what
 * one instance is meant to take (the target of its scaling policy).
 */
export const neededInstances = (
  requestsPerMinute: number,
  percent: number,
  perInstance: number,
): number => Math.max(1, Math.ceil((requestsPerMinute * percent) / 100 / perInstance))
