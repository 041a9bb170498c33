import type { findEndpoint } from '../endpoints/find.ts'
import { containerOf } from '../endpoints/fleets.ts'
import type { Route } from '../endpoints/moment.ts'
import { runtimeRefusal } from '../errors.ts'
import type { Ground, HostingState, Members } from '../state.ts'
import { recordNoCapacity } from '../traffic/requests.ts'
import { type FoundComponent, findComponent } from './stand.ts'

type Asked = NonNullable<ReturnType<typeof findEndpoint>> & {
  /** The component that the request names. */
  readonly component: string | undefined
}

/** The model or container that a component copies, as a fleet of its copies. */
const routeTo = (
  ground: Ground,
  state: HostingState,
  { record, now, endpoint }: FoundComponent & { readonly endpoint: Asked },
): Route => {
  const { ModelName, Container } = now.specification as { ModelName?: string; Container?: Members }
  const container = Container ?? containerOf(ground, state, ModelName)
  const variant = endpoint.now.routes.find((route) => route.variant === record.variantName)
  return {
    variant: record.variantName,
    configName: endpoint.now.configName,
    component: record.name,
    weight: 1,
    instances: now.copies,
    ...(variant?.instanceType === undefined ? {} : { instanceType: variant.instanceType }),
    ...(ModelName === undefined ? {} : { modelName: ModelName }),
    environment: (container.Environment ?? {}) as Readonly<Record<string, string>>,
  }
}

/**
 * Where a request goes that names an inference component; undefined for an endpoint of variants. A
 * component without a copy in service has no capacity to answer with.
 */
export const componentRoute = (
  ground: Ground,
  state: HostingState,
  endpoint: Asked,
): Route | undefined => {
  const isHost = endpoint.now.routes.some(({ modelName }) => modelName === undefined)
  const { component } = endpoint
  if (component === undefined && !isHost) return undefined
  if (component === undefined) {
    throw runtimeRefusal.validation(
      'Inference Component Name header is required for endpoints to which you plan to deploy inference components.',
    )
  }
  const found = findComponent(ground, state, component)
  if (found === undefined || found.record.endpointName !== endpoint.record.name) {
    throw runtimeRefusal.validation(
      `Inference component ${component} not found on endpoint ${endpoint.record.name}.`,
    )
  }
  if (found.now.copies === 0) {
    recordNoCapacity(ground.documents, {
      region: ground.region,
      endpointName: endpoint.record.name,
      variant: found.record.variantName,
      configName: endpoint.now.configName,
      component: found.record.name,
      at: ground.clock.now(),
    })
    throw runtimeRefusal.validation(
      `Inference Component has no capacity to process this request. ApplicationAutoScaling may be in-progress (if configured) or try to increase the capacity by invoking UpdateInferenceComponentRuntimeConfig API.`,
    )
  }
  return routeTo(ground, state, { ...found, endpoint })
}
