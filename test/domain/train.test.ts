import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dearestCost, mostCost, savedPercent } from '../../src/lib/domain/train/cost.ts'
import { maxWaitOf, type ReadyTraining, trainingBody } from '../../src/lib/domain/train/job-body.ts'
import { jobNameOf, jobNameProblem } from '../../src/lib/domain/train/names.ts'
import { judgeTraining } from '../../src/lib/domain/train/problems.ts'
import { readRecipe } from '../../src/lib/domain/train/recipe.ts'
import { tuningBody } from '../../src/lib/domain/train/tuning.ts'

const READY: ReadyTraining = {
  name: 'fraud',
  image: 'i:1',
  role: 'arn:aws:iam::123456789012:role/r',
  instanceType: 'ml.m5.xlarge',
  output: 's3://acme/out',
}

describe('names of jobs', () => {
  const names = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,80}[a-zA-Z0-9]$/)

  it('fit the API whatever the name and the attempt', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 99 }), fc.jsonValue(), (name, attempt, body) => {
        const job = jobNameOf({ name, kind: 'training', body }, attempt)
        expect(job).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/)
        const tuning = jobNameOf({ name, kind: 'tuning', body }, attempt)
        expect(tuning).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}$/)
      }),
    )
  })

  it('are equal for equal content, and others for other content or attempts', () => {
    const name = (body: object, attempt = 1) =>
      jobNameOf({ name: 'a', kind: 'training', body }, attempt)
    expect(name({ a: 1, b: 2 })).toBe(name({ b: 2, a: 1 }))
    expect(new Set([name({ a: 1 }), name({ a: 2 }), name({ a: 1 }, 2)]).size).toBe(3)
  })

  it.each(['', '-a', 'a-', 'a_b', 'ä'])('%j is refused', (name) => {
    expect(jobNameProblem(name)).toBeDefined()
  })
})

describe('a recipe', () => {
  it('reads numbers as texts, and durations as seconds', () => {
    const read = readRecipe('train', {
      hyperparameters: { lr: 1e-5 },
      maxRuntime: '90m',
      maxWait: 60,
    })
    expect(read).toMatchObject({
      recipe: { hyperparameters: { lr: '0.00001' }, maxRuntime: 5400, maxWait: 60 },
    })
  })

  it.each<[object, string]>([
    [{ instancetype: 'ml.m5.large' }, 'did you mean instanceType'],
    [{ instances: 0 }, ''],
    [{ maxRuntime: 'soon' }, 'duration'],
    [{ tune: { metric: 'a', goal: 'best', ranges: {} } }, 'minimize or maximize'],
  ])('%j is refused', (given, words) => {
    const read = readRecipe('train', given)
    expect('problems' in read && read.problems.map(({ problem }) => problem).join()).toContain(
      words,
    )
  })
})

describe('a training request', () => {
  it('has nothing that nobody asked for', () => {
    expect(Object.keys(trainingBody(READY)).sort()).toEqual([
      'AlgorithmSpecification',
      'OutputDataConfig',
      'ResourceConfig',
      'RoleArn',
      'StoppingCondition',
    ])
  })

  it('lets a spot job wait as long again as it may run', () => {
    expect(maxWaitOf({ spot: true, maxRuntime: 600 })).toBe(1200)
    expect(maxWaitOf({ maxRuntime: 600 })).toBeUndefined()
  })

  it('tells ranges by their kind', () => {
    const body = tuningBody(READY, {
      metric: 'auc',
      goal: 'maximize',
      ranges: {
        lr: { min: 0.1, max: 1, scale: 'log' },
        depth: { min: 1, max: 9, integer: true },
        optimizer: { values: ['adam'] },
      },
    })
    expect(body.HyperParameterTuningJobConfig).toMatchObject({
      HyperParameterTuningJobObjective: { Type: 'Maximize', MetricName: 'auc' },
      ParameterRanges: {
        ContinuousParameterRanges: [{ Name: 'lr', ScalingType: 'Logarithmic' }],
        IntegerParameterRanges: [{ Name: 'depth', MinValue: '1', MaxValue: '9' }],
        CategoricalParameterRanges: [{ Name: 'optimizer', Values: ['adam'] }],
      },
    })
  })

  it.each<[Partial<ReadyTraining>, string]>([
    [{ maxRuntime: 29 * 86_400 }, '28 days'],
    [{ spot: true, maxRuntime: 600, maxWait: 300 }, 'maxWait counts'],
    [{ maxWait: 300 }, 'spot training only'],
    [{ subnets: ['subnet-1'] }, 'belong together'],
    [{ channels: { 'a b': { uri: 's3://x/y' } } }, 'channel name'],
    [{ hyperparameters: { text: 'x'.repeat(2_501) } }, '2500'],
  ])('%j is a problem', (change, words) => {
    expect(judgeTraining({ ...READY, ...change }).problems.join()).toContain(words)
  })

  it('advises checkpoints for spot', () => {
    expect(judgeTraining({ ...READY, spot: true }).advice.join()).toContain('begins anew')
    expect(judgeTraining(READY)).toEqual({ problems: [], advice: [] })
  })
})

describe('money', () => {
  it('is the longest time at the price of all instances, and unknown without a price', () => {
    const use = { instanceType: 'ml.m5.xlarge', instances: 2, maxSeconds: 1_800, runs: 10 }
    expect(mostCost(use, { 'ml.m5.xlarge': 230_000 })).toEqual({ once: 2_300_000 })
    expect(mostCost(use, {})).toHaveProperty('unknown')
  })

  it('is that of the dearest kind where nobody knows how many there are of each', () => {
    const use = { instances: 1, maxSeconds: 3_600, runs: 10 }
    const uses = [
      { ...use, instanceType: 'ml.m5.xlarge' },
      { ...use, instanceType: 'ml.g5.xlarge', maxSeconds: 1_800 },
    ]
    const prices = { 'ml.m5.xlarge': 230_000, 'ml.g5.xlarge': 1_400_000 }
    expect(dearestCost(uses, prices)).toEqual({ once: 7_000_000 })
    expect(dearestCost(uses, { 'ml.m5.xlarge': 230_000 })).toHaveProperty('unknown')
  })

  it.each([
    [1000, 320, 68],
    [100, 100, 0],
    [undefined, 5, undefined],
    [0, 0, undefined],
  ])('of %s seconds %s billed saves %s percent', (trained, billed, saved) => {
    expect(savedPercent(trained, billed)).toBe(saved)
  })
})
