import type { InstancePrices } from '../../domain/hosting/cost.ts'
import { AccessError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointConfigBody } from '../../ports/endpoint-configs.ts'
import type { EndpointSummary } from '../../ports/endpoints.ts'
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
  return {
    ...endpointDocument(view, config?.body, request.prices),
    ...(config === undefined ? {} : { config: config.body }),
    tags: await ports.endpoints.tags(view.endpointArn),
    scaling: await scalingOf(ports, endpointName),
  }
}

/** Targets of all variants of an endpoint, with what acts on them. Nobody's permission: nothing. */
export const scalingOf = async (
  ports: Pick<Ports, 'scaling' | 'io'>,
  endpointName: string,
): Promise<EndpointDetails['scaling']> => {
  const prefix = `endpoint/${endpointName}/variant/`
  try {
    const all = await ports.scaling.targets()
    const targets = all.filter(({ resourceId }) => resourceId.startsWith(prefix))
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
