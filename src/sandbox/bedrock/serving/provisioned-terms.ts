import type { Call } from '../../service.ts'
import { refusal } from '../errors.ts'
import { customizationId } from '../models/catalogue.ts'
import type { FoundationModel } from '../models/foundation-models.ts'
import { type BedrockState, inRegion, type ProvisionedRecord } from '../state.ts'

const DAY = 86_400

/** Seconds of a commitment (prov-throughput.html names months; taken as 30 days). */
const TERMS: Readonly<Record<string, number>> = { OneMonth: 30 * DAY, SixMonths: 180 * DAY }

/**
 * Quotas of model units, all 0 until a support case raises them: across custom models and across base
 * models, and per model where the code is known. The codes are those of purchases without commitment; they
 * stand in for the committed ones, which no source read names (?).
 */
const UNITS_QUOTA = { custom: 'L-BE77399C', base: 'L-FE44174A' }
const PER_MODEL_QUOTA: Readonly<Record<string, string>> = {
  'meta.llama3-1-8b-instruct-v1:0': 'L-3632DE15',
}

/** What is to be bought. */
export type Purchase = {
  readonly model: FoundationModel
  readonly custom: boolean
  readonly units: number
  readonly commitment?: string
}

/** Refuses a purchase beyond the account's model units. */
export const checkUnits = (call: Call, state: BedrockState, wanted: Purchase): void => {
  const { model, custom, units, commitment } = wanted
  const code = custom ? UNITS_QUOTA.custom : UNITS_QUOTA.base
  const owned = inRegion(call, state.provisioned)
    .filter((record) => record.modelArn.includes(':custom-model/') === custom)
    .reduce((sum, record) => sum + record.units, 0)
  const account = call.neighbours.quota('bedrock', code)
  const own = PER_MODEL_QUOTA[model.id]
  const perModel = own === undefined ? units : call.neighbours.quota('bedrock', own)
  if (account === 0 || perModel === 0) {
    const kind = commitment === undefined ? 'no commitment' : 'commitment'
    throw refusal.quota(
      `Your account does not currently have any ${kind} model units reserved for ${customizationId(model)}.`,
    )
  }
  if (owned + units > account || units > perModel) {
    throw refusal.quota(
      `The ${units} model units asked for and the ${owned} in use exceed the quota of ${Math.min(account, perModel)}.`,
    )
  }
}

/** End of the first term of a commitment; undefined without one. Before it, nothing can be deleted. */
export const firstTermEnd = (call: Call, record: ProvisionedRecord): number | undefined => {
  const term = TERMS[record.commitment ?? '']
  return term === undefined ? undefined : record.createdAt + call.clock.duration(term)
}

/** End of the term that runs at `now`: a commitment renews itself until it is deleted. */
export const currentTermEnd = (call: Call, record: ProvisionedRecord): number | undefined => {
  const first = firstTermEnd(call, record)
  const now = call.clock.now()
  if (first === undefined || now < first || first === record.createdAt) return first
  const length = first - record.createdAt
  return record.createdAt + Math.ceil((now + 1 - record.createdAt) / length) * length
}
