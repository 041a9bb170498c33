import type { Call, Input, Output } from '../service.ts'
import { findListing } from './catalogue.ts'
import { type CustomModel, customModelOf } from './custom-models.ts'
import { INVALID_MODEL, refusal } from './errors.ts'
import { takeFault } from './faults.ts'
import { settle } from './job-work.ts'
import { dateOf, listed, present } from './paging.ts'
import {
  arnOf,
  type BedrockState,
  changeState,
  type DeploymentRecord,
  findRecord,
  idFrom,
  inRegion,
  tokenKey,
} from './state.ts'
import { tagsOf } from './tags.ts'

/** Seconds on AWS until a deployment is Active (seen in published runs), and until a swap is done. */
const CREATING = 480
const SWAPPING = 300
/** Deployments in all, and in progress: general/latest/gr/bedrock.html. */
const TOTAL_QUOTA = 'L-1EF80F3E'
const IN_PROGRESS_QUOTA = 'L-430C95DD'
/** Models customized before this day cannot be deployed on demand (deploy-custom-model-on-demand.html). */
const FIRST_DEPLOYABLE = Date.parse('2025-07-16T00:00:00Z')

/** How a deployment stands at a time, and which model answers through it. */
export type DeploymentStand = {
  readonly status: 'Creating' | 'Active' | 'Failed'
  readonly modelArn: string
  readonly updateStatus?: 'Updating' | 'UpdateCompleted'
  readonly lastUpdatedAt: number
}

/** Status of a deployment at `now`; the old model answers until a swap is done. */
export const deploymentStand = (record: DeploymentRecord, now: number): DeploymentStand => {
  const { activeAt, createdAt, swap, failure, modelArn } = record
  if (now < activeAt) return { status: 'Creating', modelArn, lastUpdatedAt: createdAt }
  if (failure !== undefined) return { status: 'Failed', modelArn, lastUpdatedAt: activeAt }
  if (swap === undefined) return { status: 'Active', modelArn, lastUpdatedAt: activeAt }
  return now < swap.doneAt
    ? { status: 'Active', modelArn, updateStatus: 'Updating', lastUpdatedAt: swap.startedAt }
    : {
        status: 'Active',
        modelArn: swap.modelArn,
        updateStatus: 'UpdateCompleted',
        lastUpdatedAt: swap.doneAt,
      }
}

/** The deployment of the region with this ARN or name; ResourceNotFoundException without one. */
export const deploymentOf = (
  call: Call,
  state: BedrockState,
  identifier: string,
): DeploymentRecord => {
  const found = findRecord(call, state.deployments, identifier)
  if (found !== undefined) return found
  throw refusal.notFound(`The custom model deployment ${identifier} could not be found.`)
}

const checkDeployable = (call: Call, { model, job }: CustomModel): void => {
  const listing = findListing(job.baseModelArn, call.region, call.clock.now())
  if (listing === undefined) throw refusal.validation(INVALID_MODEL)
  if (!listing.model.onDemand || model.createdAt < FIRST_DEPLOYABLE) {
    throw refusal.validation(
      `The custom model ${model.name} does not support on-demand deployment.`,
    )
  }
}

const checkRoom = (call: Call, state: BedrockState, name: string): void => {
  const deployments = inRegion(call, state.deployments)
  if (deployments.some((other) => other.name === name)) {
    throw refusal.validation(`The provided deployment name ${name} is currently in use.`)
  }
  const now = call.clock.now()
  const creating = deployments.filter((d) => deploymentStand(d, now).status === 'Creating')
  const quotas = [
    { code: TOTAL_QUOTA, used: deployments.length, what: 'custom model deployments' },
    {
      code: IN_PROGRESS_QUOTA,
      used: creating.length,
      what: 'custom model deployments in progress',
    },
  ]
  for (const { code, used, what } of quotas) {
    const most = call.neighbours.quota('bedrock', code)
    if (used >= most) throw refusal.quota(`The account has reached the quota of ${most} ${what}.`)
  }
}

const newDeployment = (call: Call, input: Input, modelArn: string): DeploymentRecord => {
  const name = String(input.modelDeploymentName)
  const createdAt = call.clock.now()
  const failed = takeFault(call, 'deployment', name) !== undefined
  return {
    arn: arnOf(call, `custom-model-deployment/${idFrom(call.requestId, name)}`),
    name,
    ...(input.description === undefined ? {} : { description: String(input.description) }),
    createdAt,
    activeAt: createdAt + call.clock.duration(CREATING),
    ...(failed ? { failure: 'The deployment failed because of an internal error.' } : {}),
    modelArn,
  }
}

/** Deploys a custom model on demand: Creating for about eight minutes, then Active. */
export const createCustomModelDeployment = async (call: Call, input: Input): Promise<Output> => {
  const before = await settle(call)
  const key = tokenKey(call, input.clientRequestToken)
  const repeated = key === undefined ? undefined : before.tokens[key]
  if (repeated !== undefined) return { customModelDeploymentArn: repeated }
  const custom = customModelOf(call, before, String(input.modelArn))
  checkDeployable(call, custom)
  checkRoom(call, before, String(input.modelDeploymentName))
  const tags = tagsOf(input.tags)
  const record = newDeployment(call, input, custom.model.arn)
  const customModelDeploymentArn = changeState(call, (state) => {
    const first = key === undefined ? undefined : state.tokens[key]
    if (first !== undefined) return first
    checkRoom(call, state, record.name)
    state.deployments[record.arn] = record
    state.tags[record.arn] = tags
    if (key !== undefined) state.tokens[key] = record.arn
    return record.arn
  })
  return { customModelDeploymentArn }
}

/** One deployment; `updateDetails` tells of the last swap of its model. */
export const getCustomModelDeployment = async (call: Call, input: Input): Promise<Output> => {
  const state = await settle(call)
  const record = deploymentOf(call, state, String(input.customModelDeploymentIdentifier))
  const stand = deploymentStand(record, call.clock.now())
  const { updateStatus } = stand
  return present({
    customModelDeploymentArn: record.arn,
    modelDeploymentName: record.name,
    modelArn: stand.modelArn,
    createdAt: dateOf(record.createdAt),
    status: stand.status,
    description: record.description,
    updateDetails:
      updateStatus === undefined ? undefined : { modelArn: record.swap?.modelArn, updateStatus },
    failureMessage: stand.status === 'Failed' ? record.failure : undefined,
    lastUpdatedAt: dateOf(stand.lastUpdatedAt),
  })
}

/** The deployments of the region, page by page. */
export const listCustomModelDeployments = async (call: Call, input: Input): Promise<Output> => {
  const { deployments } = await settle(call)
  const now = call.clock.now()
  const { page, nextToken } = listed(call, input, {
    records: deployments,
    keep: (record) => {
      const { status, modelArn } = deploymentStand(record, now)
      return (
        (input.statusEquals ?? status) === status && (input.modelArnEquals ?? modelArn) === modelArn
      )
    },
  })
  const modelDeploymentSummaries = page.map((record) => {
    const { status, modelArn, lastUpdatedAt } = deploymentStand(record, now)
    return present({
      customModelDeploymentArn: record.arn,
      customModelDeploymentName: record.name,
      modelArn,
      createdAt: dateOf(record.createdAt),
      status,
      lastUpdatedAt: dateOf(lastUpdatedAt),
      failureMessage: status === 'Failed' ? record.failure : undefined,
    })
  })
  return present({ modelDeploymentSummaries, nextToken })
}

/** Swaps the model under a deployment's ARN; refused unless it is Active and not being updated. */
export const updateCustomModelDeployment = async (call: Call, input: Input): Promise<Output> => {
  const before = await settle(call)
  const { arn } = deploymentOf(call, before, String(input.customModelDeploymentIdentifier))
  const custom = customModelOf(call, before, String(input.modelArn))
  checkDeployable(call, custom)
  changeState(call, (state) => {
    const record = state.deployments[arn]
    const now = call.clock.now()
    if (record === undefined) return
    const { status, updateStatus, modelArn } = deploymentStand(record, now)
    if (status !== 'Active' || updateStatus === 'Updating') {
      throw refusal.validation(
        `The deployment ${record.name} cannot be updated while it is ${updateStatus ?? status}.`,
      )
    }
    const doneAt = now + call.clock.duration(SWAPPING)
    const swap = { modelArn: custom.model.arn, startedAt: now, doneAt }
    state.deployments[arn] = { ...record, modelArn, swap }
  })
  return { customModelDeploymentArn: arn }
}

/** Deletes a deployment; there is no way back. Refused while its model is being swapped. */
export const deleteCustomModelDeployment = async (call: Call, input: Input): Promise<Output> => {
  const before = await settle(call)
  const { arn } = deploymentOf(call, before, String(input.customModelDeploymentIdentifier))
  changeState(call, (state) => {
    const record = state.deployments[arn]
    if (record === undefined) return
    if (deploymentStand(record, call.clock.now()).updateStatus === 'Updating') {
      throw refusal.conflict(`The deployment ${record.name} is being updated.`)
    }
    delete state.deployments[arn]
    delete state.tags[arn]
  })
  return {}
}
