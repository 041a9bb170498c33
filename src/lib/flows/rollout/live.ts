import type { LiveVariant } from '../../domain/rollout/weights.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointView } from '../../ports/endpoints.ts'

export type LivePorts = Pick<Ports, 'endpoints' | 'endpointConfigs'>

/** An endpoint as it is now; weights that the service leaves out are taken from its config. */
export type Live = {
  readonly view: EndpointView
  readonly current: readonly LiveVariant[]
  /** Where a change under way is heading; equal to `current` when there is none. */
  readonly desired: readonly LiveVariant[]
}

/** What SageMaker takes for a weight that the config leaves out (API model). */
const DEFAULT_WEIGHT = 1

/** @throws StateError MLC-ROL-010 when there is no such endpoint. */
export const readLive = async (ports: LivePorts, endpointName: string): Promise<Live> => {
  const view = await ports.endpoints.find(endpointName)
  if (view === undefined) throw noEndpoint(endpointName)
  const told = view.variants.every((one) => one.currentWeight !== undefined)
  const initial = told ? new Map<string, number>() : await initialWeights(ports, view)
  const current = view.variants.map(({ variantName, currentWeight }) => ({
    variantName,
    weight: currentWeight ?? initial.get(variantName),
  }))
  const desired = view.variants.map(({ variantName, desiredWeight, currentWeight }) => ({
    variantName,
    weight: desiredWeight ?? currentWeight ?? initial.get(variantName),
  }))
  return { view, current, desired }
}

const initialWeights = async (
  ports: LivePorts,
  view: EndpointView,
): Promise<ReadonlyMap<string, number>> => {
  const config = await ports.endpointConfigs.find(view.endpointConfigName)
  return new Map(
    config?.body.ProductionVariants.map((one) => [
      one.VariantName,
      one.InitialVariantWeight ?? DEFAULT_WEIGHT,
    ]),
  )
}

const noEndpoint = (endpointName: string) =>
  new StateError('MLC-ROL-010', `There is no endpoint ${endpointName} here.`, {
    why: 'Endpoints belong to one account and region.',
    hint: 'Check --endpoint, --profile and --region. All endpoints: mlctl endpoint list',
  })
