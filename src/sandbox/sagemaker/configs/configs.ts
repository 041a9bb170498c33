import { defined, list, text } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { takeFault } from '../faults.ts'
import { checkVpc } from '../network.ts'
import { listed } from '../paging.ts'
import { checkHostingRole } from '../role.ts'
import {
  arnOf,
  type ConfigRecord,
  changeState,
  type Ground,
  type HostingState,
  inRegion,
  type Members,
  readState,
  type VariantConfig,
} from '../state.ts'
import { tagsOf } from '../tags.ts'
import { singlePrecision } from '../weights.ts'
import { checkVariants } from './rules.ts'

/** The configuration of the region with this name; ValidationException while it cannot be seen. */
export const configOf = (ground: Ground, state: HostingState, name: string): ConfigRecord => {
  const arn = arnOf(ground, 'endpoint-config', name)
  const found = state.configs[arn]
  if (found !== undefined && found.visibleAt <= ground.clock.now()) return found
  throw refusal.missing('endpoint configuration', arn)
}

/** A variant with the defaults that the service fills in. */
const filledIn = (variant: VariantConfig): VariantConfig => ({
  ...variant,
  InitialVariantWeight: singlePrecision(variant.InitialVariantWeight ?? 1),
  ...(variant.ServerlessConfig === undefined && variant.InitialInstanceCount === undefined
    ? { InitialInstanceCount: 1 }
    : {}),
})

/** The API model's default for new configurations, and the one for none at all. */
const METRICS = { EnableEnhancedMetrics: false, EnableDetailedObservability: true }

/** Keeps a configuration: variants, capture, network, encryption. It never changes after. */
export const createEndpointConfig = (call: Call, input: Input): Output => {
  const { Tags, EndpointConfigName, ProductionVariants, ShadowProductionVariants, ...rest } = input
  const name = text(input, 'EndpointConfigName')
  const arn = arnOf(call, 'endpoint-config', name)
  const variants = list<VariantConfig>(input, 'ProductionVariants').map(filledIn)
  const shadows = list<VariantConfig>(input, 'ShadowProductionVariants').map(filledIn)
  checkHostingRole(call, input.ExecutionRoleArn)
  checkVpc(call, input)
  checkVariants(call, readState(call), { variants, shadows, input })
  const tags = tagsOf(Tags)
  const createdAt = call.clock.now()
  const hidden = takeFault(call, 'config', name)?.seconds ?? 0
  const MetricsConfig = { ...METRICS, ...(rest.MetricsConfig as Members | undefined) }
  changeState(call, (state) => {
    if (state.configs[arn] !== undefined) throw refusal.existing('endpoint configuration', arn)
    const visibleAt = createdAt + call.clock.duration(hidden)
    const members = { ...rest, MetricsConfig } as Members
    state.configs[arn] = { arn, name, createdAt, variants, shadows, rest: members, visibleAt }
    state.tags[arn] = tags
  })
  return { EndpointConfigArn: arn }
}

/** A configuration as it was created, defaults filled in. */
export const describeEndpointConfig = (call: Call, input: Input): Output => {
  const config = configOf(call, readState(call), text(input, 'EndpointConfigName'))
  return defined({
    ...config.rest,
    EndpointConfigName: config.name,
    EndpointConfigArn: config.arn,
    ProductionVariants: config.variants,
    ShadowProductionVariants: config.shadows.length > 0 ? config.shadows : undefined,
    CreationTime: new Date(config.createdAt),
  })
}

/** The configurations of the region, page by page. */
export const listEndpointConfigs = (call: Call, input: Input): Output => {
  const { page, ...rest } = listed(input, inRegion(call, readState(call).configs))
  const EndpointConfigs = page.map(({ arn, name, createdAt }) => ({
    EndpointConfigName: name,
    EndpointConfigArn: arn,
    CreationTime: new Date(createdAt),
  }))
  return { EndpointConfigs, ...rest }
}

/** Deletes a configuration, even one that an endpoint uses: the service does not stop anybody. */
export const deleteEndpointConfig = (call: Call, input: Input): Output => {
  changeState(call, (state) => {
    const { arn } = configOf(call, state, text(input, 'EndpointConfigName'))
    delete state.configs[arn]
    delete state.tags[arn]
  })
  return {}
}
