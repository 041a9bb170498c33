import { defined } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { listed } from '../paging.ts'
import { inRegion } from '../state.ts'
import { experimentOf, settleExperiments, standOf } from './find.ts'
import { type ExperimentRecord, type ExperimentStatus, readExperiments } from './records.ts'

/** An experiment with the endpoint and the variants it has. */
export const describeInferenceExperiment = (call: Call, input: Input): Output => {
  const experiment = experimentOf(call, input)
  const found = call.neighbours.hosting.endpoint(call.region, experiment.endpointName)
  return {
    ...summaryOf(call, experiment),
    Arn: experiment.arn,
    EndpointMetadata: defined({
      EndpointName: experiment.endpointName,
      EndpointConfigName: found?.now.configName,
      EndpointStatus: found?.now.status,
      FailureReason: found?.now.failureReason,
    }),
    ModelVariants: experiment.models.map((model) => ({
      ...model,
      Status: variantStatus(experiment, model.VariantName, standOf(call, experiment)),
    })),
    ShadowModeConfig: experiment.shadowMode,
    ...defined({ DataStorageConfig: experiment.dataStorage, KmsKey: experiment.kmsKey }),
  }
}

/** The experiments of the region, page by page. */
export const listInferenceExperiments = (call: Call, input: Input): Output => {
  settleExperiments(call)
  const items = inRegion(call, readExperiments(call).experiments).map((experiment) => ({
    name: experiment.name,
    createdAt: experiment.createdAt,
    modifiedAt: experiment.modifiedAt,
    status: standOf(call, experiment),
    experiment,
  }))
  const { page, ...rest } = listed(input, items)
  return {
    InferenceExperiments: page.map(({ experiment }) => summaryOf(call, experiment)),
    ...rest,
  }
}

const summaryOf = (call: Call, experiment: ExperimentRecord): Record<string, unknown> => {
  const { ending, startAt, endAt } = experiment
  const isOver = ending !== undefined && ending.doneAt <= call.clock.now()
  return defined({
    Name: experiment.name,
    Type: 'ShadowMode',
    Schedule: { StartTime: new Date(startAt), EndTime: new Date(endAt) },
    Status: standOf(call, experiment),
    StatusReason: ending?.reason,
    Description: experiment.description,
    CreationTime: new Date(experiment.createdAt),
    CompletionTime: isOver ? new Date(ending.doneAt) : undefined,
    LastModifiedTime: new Date(experiment.modifiedAt),
    RoleArn: experiment.roleArn,
  })
}

const BEFORE: readonly ExperimentStatus[] = ['Creating', 'Created', 'Starting']

const variantStatus = (
  { ending, shadowMode }: ExperimentRecord,
  name: string,
  status: ExperimentStatus,
): string => {
  const isSource = name === shadowMode.SourceModelVariantName
  if (BEFORE.includes(status)) return isSource ? 'InService' : 'Creating'
  if (status === 'Updating') return 'Updating'
  if (status === 'Running') return 'InService'
  const action = ending?.actions[name] ?? (isSource ? 'Retain' : 'Remove')
  if (action !== 'Remove') return 'InService'
  return status === 'Stopping' ? 'Deleting' : 'Deleted'
}
