import type { Call, Input, Output } from '../../service.ts'
import { settle } from '../jobs/work.ts'
import { foundationArn } from '../models/catalogue.ts'
import { dateOf, listed, present } from '../paging.ts'
import type { ProvisionedRecord } from '../state.ts'
import { provisionedOf, provisionedStand } from './provisioned-stand.ts'
import { currentTermEnd } from './provisioned-terms.ts'

const summaryOf = (call: Call, record: ProvisionedRecord): Output => {
  const stand = provisionedStand(record, call.clock.now())
  const foundation = record.modelArn.split('/')[1] ?? record.foundationId
  return present({
    provisionedModelName: record.name,
    provisionedModelArn: record.arn,
    modelArn: stand.modelArn,
    desiredModelArn: stand.desiredModelArn,
    foundationModelArn: foundationArn(call.region, foundation),
    modelUnits: record.units,
    desiredModelUnits: record.units,
    status: stand.status,
    commitmentDuration: record.commitment,
    commitmentExpirationTime: dateOf(currentTermEnd(call, record)),
    creationTime: dateOf(record.createdAt),
    lastModifiedTime: dateOf(Math.min(call.clock.now(), record.modifiedAt)),
  })
}

/** One purchase of capacity. */
export const getProvisionedModelThroughput = async (call: Call, input: Input): Promise<Output> => {
  const record = provisionedOf(call, await settle(call), String(input.provisionedModelId))
  const summary = summaryOf(call, record)
  return summary.status === 'Failed' ? { ...summary, failureMessage: record.failure } : summary
}

/** The capacity of the region, page by page. */
export const listProvisionedModelThroughputs = async (
  call: Call,
  input: Input,
): Promise<Output> => {
  const { provisioned } = await settle(call)
  const { page, nextToken } = listed(call, input, {
    records: provisioned,
    keep: (record) => {
      const { status, modelArn } = provisionedStand(record, call.clock.now())
      return (
        (input.statusEquals ?? status) === status && (input.modelArnEquals ?? modelArn) === modelArn
      )
    },
  })
  return present({ provisionedModelSummaries: page.map((r) => summaryOf(call, r)), nextToken })
}
