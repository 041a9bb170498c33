import type { EndpointConfigBody } from '../../ports/endpoint-configs.ts'

/**
 * Why an endpoint cannot have a shadow test; empty when it can
 * (https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests-exclusions.html).
 */
export const shadowObjections = (body: EndpointConfigBody): readonly string[] => {
  const [variant, ...others] = body.ProductionVariants
  return [
    ...(others.length > 0
      ? [`It has ${others.length + 1} production variants; a shadow test needs exactly one.`]
      : []),
    ...(variant?.ServerlessConfig === undefined ? [] : ['It is serverless.']),
    ...(body.AsyncInferenceConfig === undefined ? [] : ['It is asynchronous.']),
    ...(variant?.ModelName === undefined ? ['It holds inference components.'] : []),
    ...(/^ml\.inf1\./.test(variant?.InstanceType ?? '') ? ['Its instances are Inf1.'] : []),
    ...((body.ShadowProductionVariants ?? []).length > 0
      ? ['It has a shadow variant already.']
      : []),
  ]
}

/** Numbers of one variant over a while; absent where there were none. */
export type VariantNumbers = {
  readonly requests?: number
  readonly errors?: number
  readonly p50Ms?: number
  readonly p99Ms?: number
}

/** Production beside shadow. */
export type ShadowComparison = {
  readonly production: VariantNumbers
  readonly shadow: VariantNumbers
  /** Of all requests, in percent. */
  readonly errorPercent: { readonly production?: number; readonly shadow?: number }
  /** Shadow by production: 1.2 is a fifth slower. */
  readonly latencyRatio: { readonly p50?: number; readonly p99?: number }
}

export const compareShadow = (
  production: VariantNumbers,
  shadow: VariantNumbers,
): ShadowComparison => {
  const of = <K extends string>(name: K, value: number | undefined) =>
    (value === undefined ? {} : { [name]: value }) as { readonly [N in K]?: number }
  return {
    production,
    shadow,
    errorPercent: {
      ...of('production', percent(production)),
      ...of('shadow', percent(shadow)),
    },
    latencyRatio: {
      ...of('p50', ratio(shadow.p50Ms, production.p50Ms)),
      ...of('p99', ratio(shadow.p99Ms, production.p99Ms)),
    },
  }
}

/** No requests say nothing about errors, which is not none. */
const percent = ({ requests, errors }: VariantNumbers): number | undefined =>
  requests === undefined || requests === 0 ? undefined : ((errors ?? 0) / requests) * 100

const ratio = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined || b === 0 ? undefined : a / b
