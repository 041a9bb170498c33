import { describe, expect, it } from 'vitest'
import type { ReadyTraining } from '../../src/lib/domain/train/job-body.ts'
import { rankTrainings } from '../../src/lib/domain/train/ranking.ts'
import { readRecipe, type TuneRecipe } from '../../src/lib/domain/train/recipe.ts'
import { definitionsOf, tuningBody } from '../../src/lib/domain/train/tuning.ts'
import { judgeTuning } from '../../src/lib/domain/train/tuning-problems.ts'

const READY: ReadyTraining = {
  name: 'fraud',
  image: 'xgboost:1',
  role: 'arn:aws:iam::123456789012:role/r',
  instanceType: 'ml.m5.xlarge',
  output: 's3://acme/out',
  channels: { train: { uri: 's3://acme/train' } },
  hyperparameters: { epochs: '3' },
  metrics: { auc: 'auc=([0-9.]+)' },
}

const TUNE: TuneRecipe = {
  metric: 'auc',
  goal: 'maximize',
  ranges: { lr: { min: 0.1, max: 1 } },
  definitions: {
    xgboost: { ranges: { depth: { min: 1, max: 9, integer: true } } },
    forest: {
      image: 'forest:1',
      instanceType: 'ml.c5.xlarge',
      hyperparameters: { trees: '10' },
      metrics: { f1: 'f1=([0-9.]+)' },
      metric: 'f1',
    },
  },
}

describe('a tuning job of several algorithms', () => {
  it('gives each what the recipe has, and what is its own over it', () => {
    const [xgboost, forest] = definitionsOf(READY, TUNE)
    expect(xgboost).toMatchObject({
      name: 'xgboost',
      metric: 'auc',
      recipe: { image: 'xgboost:1', hyperparameters: { epochs: '3' } },
    })
    expect(Object.keys(xgboost?.ranges ?? {})).toEqual(['lr', 'depth'])
    expect(forest).toMatchObject({
      metric: 'f1',
      recipe: {
        image: 'forest:1',
        instanceType: 'ml.c5.xlarge',
        hyperparameters: { epochs: '3', trees: '10' },
        channels: { train: { uri: 's3://acme/train' } },
      },
    })
  })

  it('has objective and ranges in each definition, and none of its own', () => {
    const body = tuningBody(READY, TUNE)
    expect(body).not.toHaveProperty('TrainingJobDefinition')
    expect(body.HyperParameterTuningJobConfig).not.toHaveProperty('ParameterRanges')
    expect(body.HyperParameterTuningJobConfig).not.toHaveProperty(
      'HyperParameterTuningJobObjective',
    )
    expect(body.TrainingJobDefinitions).toMatchObject([
      {
        DefinitionName: 'xgboost',
        TuningObjective: { Type: 'Maximize', MetricName: 'auc' },
        HyperParameterRanges: { IntegerParameterRanges: [{ Name: 'depth' }] },
        StaticHyperParameters: { epochs: '3' },
      },
      {
        DefinitionName: 'forest',
        TuningObjective: { Type: 'Maximize', MetricName: 'f1' },
        AlgorithmSpecification: { TrainingImage: 'forest:1' },
      },
    ])
    expect(judgeTuning(READY, TUNE)).toEqual({ problems: [], advice: [] })
  })

  it('takes what is tuned out of what is fixed: one recipe trains and tunes', () => {
    const recipe = { ...READY, hyperparameters: { epochs: '3', lr: '0.5' } }
    const { definitions: _none, ...tune } = TUNE
    expect(judgeTuning(recipe, tune).problems).toEqual([])
    expect(tuningBody(recipe, tune).TrainingJobDefinition).toMatchObject({
      StaticHyperParameters: { epochs: '3' },
    })
    expect(tuningBody(recipe, tune)).not.toHaveProperty(
      'TrainingJobDefinition.StaticHyperParameters.lr',
    )
  })

  const forest = (change: object): TuneRecipe => ({
    ...TUNE,
    definitions: { forest: { ...TUNE.definitions?.forest, ...change } },
  })

  it.each<[string, Partial<ReadyTraining>, TuneRecipe, string]>([
    ['early stopping', {}, { ...TUNE, earlyStopping: true }, 'one algorithm only'],
    ['no definition at all', {}, { ...TUNE, definitions: {} }, 'has 0: 1 to 10'],
    [
      'eleven of them',
      {},
      {
        ...TUNE,
        definitions: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`a${n}`, {}])),
      },
      'has 11',
    ],
    ['a name with a blank', {}, { ...TUNE, definitions: { 'a b': {} } }, '"a b" can be no name'],
    [
      'a metric that its logs do not have',
      {},
      forest({ metric: 'f2' }),
      'tune.definitions.forest.metric f2 is not among metrics',
    ],
    ['nothing to tune', {}, { ...forest({}), ranges: {} }, 'forest.ranges is missing'],
    [
      'no metric',
      {},
      { goal: 'maximize', ranges: {}, definitions: { a: {} } },
      'a.metric is missing',
    ],
    [
      'a range that ends before it begins',
      {},
      forest({ ranges: { lr: { min: 2, max: 1 } } }),
      'ranges.lr: min',
    ],
    [
      'a channel that is no S3 address',
      {},
      forest({ channels: { extra: { uri: './x' } } }),
      'extra is no S3',
    ],
    ['an entry point', { entrypoint: ['x'] }, TUNE, 'no entrypoint'],
    ['more at once than in all', {}, { ...TUNE, trainings: 2, parallel: 3 }, 'tune.parallel'],
  ])('refuses %s', (_what, recipe, tune, words) => {
    expect(judgeTuning({ ...READY, ...recipe }, tune).problems.join('\n')).toContain(words)
  })

  it('advises more trainings than algorithms', () => {
    expect(judgeTuning(READY, { ...TUNE, trainings: 1 }).advice.join()).toContain(
      'not every one of 2 definitions',
    )
  })

  it('reads definitions strictly', () => {
    const read = readRecipe('train', {
      tune: { goal: 'maximize', definitions: { a: { subnets: ['subnet-1'] } } },
    })
    expect(read).toMatchObject({
      problems: [{ path: ['tune', 'definitions', 'a', 'subnets'], problem: 'is unknown' }],
    })
  })
})

describe('the ranking', () => {
  const training = (jobName: string, definition: string, objective?: number) => ({
    ...{ jobName, definition, status: 'Completed' as const, hyperParameters: {} },
    ...(objective === undefined ? {} : { objective }),
  })
  const all = [
    training('a', 'x', 1),
    training('b', 'y', 3),
    training('c', 'x', 2),
    training('d', 'y'),
  ]
  const names = (ranking: readonly { readonly jobName: string }[]) =>
    ranking.map(({ jobName }) => jobName).join('')
  const definitions = (type: 'Minimize' | 'Maximize', second = 'auc') => [
    { name: 'x', objective: { type, metricName: 'auc' } },
    { name: 'y', objective: { type, metricName: second } },
  ]

  it('is one where all are judged alike, and has the best of each definition', () => {
    const { ranking, definitions: bests } = rankTrainings(
      { definitions: definitions('Maximize') },
      all,
    )
    expect(names(ranking)).toBe('bcad')
    expect(bests).toMatchObject([
      { definition: 'x', trainings: 2, best: { jobName: 'c' } },
      { definition: 'y', trainings: 2, best: { jobName: 'b' } },
    ])
  })

  it('goes by definition where objectives cannot be compared', () => {
    const { ranking } = rankTrainings({ definitions: definitions('Minimize', 'f1') }, all)
    expect(names(ranking)).toBe('acbd')
  })

  it('names no best where no training has a value', () => {
    const [, y] =
      rankTrainings({ definitions: definitions('Maximize') }, [training('d', 'y')]).definitions ??
      []
    expect(y).toEqual({ definition: 'y', type: 'Maximize', metricName: 'auc', trainings: 1 })
  })
})
