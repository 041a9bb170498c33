import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { dataConfigsOf, metricsOf } from '../jobs/jobs.ts'
import { settle } from '../jobs/work.ts'
import { dateOf, listed, present } from '../paging.ts'
import {
  type BedrockState,
  changeState,
  findRecord,
  inRegion,
  type JobRecord,
  type ModelRecord,
} from '../state.ts'
import { dropStandIn } from './kept-stand-ins.ts'

/** A custom model and the job that made it. */
export type CustomModel = { readonly model: ModelRecord; readonly job: JobRecord }

/** The custom model of the region with this ARN or name; ResourceNotFoundException without one. */
export const customModelOf = (call: Call, state: BedrockState, identifier: string): CustomModel => {
  const model = findRecord(call, state.models, identifier)
  const job = model === undefined ? undefined : state.jobs[model.jobArn]
  if (model !== undefined && job !== undefined) return { model, job }
  throw refusal.notFound(`The custom model ${identifier} could not be found.`)
}

/** A custom model with its origin and losses. */
export const getCustomModel = async (call: Call, input: Input): Promise<Output> => {
  const { model, job } = customModelOf(call, await settle(call), String(input.modelIdentifier))
  return present({
    modelArn: model.arn,
    modelName: model.name,
    jobName: job.name,
    jobArn: job.arn,
    baseModelArn: job.parentArn ?? job.baseModelArn,
    modelKmsKeyArn: job.kmsKeyArn,
    creationTime: dateOf(model.createdAt),
    modelStatus: 'Active',
    ...dataConfigsOf(job),
    ...metricsOf(job),
  })
}

const keeps = (job: JobRecord | undefined, input: Input): boolean => {
  const { baseModelArnEquals, foundationModelArnEquals, isOwned, modelStatus } = input
  return (
    job !== undefined &&
    (baseModelArnEquals ?? job.parentArn ?? job.baseModelArn) ===
      (job.parentArn ?? job.baseModelArn) &&
    (foundationModelArnEquals ?? job.baseModelArn) === job.baseModelArn &&
    // Every model of the sandbox is the account's own, and ready once it exists.
    isOwned !== false &&
    (modelStatus ?? 'Active') === 'Active'
  )
}

const summaryOf = (call: Call, model: ModelRecord, job: JobRecord | undefined): Output =>
  present({
    modelArn: model.arn,
    modelName: model.name,
    creationTime: dateOf(model.createdAt),
    baseModelArn: job?.parentArn ?? job?.baseModelArn,
    // The API's pattern for this name has no room for the version behind the colon.
    baseModelName: job?.foundationId.split(':')[0],
    customizationType: job?.customizationType,
    ownerAccountId: call.accountId,
    modelStatus: 'Active',
  })

/** The custom models of the region, page by page. */
export const listCustomModels = async (call: Call, input: Input): Promise<Output> => {
  const { models, jobs } = await settle(call)
  const { page, nextToken } = listed(call, input, {
    records: models,
    keep: (model) => keeps(jobs[model.jobArn], input),
  })
  const modelSummaries = page.map((model) => summaryOf(call, model, jobs[model.jobArn]))
  return present({ modelSummaries, nextToken })
}

const users = (call: Call, state: BedrockState, modelArn: string): string[] =>
  [...inRegion(call, state.deployments), ...inRegion(call, state.provisioned)]
    .filter((user) => user.modelArn === modelArn || user.swap?.modelArn === modelArn)
    .map(({ name }) => name)

/** Deletes a custom model; refused while a deployment or provisioned throughput uses it. */
export const deleteCustomModel = async (call: Call, input: Input): Promise<Output> => {
  const { model } = customModelOf(call, await settle(call), String(input.modelIdentifier))
  changeState(call, (state) => {
    const [user] = users(call, state, model.arn)
    if (user !== undefined) {
      throw refusal.conflict(
        `The custom model ${model.name} cannot be deleted: ${user} is using it.`,
      )
    }
    delete state.models[model.arn]
    delete state.tags[model.arn]
  })
  dropStandIn(call, model.arn)
  return {}
}
