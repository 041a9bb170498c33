import type { CatalogueModel, Price } from '../../domain/catalogue/model.ts'
import { type Money, money } from '../../domain/core/money.ts'
import type { Ports } from '../../ports/all.ts'
import { loadCatalogue } from './catalogue.ts'
import { asKnown } from './known.ts'

/** A price as documents carry it; absent means unknown. */
export type ListedPrice = Money & Pick<Price, 'asOf' | 'source'>

type Terms = NonNullable<CatalogueModel['prices']['provisionedUnitHour']>

export type ListedPrices = {
  readonly [kind in Exclude<keyof CatalogueModel['prices'], 'provisionedUnitHour'>]?: ListedPrice
} & { readonly provisionedUnitHour?: { readonly [term in keyof Terms]?: ListedPrice } }

export type ListedModel = Omit<CatalogueModel, 'prices'> & {
  readonly prices: ListedPrices
  /** What the service says now; absent when it could not be asked, or asks were not wanted. */
  readonly live?: {
    readonly status: 'ACTIVE' | 'LEGACY' | 'absent'
    readonly endOfLife?: string
  }
  /** File of the user's own that changed the facts. */
  readonly origin?: string
}

export type ModelList = {
  readonly asOf: string
  readonly region: string
  readonly models: readonly ListedModel[]
}

/** The catalogue, with the live lifecycle of the models that this region has. */
export const listModels = async (
  ports: Pick<Ports, 'settings' | 'files' | 'foundationModels' | 'target' | 'io'>,
  options: { readonly all: boolean; readonly live: boolean },
): Promise<ModelList> => {
  const { asOf, models, origins } = await loadCatalogue(ports)
  const { region } = await ports.target()
  const live = options.live ? await liveStates(ports) : undefined
  const listed = models.map((model): ListedModel => {
    const origin = origins[model.key]
    const state = model.regions.includes(region) ? live?.(model.customizationId) : undefined
    return {
      ...model,
      prices: listedPrices(model.prices),
      ...(state === undefined ? {} : { live: state }),
      ...(origin === undefined ? {} : { origin }),
    }
  })
  return { asOf, region, models: options.all ? listed : listed.filter(canBeTrained) }
}

const listedPrices = ({
  provisionedUnitHour,
  ...others
}: CatalogueModel['prices']): ListedPrices => ({
  ...listedEach(others),
  ...(provisionedUnitHour === undefined
    ? {}
    : { provisionedUnitHour: listedEach(provisionedUnitHour) }),
})

const listedEach = (prices: Readonly<Record<string, Price>>) =>
  Object.fromEntries(
    Object.entries(prices).map(([kind, { microUsd, asOf, source }]) => [
      kind,
      { ...money(microUsd), asOf, source },
    ]),
  )

/** What the service says decides; where it says nothing, the catalogue. */
const canBeTrained = ({ live, lifecycle }: ListedModel): boolean =>
  live === undefined ? lifecycle.status !== 'end-of-life' : live.status !== 'absent'

const liveStates = async (ports: Pick<Ports, 'foundationModels' | 'io'>) => {
  const listing = await asKnown(() => ports.foundationModels.list())
  if (!listing.known) {
    ports.io.warn(`The live lifecycle could not be read: ${listing.why}`)
    return undefined
  }
  const byId = new Map(listing.value.map((view) => [view.modelId, view]))
  return (modelId: string): NonNullable<ListedModel['live']> => {
    const view = byId.get(modelId)
    if (view === undefined) return { status: 'absent' }
    const { status, endOfLifeTime } = view.modelLifecycle
    return { status, ...(endOfLifeTime === undefined ? {} : { endOfLife: endOfLifeTime }) }
  }
}
