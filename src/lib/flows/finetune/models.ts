import type { CatalogueModel } from '../../domain/catalogue/model.ts'
import type { Ports } from '../../ports/all.ts'
import { loadCatalogue } from './catalogue.ts'
import { asKnown } from './known.ts'

export type ListedModel = CatalogueModel & {
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
      ...(state === undefined ? {} : { live: state }),
      ...(origin === undefined ? {} : { origin }),
    }
  })
  return { asOf, region, models: options.all ? listed : listed.filter(canBeTrained) }
}

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
