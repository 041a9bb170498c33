import { list, members, optionalText } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { arnOf, type ConfigRecord, changeState } from '../state.ts'
import { checkSpan, checkVariants, scheduleOf } from './create.ts'
import { moveEndpoint, plainConfig, shadowConfig } from './endpoint-change.ts'
import { demandStand, experimentOf, keep, refused } from './find.ts'
import {
  changeExperiments,
  type ExperimentRecord,
  type ModelVariant,
  type ShadowMode,
} from './records.ts'

/** Starts an experiment before its scheduled time. */
export const startInferenceExperiment = (call: Call, input: Input): Output => {
  const experiment = experimentOf(call, input)
  demandStand(call, experiment, ['Created'])
  keep(call, experiment, { ...experiment, startAt: call.clock.now() })
  experimentOf(call, input)
  return { InferenceExperimentArn: experiment.arn }
}

/** Before the start anything changes; a running test takes a new description, sampling and end. */
export const updateInferenceExperiment = (call: Call, input: Input): Output => {
  const before = experimentOf(call, input)
  const status = demandStand(call, before, ['Created', 'Running'])
  const after = { ...before, ...changesIn(before, input) }
  checkSpan(after.startAt, after.endAt)
  checkVariants(call, after.models, after.shadowMode)
  if (status === 'Created') {
    keep(call, before, after)
    return { InferenceExperimentArn: before.arn }
  }
  const fixed = input.ModelVariants !== undefined || after.startAt !== before.startAt
  if (fixed || variantsOf(after) !== variantsOf(before)) {
    throw refused.conflict(
      'Of a running inference experiment only description, sampling percentage and end time change.',
    )
  }
  keep(call, before, resampled(call, before, after))
  return { InferenceExperimentArn: before.arn }
}

const variantsOf = ({ shadowMode }: ExperimentRecord): string =>
  [
    shadowMode.SourceModelVariantName,
    ...shadowMode.ShadowModelVariants.map((each) => each.ShadowModelVariantName),
  ].join()

const changesIn = (before: ExperimentRecord, input: Input): Partial<ExperimentRecord> => {
  const { start, end } = scheduleOf(input)
  const description = optionalText(input, 'Description')
  const schedule = { ...before.schedule, ...scheduleOf(input) }
  return {
    ...(input.Schedule === undefined ? {} : { schedule }),
    ...(start === undefined ? {} : { startAt: start }),
    ...(end === undefined ? {} : { endAt: end }),
    ...(description === undefined ? {} : { description }),
    ...(input.ModelVariants === undefined
      ? {}
      : { models: list<ModelVariant>(input, 'ModelVariants') }),
    ...(input.ShadowModeConfig === undefined
      ? {}
      : { shadowMode: members(input, 'ShadowModeConfig') as unknown as ShadowMode }),
    ...(input.DataStorageConfig === undefined ? {} : { dataStorage: input.DataStorageConfig }),
  }
}

const samplingOf = ({ shadowMode }: ExperimentRecord): number =>
  shadowMode.ShadowModelVariants[0]?.SamplingPercentage ?? 0

const resampled = (
  call: Call,
  before: ExperimentRecord,
  after: ExperimentRecord,
): ExperimentRecord => {
  if (samplingOf(before) === samplingOf(after)) return after
  const at = call.clock.now()
  const config = shadowConfig(call, after, { at, label: `shadow-${samplingOf(after)}` })
  const updated = moveEndpoint(call, after.endpointName, { config, at })
  if (updated !== undefined) return { ...after, updated }
  throw refusal.inProgress(arnOf(call, 'endpoint', after.endpointName))
}

/**
 * Ends an experiment. Without a promotion the endpoint returns to what it was; a promoted shadow
 * becomes its production variant; where all variants are retained nothing moves.
 */
export const stopInferenceExperiment = (call: Call, input: Input): Output => {
  const experiment = experimentOf(call, input)
  const status = demandStand(call, experiment, ['Created', 'Starting', 'Running'])
  const actions = members(input, 'ModelVariantActions') as Record<string, string>
  const stranger = Object.keys(actions).find(
    (name) => !experiment.models.some(({ VariantName }) => VariantName === name),
  )
  if (stranger !== undefined) {
    throw refusal.validation(`The variant "${stranger}" is not part of the inference experiment.`)
  }
  const at = call.clock.now()
  const wanted =
    input.DesiredState === 'Cancelled' ? ('Cancelled' as const) : ('Completed' as const)
  const isUnstarted = status === 'Created' || experiment.started === undefined
  const doneAt = isUnstarted ? at : movedBack(call, experiment, { actions, input, at })
  const reason = optionalText(input, 'Reason')
  const ending = {
    at,
    doneAt,
    state: isUnstarted ? ('Cancelled' as const) : wanted,
    actions,
    ...(reason === undefined ? {} : { reason }),
  }
  keep(call, experiment, { ...experiment, ending })
  return { InferenceExperimentArn: experiment.arn }
}

type Stop = {
  readonly actions: Readonly<Record<string, string>>
  readonly input: Input
  readonly at: number
}

const movedBack = (call: Call, experiment: ExperimentRecord, stop: Stop): number => {
  const config = configAfter(call, experiment, stop)
  if (config === undefined) return stop.at
  const step = moveEndpoint(call, experiment.endpointName, { config, at: stop.at })
  if (step !== undefined) return step.doneAt
  throw refusal.inProgress(arnOf(call, 'endpoint', experiment.endpointName))
}

const configAfter = (
  call: Call,
  experiment: ExperimentRecord,
  { actions, input, at }: Stop,
): ConfigRecord | undefined => {
  const { models, original } = experiment
  const promoted = models.filter(({ VariantName }) => actions[VariantName] === 'Promote')
  const desired = list<ModelVariant>(input, 'DesiredModelVariants')
  if (promoted.length > 1) throw refusal.validation('Only one variant can be promoted.')
  if (promoted.length === 1) {
    return plainConfig(call, experiment, { at, models: desired.length > 0 ? desired : promoted })
  }
  const isUntouched = models.every(({ VariantName }) => actions[VariantName] === 'Retain')
  return isUntouched ? undefined : original
}

/** Forgets an experiment that is over or never began; the endpoint stays as it is. */
export const deleteInferenceExperiment = (call: Call, input: Input): Output => {
  const experiment = experimentOf(call, input)
  demandStand(call, experiment, ['Created', 'Completed', 'Cancelled'])
  changeExperiments(call, ({ experiments }) => {
    delete experiments[experiment.arn]
  })
  changeState(call, (state) => {
    delete state.tags[experiment.arn]
  })
  return { InferenceExperimentArn: experiment.arn }
}
