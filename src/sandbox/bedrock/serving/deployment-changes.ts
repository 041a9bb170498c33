import type { Call, Input, Output } from '../../service.ts'
import { INVALID_MODEL, refusal } from '../errors.ts'
import { takeFault } from '../faults.ts'
import { settle } from '../jobs/work.ts'
import { findListing } from '../models/catalogue.ts'
import { type CustomModel, customModelOf } from '../models/custom-models.ts'
import {
  arnOf,
  type BedrockState,
  changeState,
  type DeploymentRecord,
  idFrom,
  inRegion,
  tokenKey,
} from '../state.ts'
import { tagsOf } from '../tags.ts'
import { deploymentOf, deploymentStand } from './deployment-stand.ts'

/** Seconds on AWS until a deployment is Active (seen in published runs), and until a swap is done. */
const CREATING = 480
const SWAPPING = 300
/** Deployments in all, and in progress: general/latest/gr/bedrock.html. */
const TOTAL_QUOTA = 'L-1EF80F3E'
const IN_PROGRESS_QUOTA = 'L-430C95DD'
/** Models customized before this day cannot be deployed on demand (deploy-custom-model-on-demand.html). */
const FIRST_DEPLOYABLE = Date.parse('2025-07-16T00:00:00Z')

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
