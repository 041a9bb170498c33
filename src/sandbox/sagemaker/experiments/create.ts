import { list, members, optionalText, text } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { checkRole } from '../role.ts'
import { arnOf, changeState, readState } from '../state.ts'
import { tagsOf } from '../tags.ts'
import { refused, settleExperiments, standOf } from './find.ts'
import {
  CREATING_SECONDS,
  changeExperiments,
  type ExperimentRecord,
  type ModelVariant,
  readExperiments,
  type ShadowMode,
} from './records.ts'

const DAY = 24 * 3_600_000
/** Without a schedule an experiment ends after seven days; the longest takes thirty. */
const DEFAULT_DAYS = 7
const MOST_DAYS = 30

/** Times of a Schedule in milliseconds. */
export const scheduleOf = (input: Input): NonNullable<ExperimentRecord['schedule']> => {
  const { StartTime, EndTime } = members(input, 'Schedule')
  return {
    ...(StartTime instanceof Date ? { start: StartTime.getTime() } : {}),
    ...(EndTime instanceof Date ? { end: EndTime.getTime() } : {}),
  }
}

/** Throws ValidationException for an end that is too early or too late. */
export const checkSpan = (startAt: number, endAt: number): void => {
  if (endAt <= startAt) throw refusal.validation('The end time must be after the start time.')
  if (endAt - startAt > MOST_DAYS * DAY) {
    throw refusal.validation(`An inference experiment can run for at most ${MOST_DAYS} days.`)
  }
}

/** Throws ValidationException for variants that make no shadow test. */
export const checkVariants = (
  call: Call,
  models: readonly ModelVariant[],
  { SourceModelVariantName: source, ShadowModelVariants }: ShadowMode,
): void => {
  const shadow = ShadowModelVariants[0]?.ShadowModelVariantName ?? ''
  const names = models.map(({ VariantName }) => VariantName)
  for (const name of [source, shadow]) {
    if (!names.includes(name)) {
      throw refusal.validation(`The variant name "${name}" is not present within ModelVariants.`)
    }
  }
  if (source === shadow || new Set(names).size < names.length) {
    throw refusal.validation('Production and shadow variant must have different names.')
  }
  const state = readState(call)
  for (const { ModelName } of models) {
    const arn = arnOf(call, 'model', ModelName)
    if (state.models[arn] === undefined) throw refusal.missing('model', arn)
  }
}

/** The endpoint must have the source variant, alone, and no other experiment. */
const checkEndpoint = (call: Call, endpointName: string, source: string): void => {
  const found = call.neighbours.hosting.endpoint(call.region, endpointName)
  if (found === undefined) throw refusal.missing('endpoint', arnOf(call, 'endpoint', endpointName))
  const { variants, status } = found.now
  if (status !== 'InService') {
    throw refusal.validation(`Endpoint ${endpointName} is in status ${status}, not InService.`)
  }
  if (variants.length > 1) {
    throw refusal.validation('A shadow test needs an endpoint with one production variant.')
  }
  if (variants[0]?.serverless !== undefined) {
    throw refusal.validation('Shadow tests are not supported for serverless endpoints.')
  }
  if (variants[0]?.name !== source) {
    throw refusal.validation(`Endpoint ${endpointName} has no production variant "${source}".`)
  }
  const open = Object.values(readExperiments(call).experiments).find(
    (each) =>
      each.endpointName === endpointName &&
      !['Completed', 'Cancelled'].includes(standOf(call, each)) &&
      each.arn.includes(`:${call.region}:`),
  )
  if (open === undefined) return
  throw refused.inUse(`Endpoint ${endpointName} is used by inference experiment "${open.name}".`)
}

/** Makes a shadow test; without a start time it starts at once. */
export const createInferenceExperiment = (call: Call, input: Input): Output => {
  settleExperiments(call)
  const experiment = recordFrom(call, input)
  const { arn, name, models, shadowMode, endpointName } = experiment
  if (readExperiments(call).experiments[arn] !== undefined) {
    throw refused.inUse(`Inference experiment "${name}" exists already.`)
  }
  checkRole(call, experiment.roleArn)
  checkSpan(experiment.startAt, experiment.endAt)
  checkVariants(call, models, shadowMode)
  checkEndpoint(call, endpointName, shadowMode.SourceModelVariantName)
  const tags = tagsOf(input.Tags)
  changeExperiments(call, ({ experiments }) => {
    experiments[arn] = experiment
  })
  changeState(call, (state) => {
    state.tags[arn] = tags
  })
  settleExperiments(call)
  return { InferenceExperimentArn: arn }
}

const recordFrom = (call: Call, input: Input): ExperimentRecord => {
  const name = text(input, 'Name')
  const createdAt = call.clock.now()
  const schedule = scheduleOf(input)
  const ready = createdAt + call.clock.duration(CREATING_SECONDS)
  const startAt = Math.max(schedule.start ?? ready, ready)
  const description = optionalText(input, 'Description')
  const kmsKey = optionalText(input, 'KmsKey')
  return {
    arn: arnOf(call, 'inference-experiment', name),
    name,
    createdAt,
    modifiedAt: createdAt,
    roleArn: text(input, 'RoleArn'),
    endpointName: text(input, 'EndpointName'),
    models: list<ModelVariant>(input, 'ModelVariants'),
    shadowMode: members(input, 'ShadowModeConfig') as unknown as ShadowMode,
    startAt,
    endAt: schedule.end ?? startAt + DEFAULT_DAYS * DAY,
    ...(input.Schedule === undefined ? {} : { schedule }),
    ...(description === undefined ? {} : { description }),
    ...(kmsKey === undefined ? {} : { kmsKey }),
    ...(input.DataStorageConfig === undefined ? {} : { dataStorage: input.DataStorageConfig }),
  }
}
