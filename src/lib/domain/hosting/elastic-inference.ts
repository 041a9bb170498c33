/** A place in a document that asks for Elastic Inference. */
export type ElasticInferenceUse = { readonly path: string; readonly value: string }

/**
 * Elastic Inference is gone: new customers were shut out on 2023-04-15, and the API says of
 * AcceleratorType that it is no longer supported.
 */
export const ELASTIC_INFERENCE_GONE =
  'Amazon Elastic Inference no longer exists: the API ignores or refuses its accelerators.'

/** What serves the same purpose now, cheapest kind first. */
export const ELASTIC_INFERENCE_INSTEAD: readonly {
  readonly what: string
  readonly when: string
}[] = [
  {
    what: 'serverless inference',
    when: 'small models and few requests: nothing is paid while idle',
  },
  { what: 'ml.c7i or ml.m7i', when: 'models that a CPU serves fast enough' },
  { what: 'ml.inf2.xlarge', when: 'models compiled for Neuron: the lowest cost per inference' },
  { what: 'ml.g5.xlarge or ml.g6.xlarge', when: 'CUDA models that need a whole small GPU' },
  { what: 'inference components', when: 'several models that share one GPU' },
]

/** Every Elastic Inference accelerator in a document, wherever it stands. */
export const elasticInferenceUses = (
  document: unknown,
  path = '',
): readonly ElasticInferenceUse[] => {
  if (typeof document === 'string') {
    return /\bml\.eia[12]\.|\beia[12]\.(medium|large|xlarge)\b/.test(document)
      ? [{ path, value: document }]
      : []
  }
  if (Array.isArray(document)) {
    return document.flatMap((item, at) => elasticInferenceUses(item, `${path}[${at}]`))
  }
  if (document === null || typeof document !== 'object') return []
  return Object.entries(document).flatMap(([name, value]) =>
    elasticInferenceUses(value, path === '' ? name : `${path}.${name}`),
  )
}

/** The document without accelerators: members that only name one are left out. */
export const withoutElasticInference = <T>(document: T): T => {
  if (Array.isArray(document)) return document.map(withoutElasticInference) as T
  if (document === null || typeof document !== 'object') return document
  return Object.fromEntries(
    Object.entries(document)
      .filter(([name]) => name !== 'AcceleratorType')
      .map(([name, value]) => [name, withoutElasticInference(value)]),
  ) as T
}
