import type { Call } from '../../service.ts'
import { refusal } from '../errors.ts'
import { type BedrockState, type DeploymentRecord, findRecord } from '../state.ts'

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
