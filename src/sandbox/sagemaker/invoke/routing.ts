import { generator } from '../../bedrock/stand-in/random.ts'
import { optionalText, text } from '../../members.ts'
import type { Call, Input } from '../../service.ts'
import { componentRoute } from '../components/routing.ts'
import { findEndpoint } from '../endpoints/find.ts'
import type { EndpointRecord, Moment, Route } from '../endpoints/moment.ts'
import { settled } from '../endpoints/settle.ts'
import { runtimeRefusal } from '../errors.ts'
import { arnOf, type HostingState, type Members } from '../state.ts'

/** Who answers a request, and who gets a copy of it. */
export type Routed = {
  readonly record: EndpointRecord
  readonly now: Moment
  readonly route: Route
}

/** One of the routes, by weight; deterministic in the seed and the request. */
const drawn = (routes: readonly Route[], seed: string): Route | undefined => {
  const total = routes.reduce((sum, { weight }) => sum + weight, 0)
  let left = generator(seed)() * total
  for (const route of routes) {
    left -= route.weight
    if (left < 0) return route
  }
  return routes.findLast(({ weight }) => weight > 0)
}

const containersOf = (state: HostingState, call: Call, route: Route): readonly Members[] => {
  const model = state.models[arnOf(call, 'model', route.modelName ?? '')]
  const { PrimaryContainer, Containers } = model?.request ?? {}
  if (PrimaryContainer !== undefined) return [PrimaryContainer as Members]
  return (Containers ?? []) as readonly Members[]
}

/** Members that only certain endpoints understand; refused elsewhere, as the service does. */
const checkTargets = (call: Call, state: HostingState, input: Input, route: Route): void => {
  const containers = containersOf(state, call, route)
  const isMultiModel = containers.some(({ Mode }) => Mode === 'MultiModel')
  if (input.TargetModel !== undefined && !isMultiModel) {
    throw runtimeRefusal.validation(
      'Target model header is only supported for multi-model endpoints.',
    )
  }
  if (isMultiModel && input.TargetModel === undefined) {
    throw runtimeRefusal.validation('Target model header is required for multi-model endpoints.')
  }
  const host = optionalText(input, 'TargetContainerHostname')
  if (
    host !== undefined &&
    !containers.some(({ ContainerHostname }) => ContainerHostname === host)
  ) {
    throw runtimeRefusal.validation(`Could not find target container hostname ${host}.`)
  }
}

const variantRoute = (call: Call, input: Input, { record, now }: Omit<Routed, 'route'>): Route => {
  const target = optionalText(input, 'TargetVariant')
  const own = now.routes.filter(({ variant }) => target === undefined || variant === target)
  if (target !== undefined && own.length === 0) {
    throw runtimeRefusal.validation(`Variant ${target} not found for endpoint ${record.name}.`)
  }
  // A variant named outright answers at weight 0 too: the newest of its fleets then.
  const weighted = own.some(({ weight }) => weight > 0) ? own : own.slice(-1)
  const route = drawn(weighted, `${call.seed}\n${record.arn}\n${call.requestId}`) ?? weighted[0]
  if (route === undefined) {
    throw runtimeRefusal.validation(
      `Endpoint ${record.name} of account ${call.accountId} is not in service.`,
    )
  }
  return route
}

/**
 * Who answers an invocation: the variant that is asked for, else one drawn by weight. Throws
 * ValidationError for an endpoint that is missing, not in service, or not of this kind.
 */
export const routed = (call: Call, input: Input): Routed => {
  const name = text(input, 'EndpointName')
  const state = settled(call)
  const found = findEndpoint(call, state, name)
  // The case of the name must match here, unlike everywhere else.
  if (found === undefined || found.record.name !== name) {
    throw runtimeRefusal.validation(`Endpoint ${name} of account ${call.accountId} not found.`)
  }
  const isAsync = found.now.settings.AsyncInferenceConfig !== undefined
  if (isAsync !== (call.operation === 'InvokeEndpointAsync')) {
    throw runtimeRefusal.validation(
      `Endpoint ${name} ${isAsync ? 'only' : 'does not'} support${isAsync ? 's' : ''} asynchronous invocations.`,
    )
  }
  const component = optionalText(input, 'InferenceComponentName')
  const route =
    componentRoute(call, state, { ...found, component }) ?? variantRoute(call, input, found)
  checkTargets(call, state, input, route)
  return { ...found, route }
}
