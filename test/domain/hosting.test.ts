import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  limitsProblem,
  readSchedule,
  type ScalingWish,
  targetFromLoadTest,
} from '../../src/lib/domain/hosting/autoscaling.ts'
import { endpointConfigOf } from '../../src/lib/domain/hosting/build.ts'
import { changedConfig } from '../../src/lib/domain/hosting/change-config.ts'
import { checkEndpointConfig } from '../../src/lib/domain/hosting/check-config.ts'
import { costOf } from '../../src/lib/domain/hosting/cost.ts'
import { covers } from '../../src/lib/domain/hosting/documents.ts'
import {
  elasticInferenceUses,
  withoutElasticInference,
} from '../../src/lib/domain/hosting/elastic-inference.ts'
import { familyOf, memoryGibOf, vcpusOf } from '../../src/lib/domain/hosting/instances.ts'
import { contentName, hostingNameProblem } from '../../src/lib/domain/hosting/names.ts'
import { rank } from '../../src/lib/domain/hosting/rank.ts'
import { sizeLocally } from '../../src/lib/domain/hosting/sizing.ts'
import type { EndpointConfigBody } from '../../src/lib/ports/endpoint-configs.ts'

const variant = {
  VariantName: 'a',
  ModelName: 'm',
  InstanceType: 'ml.m5.large',
  InitialInstanceCount: 2,
}
const config = (change: object = {}, body: object = {}): EndpointConfigBody => ({
  ProductionVariants: [{ ...variant, ...change }],
  ...body,
})
const SERVERLESS = {
  InstanceType: undefined,
  InitialInstanceCount: undefined,
  ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
}
const VPC = { VpcConfig: { Subnets: ['s1', 's2'], SecurityGroupIds: ['g'] } }

const rules = (body: EndpointConfigBody, level: string) =>
  checkEndpointConfig(body).flatMap((one) => (one.level === level ? [one.rule] : []))

describe('an endpoint config', () => {
  it('of two instances has nothing to be said of', () => {
    expect(checkEndpointConfig(config())).toEqual([])
  })

  it.each([
    ['no variants', { ProductionVariants: [] }, ['variants.count']],
    [
      'eleven variants',
      {
        ProductionVariants: Array.from({ length: 11 }, (_, at) => ({
          ...variant,
          VariantName: `v${at}`,
        })),
      },
      ['variants.count'],
    ],
    ['two of one name', { ProductionVariants: [variant, variant] }, ['variants.unique']],
    [
      'a shadow beside two variants',
      {
        ProductionVariants: [variant, { ...variant, VariantName: 'b' }],
        ShadowProductionVariants: [{ ...variant, VariantName: 'c' }],
      },
      ['shadow.count'],
    ],
    ['no weight at all', config({ InitialVariantWeight: 0 }), ['weights.sum']],
    ['a negative weight', config({ InitialVariantWeight: -1 }), ['variant.weight']],
    ['no instances', config({ InitialInstanceCount: 0 }), ['variant.count']],
    ['type and pools', config({ InstancePools: [] }), ['variant.capacity', 'pools.count']],
    ['a bad name', config({ VariantName: 'a_b' }), ['variant.name']],
    ['no type', config({ InstanceType: 'm5.large' }), ['instance.form']],
    ['a volume too large', config({ VolumeSizeInGB: 513 }), ['variant.VolumeSizeInGB']],
    [
      'a start too short',
      config({ ContainerStartupHealthCheckTimeoutInSeconds: 59 }),
      ['variant.ContainerStartupHealthCheckTimeoutInSeconds'],
    ],
    ['neither model nor role', config({ ModelName: undefined }), ['variant.model']],
    [
      'managed scaling of a model',
      config({ ManagedInstanceScaling: { MinInstanceCount: 0 } }),
      ['variant.managed-scaling'],
    ],
    ['an odd routing', config({ RoutingConfig: { RoutingStrategy: 'X' } }), ['variant.routing']],
    [
      'capture of 101 % to nowhere',
      config({}, { DataCaptureConfig: { InitialSamplingPercentage: 101, DestinationS3Uri: 'x' } }),
      ['capture.percent', 'capture.destination'],
    ],
    ['serverless in a VPC', config(SERVERLESS, VPC), ['serverless.vpc']],
    [
      'serverless with a second variant',
      {
        ProductionVariants: [
          config(SERVERLESS).ProductionVariants[0] ?? variant,
          { ...variant, VariantName: 'b' },
        ],
      },
      ['serverless.variants'],
    ],
    [
      'serverless of an odd size',
      config({ ...SERVERLESS, ServerlessConfig: { MemorySizeInMB: 1500, MaxConcurrency: 201 } }),
      ['serverless.memory', 'serverless.concurrency'],
    ],
    [
      'more kept warm than allowed',
      config({
        ...SERVERLESS,
        ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 5, ProvisionedConcurrency: 6 },
      }),
      ['serverless.provisioned'],
    ],
  ] as const)('with %s is refused', (_what, body, expected) => {
    expect(rules(body as unknown as EndpointConfigBody, 'error')).toEqual(expected)
  })

  it.each([
    ['one instance', config({ InitialInstanceCount: 1 }), 'advice', 'zones.instances'],
    [
      'one subnet',
      config({}, { VpcConfig: { Subnets: ['s'], SecurityGroupIds: [] } }),
      'advice',
      'zones.subnets',
    ],
    ['Graviton', config({ InstanceType: 'ml.c7g.large' }), 'advice', 'instance.arm'],
    [
      'a family of tomorrow',
      config({ InstanceType: 'ml.x99.large' }),
      'warning',
      'instance.unknown',
    ],
    ['an old family', config({ InstanceType: 'ml.p3.2xlarge' }), 'warning', 'instance.old'],
    [
      'an accelerator',
      config({ AcceleratorType: 'ml.eia2.medium' }),
      'warning',
      'elastic-inference',
    ],
  ] as const)('with %s is told so', (_what, body, level, rule) => {
    expect(rules(body, level)).toContain(rule)
    expect(rules(body, 'error')).toEqual([])
  })

  it('a variant at weight 0 may have one instance', () => {
    const canary = {
      ...variant,
      VariantName: 'b',
      InitialInstanceCount: 1,
      InitialVariantWeight: 0,
    }
    expect(checkEndpointConfig({ ProductionVariants: [variant, canary] })).toEqual([])
  })

  it('of inference components has no model and a role', () => {
    const body = config(
      {
        ModelName: undefined,
        ManagedInstanceScaling: { MinInstanceCount: 0, MaxInstanceCount: 2 },
      },
      { ExecutionRoleArn: 'arn:aws:iam::123456789012:role/r' },
    )
    expect(rules(body, 'error')).toEqual([])
  })

  it('of the wizard turns no metrics on that may be charged for', () => {
    const body = endpointConfigOf(
      { variantName: 'a', instanceType: 'ml.m5.large', instanceCount: 2 },
      'm',
    )
    expect(body.MetricsConfig).toEqual({
      EnableEnhancedMetrics: false,
      EnableDetailedObservability: false,
    })
    expect(checkEndpointConfig(body)).toEqual([])
  })
})

describe('a changed config', () => {
  const live = [
    {
      variantName: 'a',
      currentWeight: 30,
      currentInstanceCount: 7,
      status: [],
      deployedImages: [],
    },
  ]
  it('keeps what it does not know, begins with the live numbers and drops accelerators', () => {
    const body = config({ AcceleratorType: 'ml.eia1.medium', NewThing: { x: 1 } }, { Future: true })
    expect(changedConfig(body, live, { variantName: 'a', modelName: 'm2' })).toEqual({
      Future: true,
      MetricsConfig: { EnableEnhancedMetrics: false, EnableDetailedObservability: false },
      ProductionVariants: [
        {
          ...variant,
          ModelName: 'm2',
          NewThing: { x: 1 },
          InitialVariantWeight: 30,
          InitialInstanceCount: 7,
        },
      ],
    })
  })
  it('leaves metrics as they were asked for', () => {
    const asked = { EnableDetailedObservability: true }
    const body = changedConfig(config({}, { MetricsConfig: asked }), [], { variantName: 'a' })
    expect(body.MetricsConfig).toEqual(asked)
  })
})

describe('Elastic Inference', () => {
  it('is found wherever it stands, and removed without touching the rest', () => {
    const document = { a: [{ AcceleratorType: 'ml.eia2.large', b: 1 }], image: 'x-eia1.medium' }
    expect(elasticInferenceUses(document)).toEqual([
      { path: 'a[0].AcceleratorType', value: 'ml.eia2.large' },
      { path: 'image', value: 'x-eia1.medium' },
    ])
    expect(withoutElasticInference(document)).toEqual({ a: [{ b: 1 }], image: 'x-eia1.medium' })
  })
})

describe('an instance type', () => {
  it.each([
    ['ml.m5.large', 'm5', 2, 8],
    ['ml.c5.2xlarge', 'c5', 8, 16],
    ['ml.r5.xlarge', 'r5', 4, 32],
    ['ml.p6-b200.48xlarge', 'p6-b200', 192, undefined],
    ['ml.x99.large', undefined, 2, undefined],
    ['m5.large', undefined, undefined, undefined],
  ] as const)('%s is of family %s, with %s vCPUs and %s GiB', (type, family, vcpus, gib) => {
    expect([familyOf(type)?.family, vcpusOf(type), memoryGibOf(type)]).toEqual([family, vcpus, gib])
  })
})

describe('a name', () => {
  const LEGAL = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/
  it('is judged as the API model judges it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9_-]{0,70}$/), (name) => {
        expect(hostingNameProblem(name) === undefined).toBe(LEGAL.test(name) && name.length <= 63)
      }),
    )
  })
  it('made of content is legal, the same twice, and another for other content', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-zA-Z0-9](-?[a-zA-Z0-9]){0,30}$/),
        fc.jsonValue(),
        (name, content) => {
          const made = contentName(name, content)
          expect(hostingNameProblem(made)).toBeUndefined()
          expect(contentName(name, content)).toBe(made)
          expect(contentName(name, { other: content })).not.toBe(made)
        },
      ),
    )
  })
})

describe('cost', () => {
  it('sums what has a price and names what has none', () => {
    const body = {
      ProductionVariants: [
        variant,
        { ...variant, VariantName: 'b', InstanceType: 'ml.c5.large', InitialInstanceCount: 3 },
      ],
    }
    expect(costOf(body, { 'ml.m5.large': 115_000 })).toEqual({
      perHour: 230_000,
      unknown: '3 × ml.c5.large',
    })
    expect(costOf(config(SERVERLESS), {})).toEqual({})
  })
})

describe('a document', () => {
  it('covers itself and any part of itself, but no member that differs', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()), (document) => {
        expect(covers(document, document)).toBe(true)
        expect(covers({ ...document, added: 1 }, document)).toBe(true)
        expect(covers(document, { ...document, missing: 1 })).toBe(false)
      }),
    )
  })
  it('is the same for a weight that travelled as a single-precision float', () => {
    expect(covers({ w: 0.10000000149011612 }, { w: 0.1 })).toBe(true)
    expect(covers({ w: 0.2 }, { w: 0.1 })).toBe(false)
  })
})

describe('scaling', () => {
  const KEY = {
    resourceId: 'endpoint/e/variant/a',
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
  } as const
  const wish = (change: Partial<ScalingWish>): ScalingWish => ({
    key: KEY,
    kind: 'instances',
    measure: 'invocations',
    min: 1,
    max: 4,
    target: 100,
    scaleInCooldown: 300,
    scaleOutCooldown: 300,
    noScaleIn: false,
    ...change,
  })
  it('aims at half of what a load test found, per minute', () => {
    expect(targetFromLoadTest(20)).toBe(600)
  })
  it.each([
    [{}, true],
    [{ min: 0 }, false],
    [{ kind: 'component', min: 0 }, true],
    [{ min: 5 }, false],
    [{ kind: 'component', min: 0, max: 0 }, false],
    [{ target: Number.NaN }, false],
    [{ kind: 'serverless', target: 1.1 }, false],
  ] as const)('of %j is possible: %s', (change, possible) => {
    expect(limitsProblem(wish(change)) === undefined).toBe(possible)
  })
  it.each([
    [
      'morning=cron(0 8 * * ? *) min=2 max=8',
      { schedule: 'cron(0 8 * * ? *)', minCapacity: 2, maxCapacity: 8 },
    ],
    ['once=at(2026-12-24T18:00:00) max=1', { schedule: 'at(2026-12-24T18:00:00)', maxCapacity: 1 }],
    ['often=rate(5 minutes) min=1', { schedule: 'rate(5 minutes)', minCapacity: 1 }],
  ])('reads %s', (text, expected) => {
    expect(readSchedule(text, KEY, undefined)).toEqual({
      ...KEY,
      scheduledActionName: text.split('=')[0],
      ...expected,
    })
  })
  it.each([
    'morning',
    'x=cron(0 8 * * *) min=1',
    'x=cron(0 8 * * * *) min=1',
    'x=cron(0 8 ? * ? *) min=1',
    'x=at(tomorrow) min=1',
    'x=rate(0 minutes) min=1',
    'x=rate(5 weeks) min=1',
    'x=rate(5 days)',
    'x=rate(5 days) min=9 max=2',
  ])('refuses %s', (text) => {
    expect(readSchedule(text, KEY, undefined)).toHaveProperty('problem')
  })
})

describe('sizing', () => {
  const load = fc.record({
    modelGib: fc.double({ min: 0.1, max: 30, noNaN: true }),
    latencyMs: fc.double({ min: 1, max: 5_000, noNaN: true }),
    peakRps: fc.double({ min: 0.1, max: 1_000, noNaN: true }),
    gpu: fc.boolean(),
  })
  it('takes the peak at half of what the instances can do, and never one instance', () => {
    fc.assert(
      fc.property(load, (wish) => {
        for (const row of sizeLocally(wish, {})) {
          expect(row.instances).toBeGreaterThanOrEqual(2)
          expect(row.instances * row.maxRps * 0.5).toBeGreaterThanOrEqual(wish.peakRps * 0.999)
        }
      }),
    )
  })
  it('puts the cheapest known price first and invents none', () => {
    const rows = sizeLocally(
      { modelGib: 1, latencyMs: 50, peakRps: 100, gpu: false },
      { 'ml.c5.2xlarge': 408_000, 'ml.c5.xlarge': 204_000 },
    )
    expect(rows[0]).toMatchObject({
      instanceType: 'ml.c5.xlarge',
      instances: 5,
      perHour: 1_020_000,
    })
    expect(rows[1]).toMatchObject({
      instanceType: 'ml.c5.2xlarge',
      instances: 3,
      perHour: 1_224_000,
    })
    expect(rows[2]).not.toHaveProperty('perHour')
  })
  it('leaves out what cannot hold the model', () => {
    expect(sizeLocally({ modelGib: 200, latencyMs: 1, peakRps: 1, gpu: true }, {})).toEqual([])
  })
})

describe('ranking', () => {
  const one = (
    instanceType: string,
    costPerInference: number | undefined,
    modelLatencyMs: number,
  ) => ({
    endpointName: 'e',
    variantName: 'v',
    environment: {},
    instanceType,
    modelLatencyMs,
    ...(costPerInference === undefined ? {} : { costPerInference }),
  })
  it('is by cost among those fast enough, then the slow, and unmeasured cost last', () => {
    const ranked = rank(
      [one('free?', undefined, 5), one('dear', 3, 10), one('slow', 1, 900), one('cheap', 2, 20)],
      100,
    )
    expect(ranked.map(({ instanceType }) => instanceType)).toEqual([
      'cheap',
      'dear',
      'free?',
      'slow',
    ])
    expect(ranked.map(({ rank: place }) => place)).toEqual([1, 2, 3, 4])
  })
})
