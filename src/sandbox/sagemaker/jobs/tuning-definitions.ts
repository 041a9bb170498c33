import { list, members } from '../../members.ts'
import type { Input } from '../../service.ts'
import { refusal } from '../errors.ts'

/** The definitions of a tuning job: one without a name, or several with names. */
export const definitionsIn = (request: Input): readonly Input[] =>
  request.TrainingJobDefinition === undefined
    ? list<Input>(request, 'TrainingJobDefinitions')
    : [members(request, 'TrainingJobDefinition')]

/** The definition that the n-th training is of: they take turns. */
export const definitionOf = (request: Input, number: number): Input => {
  const all = definitionsIn(request)
  return all[number % all.length] ?? {}
}

const OWN = ['DefinitionName', 'TuningObjective', 'HyperParameterRanges'] as const
const SHARED = ['HyperParameterTuningJobObjective', 'ParameterRanges'] as const

/** Refuses a mixture of the two forms, and several algorithms with early stopping or a warm start. */
export const checkDefinitions = (request: Input): void => {
  const config = members(request, 'HyperParameterTuningJobConfig')
  const all = definitionsIn(request)
  const isList = request.TrainingJobDefinitions !== undefined
  if (all.length === 0 || (isList && request.TrainingJobDefinition !== undefined)) {
    throw refusal.validation(
      'Exactly one of TrainingJobDefinition and TrainingJobDefinitions must be given.',
    )
  }
  const twice = SHARED.find((name) => isList && config[name] !== undefined)
  if (twice !== undefined) {
    throw refusal.validation(`${twice} belongs to each definition of TrainingJobDefinitions.`)
  }
  const missing = OWN.find((name) => isList && all.some((one) => one[name] === undefined))
  if (missing !== undefined) {
    throw refusal.validation(`${missing} is missing in a definition of TrainingJobDefinitions.`)
  }
  if (isList && new Set(all.map(({ DefinitionName }) => DefinitionName)).size < all.length) {
    throw refusal.validation('Definition names must be unique.')
  }
  const isSeveral = all.length > 1
  if (isSeveral && config.TrainingJobEarlyStoppingType === 'Auto') {
    throw refusal.validation('Early stopping is supported for one algorithm only.')
  }
  if (isSeveral && request.WarmStartConfig !== undefined) {
    throw refusal.validation('Warm start is supported for one algorithm only.')
  }
}
