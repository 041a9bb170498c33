import type { Call, Input, Output } from '../../service.ts'
import { settle } from '../jobs/work.ts'
import { dateOf, listed, present } from '../paging.ts'
import { deploymentOf, deploymentStand } from './deployment-stand.ts'

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
