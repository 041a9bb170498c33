import type { Call, Input, Output } from '../../service.ts'
import { INVALID_MODEL, refusal } from '../errors.ts'
import { FOUNDATION_MODELS, type FoundationModel } from './foundation-models.ts'

/** One id under which a model is listed: its inference id, or an id with a context suffix. */
export type Listing = {
  readonly id: string
  readonly model: FoundationModel
  /** Whether this id (and not the plain one) is what customization takes. */
  readonly customizable: boolean
}

const ARN = /^arn:aws[^:]*:bedrock:[a-z0-9-]+::foundation-model\/(.+)$/

const listingsOf = (model: FoundationModel): Listing[] => [
  { id: model.id, model, customizable: false },
  ...model.contexts.map((context, i) => ({
    id: `${model.id}:${context}`,
    model,
    customizable: i === model.contexts.length - 1,
  })),
]

const LISTINGS = FOUNDATION_MODELS.flatMap(listingsOf)

/** The id that customization takes for a model. */
export const customizationId = (model: FoundationModel): string =>
  `${model.id}:${model.contexts.at(-1) ?? ''}`

/** The ARN of a foundation model; it names no account. */
export const foundationArn = (region: string, id: string): string =>
  `arn:aws:bedrock:${region}::foundation-model/${id}`

/** `EOL` from the end-of-life instant on; `at` in milliseconds since the epoch. */
export const lifecycleOf = (model: FoundationModel, at: number): 'ACTIVE' | 'LEGACY' | 'EOL' => {
  if (model.endOfLifeTime !== undefined && at >= Date.parse(model.endOfLifeTime)) return 'EOL'
  if (model.legacyTime !== undefined && at >= Date.parse(model.legacyTime)) return 'LEGACY'
  return 'ACTIVE'
}

/** The listing of an id or ARN in a region at a time; undefined when it is not (or no longer) there. */
export const findListing = (
  identifier: string,
  region: string,
  at: number,
): Listing | undefined => {
  const id = ARN.exec(identifier)?.[1] ?? identifier
  const found = LISTINGS.find((listing) => listing.id === id)
  if (found === undefined || !found.model.regions.includes(region)) return undefined
  return lifecycleOf(found.model, at) === 'EOL' ? undefined : found
}

const at = (time: string | undefined): Date | undefined =>
  time === undefined ? undefined : new Date(time)

const defined = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

const detailsOf = ({ id, model, customizable }: Listing, call: Call): Output => ({
  modelArn: foundationArn(call.region, id),
  modelId: id,
  modelName: model.name,
  providerName: model.provider,
  inputModalities: model.inputs,
  outputModalities: ['TEXT'],
  responseStreamingSupported: true,
  customizationsSupported: customizable ? model.customizations : [],
  // The plain ids answer through inference profiles alone, which the API's list has no word for.
  inferenceTypesSupported: id !== model.id && model.provisioned ? ['PROVISIONED'] : [],
  modelLifecycle: defined({
    status: lifecycleOf(model, call.clock.now()),
    legacyTime: at(model.legacyTime),
    publicExtendedAccessTime: at(model.extendedTime),
    endOfLifeTime: at(model.endOfLifeTime),
  }),
})

const has = (list: unknown, wanted: unknown): boolean =>
  wanted === undefined || (Array.isArray(list) && list.includes(wanted))

const matches = (details: Output, input: Input): boolean =>
  has(details.customizationsSupported, input.byCustomizationType) &&
  has(details.outputModalities, input.byOutputModality) &&
  has(details.inferenceTypesSupported, input.byInferenceType) &&
  (input.byProvider === undefined ||
    String(details.providerName).toLowerCase() === String(input.byProvider).toLowerCase())

/** The foundation models of the region that are not past their end of life. */
export const listFoundationModels = (call: Call, input: Input): Output => ({
  modelSummaries: LISTINGS.filter(
    (listing) => findListing(listing.id, call.region, call.clock.now()) !== undefined,
  )
    .map((listing) => detailsOf(listing, call))
    .filter((details) => matches(details, input)),
})

/** One foundation model by id or ARN; refused when it is unknown here or past its end of life. */
export const getFoundationModel = (call: Call, input: Input): Output => {
  const found = findListing(String(input.modelIdentifier), call.region, call.clock.now())
  if (found === undefined) throw refusal.validation(INVALID_MODEL)
  return { modelDetails: detailsOf(found, call) }
}

/** Whether the account may use a model here; every model that the region has is granted. */
export const getFoundationModelAvailability = (call: Call, input: Input): Output => {
  const id = String(input.modelId)
  const known = LISTINGS.some((listing) => listing.id === id)
  if (!known) throw refusal.notFound(INVALID_MODEL)
  const here = findListing(id, call.region, call.clock.now()) !== undefined
  return {
    modelId: id,
    agreementAvailability: { status: here ? 'AVAILABLE' : 'NOT_AVAILABLE' },
    authorizationStatus: 'AUTHORIZED',
    entitlementAvailability: here ? 'AVAILABLE' : 'NOT_AVAILABLE',
    regionAvailability: here ? 'AVAILABLE' : 'NOT_AVAILABLE',
  }
}
