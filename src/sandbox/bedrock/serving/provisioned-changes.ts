import type { Call, Input, Output } from '../../service.ts'
import { INVALID_MODEL, refusal } from '../errors.ts'
import { takeFault } from '../faults.ts'
import { settle } from '../jobs/work.ts'
import { findListing, foundationArn, lifecycleOf } from '../models/catalogue.ts'
import type { FoundationModel } from '../models/foundation-models.ts'
import {
  arnOf,
  type BedrockState,
  changeState,
  findRecord,
  idFrom,
  inRegion,
  type ProvisionedRecord,
  tokenKey,
} from '../state.ts'
import { tagsOf } from '../tags.ts'
import { provisionedOf, provisionedStand } from './provisioned-stand.ts'
import { checkUnits, firstTermEnd } from './provisioned-terms.ts'

/** Seconds on AWS until capacity is InService, and until another model answers. */
const CREATING = 900
const SWAPPING = 600

type Target = { readonly arn: string; readonly model: FoundationModel; readonly custom: boolean }

/** The model that capacity is bought for: a custom model by ARN or name, or a base model by id. */
const targetOf = (call: Call, state: BedrockState, identifier: string): Target => {
  const custom = findRecord(call, state.models, identifier)
  const job = custom === undefined ? undefined : state.jobs[custom.jobArn]
  const now = call.clock.now()
  const listing = findListing(job?.baseModelArn ?? identifier, call.region, now)
  if (listing === undefined) throw refusal.validation(INVALID_MODEL)
  const { model, id } = listing
  if (!model.provisioned || id === model.id) {
    throw refusal.validation(`The model ${id} does not support Provisioned Throughput.`)
  }
  if (custom !== undefined) return { arn: custom.arn, model, custom: true }
  return { arn: foundationArn(call.region, id), model, custom: false }
}

const checkName = (call: Call, state: BedrockState, name: string): void => {
  if (inRegion(call, state.provisioned).some((other) => other.name === name)) {
    throw refusal.validation(`The provided provisioned model name ${name} is currently in use.`)
  }
}

const newRecord = (call: Call, input: Input, target: Target): ProvisionedRecord => {
  const name = String(input.provisionedModelName)
  const createdAt = call.clock.now()
  const inServiceAt = createdAt + call.clock.duration(CREATING)
  const failed = takeFault(call, 'provisioned', name) !== undefined
  return {
    arn: arnOf(call, `provisioned-model/${idFrom(call.requestId, name)}`),
    name,
    units: Number(input.modelUnits),
    modelArn: target.arn,
    foundationId: target.model.id,
    ...(input.commitmentDuration === undefined
      ? {}
      : { commitment: String(input.commitmentDuration) }),
    createdAt,
    inServiceAt,
    modifiedAt: inServiceAt,
    ...(failed ? { failure: 'Provisioning failed because of an internal error.' } : {}),
  }
}

/**
 * Buys model units for a model: Creating for a quarter of an hour, then InService. Refused while the
 * account's quota is 0, for a Legacy base, and for models that cannot be provisioned.
 */
export const createProvisionedModelThroughput = async (
  call: Call,
  input: Input,
): Promise<Output> => {
  const before = await settle(call)
  const key = tokenKey(call, input.clientRequestToken)
  const repeated = key === undefined ? undefined : before.tokens[key]
  if (repeated !== undefined) return { provisionedModelArn: repeated }
  const target = targetOf(call, before, String(input.modelId))
  if (lifecycleOf(target.model, call.clock.now()) === 'LEGACY') {
    throw refusal.validation(
      `The model ${target.model.id} is in the Legacy state and takes no new Provisioned Throughput.`,
    )
  }
  const tags = tagsOf(input.tags)
  const check = (state: BedrockState): void => {
    checkName(call, state, String(input.provisionedModelName))
    const commitment =
      input.commitmentDuration === undefined ? {} : { commitment: String(input.commitmentDuration) }
    checkUnits(call, state, { ...target, ...commitment, units: Number(input.modelUnits) })
  }
  check(before)
  const record = newRecord(call, input, target)
  const provisionedModelArn = changeState(call, (state) => {
    const first = key === undefined ? undefined : state.tokens[key]
    if (first !== undefined) return first
    check(state)
    state.provisioned[record.arn] = record
    state.tags[record.arn] = tags
    if (key !== undefined) state.tokens[key] = record.arn
    return record.arn
  })
  return { provisionedModelArn }
}

/** Custom capacity may move to its base or to a sibling; capacity of a base model stays where it is. */
const checkMove = (record: ProvisionedRecord, target: Target): void => {
  const custom = record.modelArn.includes(':custom-model/') || record.swap !== undefined
  if (!custom || target.model.id !== record.foundationId) {
    throw refusal.validation(
      'The model can only be changed for a custom model, to its base model or to a custom model of the same base.',
    )
  }
}

const moved = (
  call: Call,
  record: ProvisionedRecord,
  target: Target | undefined,
): ProvisionedRecord => {
  const now = call.clock.now()
  if (target === undefined) return { ...record, modifiedAt: now }
  checkMove(record, target)
  const { modelArn } = provisionedStand(record, now)
  const doneAt = now + call.clock.duration(SWAPPING)
  return { ...record, modelArn, modifiedAt: doneAt, swap: { modelArn: target.arn, doneAt } }
}

/** Renames capacity or moves it to another model; units and commitment cannot be changed. */
export const updateProvisionedModelThroughput = async (
  call: Call,
  input: Input,
): Promise<Output> => {
  const before = await settle(call)
  const { arn } = provisionedOf(call, before, String(input.provisionedModelId))
  const target =
    input.desiredModelId === undefined
      ? undefined
      : targetOf(call, before, String(input.desiredModelId))
  changeState(call, (state) => {
    const record = state.provisioned[arn]
    if (record === undefined) return
    const { status } = provisionedStand(record, call.clock.now())
    if (status !== 'InService') {
      throw refusal.validation(`${record.name} cannot be updated while it is ${status}.`)
    }
    const name = String(input.desiredProvisionedModelName ?? record.name)
    if (name !== record.name) checkName(call, state, name)
    state.provisioned[arn] = { ...moved(call, record, target), name }
  })
  return {}
}

/**
 * Gives capacity back. Refused while it is being updated and before the first term of a commitment ends; that a
 * renewed term can be left at any time is an assumption (?).
 */
export const deleteProvisionedModelThroughput = async (
  call: Call,
  input: Input,
): Promise<Output> => {
  const { arn } = provisionedOf(call, await settle(call), String(input.provisionedModelId))
  changeState(call, (state) => {
    const record = state.provisioned[arn]
    const now = call.clock.now()
    if (record === undefined) return
    const { status } = provisionedStand(record, now)
    const end = firstTermEnd(call, record)
    if (status === 'Updating') throw refusal.conflict(`${record.name} is being updated.`)
    if (end !== undefined && now < end) {
      throw refusal.conflict(
        `${record.name} cannot be deleted before its commitment ends on ${new Date(end).toISOString()}.`,
      )
    }
    delete state.provisioned[arn]
    delete state.tags[arn]
  })
  return {}
}
