import type { Call } from '../../service.ts'
import { INVALID_MODEL, refusal } from '../errors.ts'
import { settle } from '../jobs/work.ts'
import { findListing, lifecycleOf } from '../models/catalogue.ts'
import { FOUNDATION_MODELS, type FoundationModel } from '../models/foundation-models.ts'
import { readStandIn } from '../models/kept-stand-ins.ts'
import { deploymentOf, deploymentStand } from '../serving/deployment-stand.ts'
import { provisionedOf, provisionedStand } from '../serving/provisioned-stand.ts'
import type { StandIn } from '../stand-in/model.ts'
import type { BedrockState } from '../state.ts'

/** Who answers an invocation. Without `standIn` it is the base model, of which the sandbox has none. */
export type Target = { readonly model: FoundationModel; readonly standIn?: StandIn }

const PROFILE = /^(?:arn:aws[^:]*:bedrock:[a-z0-9-]+:\d{12}:inference-profile\/)?(us|global)\.(.+)$/

const modelById = (id: string): FoundationModel | undefined =>
  FOUNDATION_MODELS.find((model) => model.id === id)

/** Regions from which the `us.` profiles answer, wherever in them the model itself is. */
const US_REGIONS = ['us-east-1', 'us-east-2', 'us-west-2']

const demandAlive = (call: Call, model: FoundationModel): FoundationModel => {
  if (lifecycleOf(model, call.clock.now()) !== 'EOL') return model
  throw refusal.notFound('This model version has reached the end of its life.')
}

/** The answerer behind a model ARN of the control plane: a custom model, or a base model's capacity. */
const answererOf = (call: Call, state: BedrockState, modelArn: string): Target => {
  const custom = state.models[modelArn]
  const job = custom === undefined ? undefined : state.jobs[custom.jobArn]
  const listed = findListing(job?.baseModelArn ?? modelArn, call.region, call.clock.now())
  const model = modelById(job?.foundationId ?? '') ?? listed?.model
  if (model === undefined) throw refusal.notFound('Model not found.')
  demandAlive(call, model)
  const standIn = custom === undefined ? undefined : readStandIn(call, modelArn)
  return standIn === undefined ? { model } : { model, standIn }
}

const deployed = (call: Call, state: BedrockState, arn: string): Target => {
  const record = deploymentOf(call, state, arn)
  const { status, modelArn } = deploymentStand(record, call.clock.now())
  if (status === 'Active') return answererOf(call, state, modelArn)
  throw refusal.validation(`The custom model deployment ${record.name} is not ready: ${status}.`)
}

const provisioned = (call: Call, state: BedrockState, arn: string): Target => {
  const record = provisionedOf(call, state, arn)
  const { status, modelArn } = provisionedStand(record, call.clock.now())
  if (status === 'Creating') {
    throw refusal.notReady('The model is not ready for inference. Wait and try your request again.')
  }
  if (status === 'Failed') {
    throw refusal.validation(`The provisioned model ${record.name} is not usable: ${status}.`)
  }
  return answererOf(call, state, modelArn)
}

const profiled = (call: Call, profile: RegExpExecArray): Target => {
  const model = modelById(profile[2] ?? '')
  // The one global profile among these models (model card of Nova 2 Lite).
  const known = profile[1] === 'us' || model?.id === 'amazon.nova-2-lite-v1:0'
  if (model === undefined || !known || !US_REGIONS.includes(call.region)) {
    throw refusal.validation(INVALID_MODEL)
  }
  return { model: demandAlive(call, model) }
}

/** The service's words for a model that needs a profile, a deployment or capacity in front of it. */
const onDemandRefusal = (id: string) =>
  refusal.validation(
    `Invocation of model ID ${id} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
  )

/**
 * Who answers for a model id: the stand-in behind a deployment or provisioned model, or the untrained base behind an
 * inference profile. Ids for customization are not found; a plain base id wants a profile.
 */
export const targetOf = async (call: Call, modelId: string): Promise<Target> => {
  const state = await settle(call)
  if (modelId.includes(':custom-model-deployment/')) return deployed(call, state, modelId)
  if (modelId.includes(':provisioned-model/')) return provisioned(call, state, modelId)
  if (modelId.includes(':custom-model/')) throw onDemandRefusal(modelId)
  const profile = PROFILE.exec(modelId)
  if (profile !== null) return profiled(call, profile)
  const listing = findListing(modelId, call.region, call.clock.now())
  if (listing === undefined) throw refusal.validation(INVALID_MODEL)
  if (listing.id === listing.model.id) throw onDemandRefusal(listing.id)
  throw refusal.notFound('Model not found.')
}
