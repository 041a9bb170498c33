import { text } from '../../members.ts'
import { type Call, type Input, ServiceError } from '../../service.ts'
import { arnOf } from '../state.ts'
import {
  CREATING_SECONDS,
  changeExperiments,
  type ExperimentRecord,
  type ExperimentStatus,
  readExperiments,
  statusOf,
} from './records.ts'

/** Refusals of experiments, by the codes of the API model. */
export const refused = {
  inUse: (message: string) => new ServiceError('ResourceInUse', message),
  conflict: (message: string) => new ServiceError('ConflictException', message, 409),
  notFound: (message: string) => new ServiceError('ResourceNotFound', message),
}

/** Brings the experiments of the region up to now, by way of their endpoints. */
export const settleExperiments = (call: Call): void => {
  call.neighbours.hosting.names(call.region)
}

/** The experiment that a request names, as it stands. Throws ResourceNotFound. */
export const experimentOf = (call: Call, input: Input): ExperimentRecord => {
  settleExperiments(call)
  const name = text(input, 'Name')
  const found = readExperiments(call).experiments[arnOf(call, 'inference-experiment', name)]
  if (found !== undefined) return found
  throw refused.notFound(`Could not find inference experiment "${name}".`)
}

/** How an experiment stands now. */
export const standOf = (call: Call, experiment: ExperimentRecord): ExperimentStatus =>
  statusOf(experiment, call.clock.now(), call.clock.duration(CREATING_SECONDS))

/** Refuses with ConflictException what an experiment cannot take as it stands. */
export const demandStand = (
  call: Call,
  experiment: ExperimentRecord,
  allowed: readonly ExperimentStatus[],
): ExperimentStatus => {
  const status = standOf(call, experiment)
  if (allowed.includes(status)) return status
  throw refused.conflict(
    `The operation is not allowed for inference experiment "${experiment.name}" in status ${status}.`,
  )
}

/** Keeps a changed experiment; what has changed meanwhile is a conflict. */
export const keep = (call: Call, before: ExperimentRecord, after: ExperimentRecord): void => {
  changeExperiments(call, ({ experiments }) => {
    if (experiments[before.arn]?.modifiedAt !== before.modifiedAt) {
      throw refused.conflict(`Inference experiment "${before.name}" is being changed.`)
    }
    experiments[before.arn] = { ...after, modifiedAt: call.clock.now() }
  })
}
