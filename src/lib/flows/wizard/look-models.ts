import type { CatalogueModel } from '../../domain/catalogue/model.ts'
import { dollars } from '../../domain/core/money.ts'
import type { ModelFact, TargetFact } from '../../domain/wizard/facts.ts'
import { AccessError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { FoundationModelView } from '../../ports/foundation-models.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'

/** Base models for text, each with what keeps it from being taken here and now. */
export const lookAtModels = async (
  ports: Pick<Ports, 'settings' | 'files' | 'foundationModels' | 'io'>,
  target: TargetFact,
): Promise<readonly ModelFact[]> => {
  const catalogue = await loadCatalogue(ports)
  const live = await liveModels(ports)
  return catalogue.models.map((model) => {
    const disabled = objection(model, target, live)
    return {
      key: model.key,
      name: model.name,
      description: describe(model),
      ...(disabled === undefined ? {} : { disabled }),
      takesValidation: model.validationData,
      hyperparameters: model.hyperparameters.map((row) => ({
        name: row.name,
        ...(row.min === undefined ? {} : { min: row.min }),
        ...(row.max === undefined ? {} : { max: row.max }),
        ...(row.default === undefined ? {} : { default: row.default }),
        required: row.required === true,
      })),
    }
  })
}

/** Undefined where the caller may not ask: the catalogue alone decides then. */
const liveModels = async (
  ports: Pick<Ports, 'foundationModels' | 'io'>,
): Promise<readonly FoundationModelView[] | undefined> => {
  try {
    return await ports.foundationModels.list()
  } catch (error) {
    if (!(error instanceof AccessError) && !(error instanceof TemporaryError)) throw error
    ports.io.warn(`The service could not be asked which models it offers: ${error.message}`)
    return undefined
  }
}

/** Formats that records can be made for here. */
const FORMATS: readonly string[] = ['converse', 'prompt-completion']

const objection = (
  model: CatalogueModel,
  { region }: TargetFact,
  live: readonly FoundationModelView[] | undefined,
): string | undefined => {
  const { status, endOfLife } = model.lifecycle
  if (!FORMATS.includes(model.format)) return 'not for text'
  if (status === 'end-of-life') return `ended ${endOfLife ?? ''}`.trim()
  if (!model.regions.includes(region)) return `only in ${model.regions.join(', ')}`
  if (live === undefined) return status === 'legacy' ? 'Legacy' : undefined
  const view = live.find(({ modelId }) => isSameModel(modelId, model.customizationId))
  if (view === undefined) return 'not offered here'
  return view.modelLifecycle.status === 'LEGACY' ? 'Legacy: no new trainings' : undefined
}

/** `amazon.nova-micro-v1:0` and `amazon.nova-micro-v1:0:128k` are one model. */
const isSameModel = (one: string, other: string): boolean =>
  one === other || other.startsWith(`${one}:`) || one.startsWith(`${other}:`)

const describe = ({ prices, deployment }: CatalogueModel): string => {
  const training = prices.trainingPer1kTokens
  const price =
    training === undefined
      ? 'price unknown'
      : `${dollars(training.microUsd)} for 1,000 tokens (${training.asOf})`
  const uses = [
    deployment.onDemand ? 'on demand' : '',
    deployment.provisioned ? 'provisioned' : '',
  ].filter((use) => use !== '')
  return `${price}; use: ${uses.join(' or ') || 'none'}`
}
