import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capacityWarnings, neededInstances } from '../../../src/lib/domain/rollout/capacity.ts'
import { withModel, withoutVariants, withVariant } from '../../../src/lib/domain/rollout/clone.ts'
import {
  deploymentConfig,
  effectivePercent,
  type Guarded,
  waitsOf,
} from '../../../src/lib/domain/rollout/guardrails.ts'
import { begin } from '../../../src/lib/domain/rollout/machine.ts'
import { metricGateOf } from '../../../src/lib/domain/rollout/metric-gate.ts'
import type { RolloutSpec } from '../../../src/lib/domain/rollout/model.ts'
import { parseSteps, stepsText } from '../../../src/lib/domain/rollout/steps.ts'
import {
  orderOfTags,
  orderTags,
  stateFromTags,
  stateTags,
} from '../../../src/lib/domain/rollout/tags.ts'

const defaults = { bakeMs: 600_000, minRequests: 100 }

describe('steps', () => {
  it('take percent, bake time and requests; the last one ends when its traffic is there', () =>
    expect(parseSteps('10:10m:500,50:20m,100', defaults)).toEqual([
      { percent: 10, bakeMs: 600_000, minRequests: 500 },
      { percent: 50, bakeMs: 1_200_000, minRequests: 100 },
      { percent: 100, bakeMs: 0, minRequests: 0 },
    ]))
  it.each(['', '0', '101', '10:x', '10:5m:x', '50,10', '10,10', '10:5m:5:5', 'ten'])(
    '"%s" is none',
    (text) =>
      expect(() => parseSteps(text, defaults)).toThrow(
        expect.objectContaining({ code: 'MLC-ROL-021' }),
      ),
  )
  it('can be written and read back', () => {
    const steps = parseSteps('0.5:90s:7,25:2h,100:30m', defaults)
    expect(parseSteps(stepsText(steps), defaults)).toEqual(steps)
  })
})

const spec = (names: readonly string[], gates: readonly string[] = []): RolloutSpec => ({
  id: 'ro-20261122100000-1a2b',
  endpointName: 'fraud',
  canary: names[0] ?? '',
  steps: parseSteps('10:10m:500,50:20m,100', defaults),
  policy: {
    analysis: { maxErrorRate: 0.02 },
    errorMetrics: ['Invocation5XXErrors'],
    alarms: ['p99, "quoted"'],
    gates,
    metricGates: [],
    maxBakeMs: 3_600_000,
    onInconclusive: 'hold',
  },
  before: {
    endpointConfigName: 'fraud-1',
    shares: names.map((variantName, at) => ({ variantName, percent: at === 1 ? 100 : 0 })),
    counts: names.map((variantName) => ({ variantName, instances: 2 })),
    scaling: names.map((variantName) => ({
      variantName,
      resourceId: `endpoint/fraud/variant/${variantName}`,
      scalableDimension: 'sagemaker:variant:DesiredInstanceCount' as const,
      suspended: {
        dynamicScalingInSuspended: false,
        dynamicScalingOutSuspended: true,
        scheduledScalingSuspended: false,
      },
    })),
  },
  createdAt: '2026-11-22T10:00:00Z',
})

describe('tags carry the state to other machines', () => {
  it.each([
    ['two variants', ['green', 'blue']],
    [
      'ten variants with the longest names',
      Array.from({ length: 10 }, (_, i) => `v${i}-${'x'.repeat(60)}`),
    ],
  ])('%s: within the rules of AddTags, and back', (_name, names) => {
    const state = { ...begin(spec(names), 5_000), settled: spec(names).before.shares }
    const tags = stateTags(state)
    expect(Object.keys(tags).length).toBeGreaterThan(2)
    expect(Object.keys(tags).length).toBeLessThanOrEqual(22)
    for (const [key, value] of Object.entries(tags)) {
      expect(key.length).toBeLessThanOrEqual(128)
      expect(value.length).toBeLessThanOrEqual(256)
      expect(`${key}${value}`).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u)
    }
    expect(stateFromTags(tags)).toEqual(state)
  })

  it('commands never travel', () => {
    const tags = stateTags(begin(spec(['green', 'blue'], ['rm -rf /']), 5_000))
    expect(stateFromTags(tags)?.spec.policy.gates).toEqual([''])
    const text = Object.values(tags)
      .map((part) => part.slice(part.indexOf(':') + 1))
      .join('')
    expect(Buffer.from(text, 'base64').toString()).not.toContain('rm -rf')
  })

  it('are not believed when a part is missing or changed', () => {
    const tags = { ...stateTags(begin(spec(['green', 'blue']), 5_000)) }
    const { 'mlctl:rollout-state-1': _gone, ...without } = tags
    expect(stateFromTags(without)).toBeUndefined()
    expect(stateFromTags({ ...tags, 'mlctl:rollout': 'ro-other' })).toBeUndefined()
    expect(stateFromTags({})).toBeUndefined()
  })

  it('any junk in them is no state, and no crash', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (id, part) => {
        const tags = { 'mlctl:rollout': id, 'mlctl:rollout-state-0': `1:${part}` }
        expect(stateFromTags(tags)).toBeUndefined()
      }),
    )
  })

  it('orders name their rollout and step', () => {
    const tags = orderTags('promote', { rollout: 'ro-1', step: 2, full: true })
    expect(orderOfTags(tags, 'ro-1')).toEqual({ order: 'promote', step: 2, full: true })
    expect(orderOfTags(tags, 'ro-2')).toBeUndefined()
    expect(orderOfTags({ 'mlctl:rollout-order': 'explode:ro-1:0' }, 'ro-1')).toBeUndefined()
  })
})

const blue = {
  VariantName: 'blue',
  ModelName: 'fraud-1',
  InstanceType: 'ml.m5.large',
  InitialInstanceCount: 1,
  InitialVariantWeight: 1,
  RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
  AcceleratorType: 'ml.eia2.medium',
  SomethingNew: { Kept: true },
}
const config = { ProductionVariants: [blue], KmsKeyId: 'key', MetricsConfig: { Enable: false } }
const figures = [{ variantName: 'blue', weight: 7, instances: 5 }]
const added = { variantName: 'green', modelName: 'fraud-2', instances: 1, instanceType: undefined }

describe('clones of configs', () => {
  it('keep everything, start the old with what is live, and the new with nobody', () => {
    const { body, dropped } = withVariant(config, figures, { like: 'blue', added })
    expect(dropped).toEqual(['ml.eia2.medium of blue'])
    const { AcceleratorType: _gone, ...kept } = blue
    expect(body).toEqual({
      ...config,
      ProductionVariants: [
        { ...kept, InitialInstanceCount: 5, InitialVariantWeight: 7 },
        { ...kept, VariantName: 'green', ModelName: 'fraud-2', InitialVariantWeight: 0 },
      ],
    })
  })
  it.each([
    ['a taken name', config, { ...added, variantName: 'blue' }],
    [
      'serverless',
      {
        ProductionVariants: [
          { ...blue, ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 1 } },
        ],
      },
      added,
    ],
    ['inference components', { ProductionVariants: [{ VariantName: 'blue' }] }, added],
    ['a shadow test', { ...config, ShadowProductionVariants: [blue] }, added],
  ])('refuse %s', (_name, body, variant) =>
    expect(() => withVariant(body, figures, { like: 'blue', added: variant })).toThrow(
      expect.objectContaining({ code: 'MLC-ROL-033' }),
    ),
  )
  it('lose variants, or change a model, and nothing else', () => {
    const two = withVariant(config, figures, { like: 'blue', added }).body
    const left = withoutVariants(two, [], ['blue']).body
    expect(left.ProductionVariants.map(({ VariantName }) => VariantName)).toEqual(['green'])
    const changed = withModel(config, figures, { variantName: 'blue', modelName: 'fraud-2' }).body
    expect(changed.ProductionVariants[0]).toMatchObject({
      ModelName: 'fraud-2',
      SomethingNew: { Kept: true },
    })
  })
})

const guarded: Guarded = {
  strategy: 'canary',
  percent: 10,
  waitSeconds: 600,
  keepSeconds: 300,
  timeoutSeconds: 3_600,
  alarms: ['a'],
}

describe("SageMaker's guarded updates", () => {
  it.each([
    ['a canary over half', { percent: 60 }],
    ['a linear step under a tenth', { strategy: 'linear', percent: 5 }],
    ['a rolling batch under a twentieth', { strategy: 'rolling', percent: 3 }],
    ['a bake over an hour', { waitSeconds: 4_000 }],
    ['a time limit over eight hours', { timeoutSeconds: 30_000 }],
    ['waits longer than the limit', { strategy: 'linear', percent: 10, timeoutSeconds: 6_000 }],
    ['no alarm', { alarms: [] }],
  ] as const)('%s is refused here', (_name, change) =>
    expect(() => deploymentConfig({ ...guarded, ...change })).toThrow(
      expect.objectContaining({ code: 'MLC-ROL-040' }),
    ),
  )
  it('count their waits', () => {
    expect(waitsOf(guarded)).toBe(900)
    expect(waitsOf({ ...guarded, strategy: 'linear', percent: 30 })).toBe(2_700)
  })
  it.each([
    [2, 10, 50],
    [10, 10, 10],
    [3, 50, 66.66666666666667],
    [1, 10, 100],
  ])('on %i instances %i %% is %d %% in truth', (instances, percent, truth) =>
    expect(effectivePercent(instances, percent)).toBe(truth),
  )
})

describe('capacity', () => {
  it.each([
    [3_000, 10, 600, 1],
    [3_000, 50, 600, 3],
    [3_001, 100, 600, 6],
    [0, 50, 600, 1],
  ])('%i requests/min at %i %% with %i each need %i instances', (rpm, percent, each, wanted) =>
    expect(neededInstances(rpm, percent, each)).toBe(wanted),
  )
  it('warns of strain and of a single zone', () => {
    const instances = [
      { variantName: 'blue', instances: 9 },
      { variantName: 'green', instances: 1 },
    ]
    const at = (percent: number) =>
      capacityWarnings(instances, [
        { variantName: 'blue', percent: 100 - percent },
        { variantName: 'green', percent },
      ])
    expect(at(10)).toEqual([])
    expect(at(20)).toEqual([
      'green gets 20 % of the traffic with 1 of 10 instances (2.0 times its part).',
    ])
    expect(at(50)).toHaveLength(2)
  })
})

describe('metrics of the user', () => {
  it('are read from one word', () =>
    expect(metricGateOf('Acme/Fraud/Precision:Average[Variant=v2,Env=prod]>=0.9')).toEqual({
      name: 'Acme/Fraud/Precision:Average[Variant=v2,Env=prod]>=0.9',
      namespace: 'Acme/Fraud',
      metricName: 'Precision',
      stat: 'Average',
      dimensions: { Variant: 'v2', Env: 'prod' },
      min: 0.9,
    }))
  it.each(['', 'Precision', 'A/B:Sum', 'A/B:Sum=3', 'A/B:Sum[x]<=3'])('"%s" is none', (text) =>
    expect(() => metricGateOf(text)).toThrow(expect.objectContaining({ code: 'MLC-ROL-032' })),
  )
})
