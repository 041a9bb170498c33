import type { JobBody } from '../../ports/jobs.ts'
import { filled, type ReadyTraining, sharedBody } from './job-body.ts'
import type { TuneRange, TuneRecipe } from './recipe.ts'

/** What one algorithm is trained with, and by what it is judged. */
export type Definition = {
  /** Empty where the job has one that needs no name. */
  readonly name: string
  readonly recipe: ReadyTraining
  readonly metric: string
  readonly ranges: Readonly<Record<string, TuneRange>>
}

/** Members in which a definition adds to what the recipe has; all others it replaces. */
const MERGED = ['env', 'channels', 'hyperparameters', 'metrics'] as const

/** The algorithms that a tuning job tries: those of `tune.definitions`, else the recipe itself. */
export const definitionsOf = (recipe: ReadyTraining, tune: TuneRecipe): readonly Definition[] => {
  const { metric = '', ranges = {}, definitions } = tune
  if (definitions === undefined) return [{ name: '', recipe, metric, ranges }]
  return Object.entries(definitions).map(([name, { metric: own, ranges: more, ...members }]) => ({
    name,
    recipe: {
      ...recipe,
      ...members,
      ...Object.fromEntries(
        MERGED.flatMap((key) =>
          recipe[key] === undefined && members[key] === undefined
            ? []
            : [[key, { ...recipe[key], ...members[key] }]],
        ),
      ),
    },
    metric: own ?? metric,
    ranges: { ...ranges, ...more },
  }))
}

/** Trainings that a tuning job runs unless told. */
const DEFAULT_TRAININGS = 10

/** How many trainings a tuning job may run, of all its definitions together. */
export const trainingsOf = ({ trainings }: TuneRecipe): number => trainings ?? DEFAULT_TRAININGS

/**
 * CreateHyperParameterTuningJob without name and tags. With several definitions each has an objective and
 * ranges of its own, and the job has none (API model: TuningObjective, HyperParameterRanges).
 */
export const tuningBody = (recipe: ReadyTraining, tune: TuneRecipe): JobBody => {
  const definitions = definitionsOf(recipe, tune)
  const config = {
    Strategy: tune.strategy ?? 'Bayesian',
    ResourceLimits: {
      MaxNumberOfTrainingJobs: trainingsOf(tune),
      MaxParallelTrainingJobs: tune.parallel ?? Math.min(2, trainingsOf(tune)),
    },
    TrainingJobEarlyStoppingType: tune.earlyStopping === true ? 'Auto' : 'Off',
  }
  const [only] = definitions
  if (only !== undefined && tune.definitions === undefined) {
    return {
      HyperParameterTuningJobConfig: {
        ...config,
        HyperParameterTuningJobObjective: objectiveOf(tune, only),
        ParameterRanges: rangesOf(only),
      },
      TrainingJobDefinition: definitionBody(only),
    }
  }
  return {
    HyperParameterTuningJobConfig: config,
    TrainingJobDefinitions: definitions.map((one) => ({
      DefinitionName: one.name,
      TuningObjective: objectiveOf(tune, one),
      HyperParameterRanges: rangesOf(one),
      ...definitionBody(one),
    })),
  }
}

const objectiveOf = ({ goal }: TuneRecipe, { metric }: Definition) => ({
  Type: goal === 'minimize' ? 'Minimize' : 'Maximize',
  MetricName: metric,
})

/** A definition starts the image by itself: it has no member for an entry point (API model). */
const definitionBody = ({ recipe, ranges }: Definition): JobBody => {
  const { AlgorithmSpecification, ...shared } = sharedBody(recipe)
  const {
    ContainerEntrypoint: _entry,
    ContainerArguments: _words,
    ...algorithm
  } = AlgorithmSpecification as JobBody
  return {
    ...shared,
    AlgorithmSpecification: algorithm,
    ...filled({ StaticHyperParameters: fixed(recipe, ranges) }),
  }
}

/** What is tuned has no fixed value, so that one recipe serves `train run` and `train tune`. */
const fixed = (
  { hyperparameters }: ReadyTraining,
  ranges: Definition['ranges'],
): Readonly<Record<string, string>> | undefined =>
  hyperparameters &&
  Object.fromEntries(Object.entries(hyperparameters).filter(([name]) => !(name in ranges)))

const SCALES = {
  auto: 'Auto',
  linear: 'Linear',
  log: 'Logarithmic',
  'reverse-log': 'ReverseLogarithmic',
} as const

const rangesOf = ({ ranges }: Definition): JobBody => {
  const all = Object.entries(ranges)
  const numeric = (integer: boolean) =>
    all.flatMap(([Name, one]) =>
      'values' in one || (one.integer === true) !== integer
        ? []
        : [
            {
              Name,
              MinValue: String(one.min),
              MaxValue: String(one.max),
              ScalingType: SCALES[one.scale ?? 'auto'],
            },
          ],
    )
  const categories = all.flatMap(([Name, one]) =>
    'values' in one ? [{ Name, Values: one.values }] : [],
  )
  return {
    ContinuousParameterRanges: numeric(false),
    IntegerParameterRanges: numeric(true),
    CategoricalParameterRanges: categories,
  }
}
