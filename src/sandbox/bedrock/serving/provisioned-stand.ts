import type { Call } from '../../service.ts'
import { refusal } from '../errors.ts'
import { type BedrockState, findRecord, type ProvisionedRecord } from '../state.ts'

/** How provisioned capacity stands at a time, and which model answers. */
export type ProvisionedStand = {
  readonly status: 'Creating' | 'InService' | 'Updating' | 'Failed'
  readonly modelArn: string
  readonly desiredModelArn: string
}

/** Status at `now`; while Updating, the old model answers. */
export const provisionedStand = (record: ProvisionedRecord, now: number): ProvisionedStand => {
  const { modelArn, swap, inServiceAt, failure } = record
  const desiredModelArn = swap?.modelArn ?? modelArn
  if (now < inServiceAt) return { status: 'Creating', modelArn, desiredModelArn }
  if (failure !== undefined) return { status: 'Failed', modelArn, desiredModelArn }
  if (swap === undefined) return { status: 'InService', modelArn, desiredModelArn }
  return now < swap.doneAt
    ? { status: 'Updating', modelArn, desiredModelArn }
    : { status: 'InService', modelArn: desiredModelArn, desiredModelArn }
}

/** The provisioned model of the region with this ARN or name; ResourceNotFoundException without one. */
export const provisionedOf = (
  call: Call,
  state: BedrockState,
  identifier: string,
): ProvisionedRecord => {
  const found = findRecord(call, state.provisioned, identifier)
  if (found !== undefined) return found
  throw refusal.notFound(`The provisioned model throughput ${identifier} could not be found.`)
}
