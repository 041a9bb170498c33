import type { InstancePrices } from '../../domain/hosting/cost.ts'
import { AccessError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointConfigBody } from '../../ports/endpoint-configs.ts'
import type { EndpointSummary } from '../../ports/endpoints.ts'
import type { InferenceComponentView } from '../../ports/inference-components.ts'
import type { ScalableTarget, ScalingPolicy, ScheduledScaling } from '../../ports/scaling.ts'
import { type EndpointDocument, endpointDocument, requireEndpoint } from './view.ts'
import { waitSteady } from './wait.ts'

export type EndpointList = { readonly endpoints: readonly EndpointSummary[] }

export const listEndpoints = async (
  ports: Pick<Ports, 'endpoints'>,
  filter: { readonly nameContains?: string },
): Promise<EndpointList> => ({ endpoints: await ports.endpoints.list(filter) })

/** An endpoint with its config, tags and scaling. */
export type EndpointDetails = EndpointDocument & {
  /** The endpoint config in AWS's own spelling, to be copied into a file. */
  readonly config?: EndpointConfigBody
  readonly tags: Readonly<Record<string, string>>
  /** What a variant without a model holds. */
  readonly components: readonly InferenceComponentView[]
  readonly scaling: {
    readonly targets: readonly ScalableTarget[]
    readonly policies: readonly ScalingPolicy[]
    readonly schedules: readonly ScheduledScaling[]
  }
}

/**
 * One endpoint; with `wait`, once no change is under way.
 * @throws StateError MLC-HOST-021 when there is none, and what `waitSteady` throws.
 */
export const showEndpoint = async (
  ports: Ports,
  request: {
    readonly endpointName: string
    readonly prices: InstancePrices
    readonly wait: boolean
    readonly timeoutMs: number | undefined
  },
): Promise<EndpointDetails> => {
  const { endpointName } = request
  const view = request.wait
    ? await waitSteady(ports, endpointName, { timeoutMs: request.timeoutMs })
    : await requireEndpoint(ports, endpointName)
  const config = await ports.endpointConfigs.find(view.endpointConfigName)
  const components = await componentsOf(ports, endpointName, config?.body)
  const names = components.map(({ inferenceComponentName }) => inferenceComponentName)
  return {
    ...endpointDocument(view, config?.body, request.prices),
    ...(config === undefined ? {} : { config: config.body }),
    tags: await ports.endpoints.tags(view.endpointArn),
    components,
    scaling: await scalingOf(ports, endpointName, names),
  }
}

/** Nobody is asked where all variants have models. */
const componentsOf = async (
  ports: Pick<Ports, 'inferenceComponents' | 'io'>,
  endpointName: string,
  body: EndpointConfigBody | undefined,
): Promise<readonly InferenceComponentView[]> => {
  if (body?.ProductionVariants.every(({ ModelName }) => ModelName !== undefined)) return []
  try {
    const found: InferenceComponentView[] = []
    for (const one of await ports.inferenceComponents.list({ endpointName })) {
      const component = await ports.inferenceComponents.find(one.inferenceComponentName)
      if (component !== undefined) found.push(component)
    }
    return found
  } catch (error) {
    if (!(error instanceof AccessError)) throw error
    ports.io.warn(`Inference components could not be read: ${error.message}`)
    return []
  }
}

/** Targets of all variants of an endpoint and of these components, with what acts on them. Nobody's permission: nothing. */
export const scalingOf = async (
  ports: Pick<Ports, 'scaling' | 'io'>,
  endpointName: string,
  components: readonly string[] = [],
): Promise<EndpointDetails['scaling']> => {
  const own = new Set(components.map((name) => `inference-component/${name}`))
  const prefix = `endpoint/${endpointName}/variant/`
  try {
    const all = await ports.scaling.targets()
    const targets = all.filter(({ resourceId: id }) => id.startsWith(prefix) || own.has(id))
    const ids = new Set(targets.map(({ resourceId }) => resourceId))
    const policies: ScalingPolicy[] = []
    const schedules: ScheduledScaling[] = []
    for (const id of ids) {
      policies.push(...(await ports.scaling.policies(id)))
      schedules.push(...(await ports.scaling.schedules(id)))
    }
    return { targets, policies, schedules }
  } catch (error) {
    if (!(error instanceof AccessError)) throw error
    ports.io.warn(`Automatic scaling could not be read: ${error.message}`)
    return { targets: [], policies: [], schedules: [] }
  }
}
