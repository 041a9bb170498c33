import type { ReadyTraining } from './job-body.ts'
import { judgeTraining } from './problems.ts'
import type { TuneRecipe } from './recipe.ts'
import { type Definition, definitionsOf, trainingsOf } from './tuning.ts'

/** Definitions that one tuning job may have, and their names (API model). */
const MAX_DEFINITIONS = 10
const DEFINITION_NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}$/

type Judged = { readonly problems: readonly string[]; readonly advice: readonly string[] }

/** What the service would refuse of a recipe with `tune`, and what is seldom meant. */
export const judgeTuning = (recipe: ReadyTraining, tune: TuneRecipe): Judged => {
  const definitions = definitionsOf(recipe, tune)
  const each = definitions.map((one) => judgeDefinition(one))
  return {
    problems: [
      ...JOB_PROBLEMS.flatMap((find) => find({ recipe, tune, definitions }) ?? []),
      ...new Set(each.flatMap(({ problems }) => problems)),
    ],
    advice: [
      ...(definitions.length > trainingsOf(tune)
        ? [
            `tune.trainings is ${trainingsOf(tune)}: not every one of ${definitions.length} definitions is trained.`,
          ]
        : []),
      ...new Set(each.flatMap(({ advice }) => advice)),
    ],
  }
}

type Job = {
  readonly recipe: ReadyTraining
  readonly tune: TuneRecipe
  readonly definitions: readonly Definition[]
}

const JOB_PROBLEMS: readonly ((job: Job) => string | undefined)[] = [
  ({ tune: { definitions } }) => {
    const count = definitions === undefined ? 1 : Object.keys(definitions).length
    return count >= 1 && count <= MAX_DEFINITIONS
      ? undefined
      : `tune.definitions has ${count}: 1 to ${MAX_DEFINITIONS} are allowed.`
  },
  ({ tune: { definitions = {} } }) => {
    const bad = Object.keys(definitions).find((name) => !DEFINITION_NAME.test(name))
    return bad && `${JSON.stringify(bad)} can be no name of a definition: letters, digits and -.`
  },
  // https://docs.aws.amazon.com/sagemaker/latest/dg/multiple-algorithm-hpo.html
  ({ tune: { earlyStopping }, definitions }) =>
    earlyStopping === true && definitions.length > 1
      ? 'tune.earlyStopping is for one algorithm only: leave it out, or tune.definitions.'
      : undefined,
  ({ tune: { trainings, parallel } }) =>
    parallel !== undefined && trainings !== undefined && parallel > trainings
      ? 'tune.parallel must not exceed tune.trainings.'
      : undefined,
  ({ recipe: { entrypoint, arguments: words } }) =>
    (entrypoint ?? words) !== undefined
      ? 'Tuning jobs take no entrypoint or arguments: the image must run by itself (API model).'
      : undefined,
]

const judgeDefinition = (definition: Definition): Judged => {
  const { problems, advice } = judgeTraining(definition.recipe)
  const own = DEFINITION_PROBLEMS.flatMap((find) => find(definition) ?? [])
  return { problems: [...own, ...problems], advice }
}

/** Where a member of a definition is written. */
const at = ({ name }: Definition, member: string): string =>
  name === '' ? `tune.${member}` : `tune.definitions.${name}.${member}`

const DEFINITION_PROBLEMS: readonly ((definition: Definition) => string | undefined)[] = [
  (one) =>
    one.metric === ''
      ? `${at(one, 'metric')} is missing: by what is the best training told?`
      : one.recipe.metrics?.[one.metric] === undefined
        ? `${at(one, 'metric')} ${one.metric} is not among metrics: SageMaker would not find it in the logs.`
        : undefined,
  (one) =>
    Object.keys(one.ranges).length === 0
      ? `${at(one, 'ranges')} is missing: there is nothing to tune.`
      : undefined,
  (one) => {
    const bad = Object.entries(one.ranges).find(
      ([, range]) => 'min' in range && range.min >= range.max,
    )
    return bad && `${at(one, `ranges.${bad[0]}`)}: min must be less than max.`
  },
]
