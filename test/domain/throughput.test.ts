import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { usd } from '../../src/lib/domain/core/money.ts'
import { derivedName, resourceNameProblem } from '../../src/lib/domain/core/resource-name.ts'
import { supportCaseText, unitsInUse, verdictOf } from '../../src/lib/domain/throughput/quota.ts'
import { modelChangeObjection, releaseOf } from '../../src/lib/domain/throughput/rules.ts'
import { runningCost, totalRunning } from '../../src/lib/domain/throughput/running-cost.ts'
import { provisionObjection } from '../../src/lib/domain/throughput/support.ts'
import { quoteOf } from '../../src/lib/domain/throughput/terms.ts'

const price = (dollars: number) => ({ microUsd: usd(dollars), asOf: '2026-08-01', source: 's' })
const CUSTOM = 'arn:aws:bedrock:us-east-1:111122223333:custom-model/x/1'
const base = (id: string) => `arn:aws:bedrock:us-east-1::foundation-model/${id}`

describe('names', () => {
  it.each([
    ['fraud', true],
    ['a', true],
    ['Fraud_v2-b', true],
    ['a'.repeat(63), true],
    ['a-', true],
    ['', false],
    ['a'.repeat(64), false],
    ['-a', false],
    ['_a', false],
    ['a--b', false],
    ['a_-b', false],
    ['a.b', false],
    ['a b', false],
  ])('%s is fine: %s', (name, fine) => {
    expect(resourceNameProblem(name) === undefined).toBe(fine)
  })

  it('agree with the pattern of the API model on every short text', () => {
    const PATTERN = /^([0-9a-zA-Z][_-]?){1,63}$/
    const text = fc.string({ unit: fc.constantFrom('a', 'Z', '0', '-', '_', '.'), maxLength: 12 })
    fc.assert(
      fc.property(text, (name) => {
        expect(resourceNameProblem(name) === undefined).toBe(PATTERN.test(name))
      }),
    )
  })

  it('made of any model name are legal', () => {
    const model = fc.string({
      unit: fc.constantFrom('a', '9', '-', '_'),
      minLength: 1,
      maxLength: 63,
    })
    fc.assert(
      fc.property(model, (name) => {
        fc.pre(/[a-z0-9]/.test(name))
        expect(resourceNameProblem(derivedName(name, 'pt'))).toBeUndefined()
      }),
    )
  })
})

describe('a quote', () => {
  it('is exact: six months are six times a month of 730 hours', () => {
    const [, , six] = quoteOf({ SixMonths: price(20.01) }, 3)
    expect(six?.price).toMatchObject({
      perHour: usd(60.03),
      perMonth: usd(43_821.9),
      perTerm: usd(262_931.4),
    })
  })

  it('grows with the units in proportion', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 1e8 }), (n, p) => {
        const [one] = quoteOf({ none: { ...price(0), microUsd: p } }, 1)
        const [many] = quoteOf({ none: { ...price(0), microUsd: p } }, n)
        expect(many?.price?.perMonth).toBe((one?.price?.perMonth ?? 0) * n)
      }),
    )
  })
})

describe('quotas', () => {
  const line = (value: number | undefined, used: number, needed: number) => ({
    quotaCode: 'L-1',
    quotaName: 'units',
    used,
    needed,
    ...(value === undefined ? {} : { value }),
  })
  it.each([
    [line(0, 0, 1), 'too-small'],
    [line(2, 1, 1), 'enough'],
    [line(2, 2, 1), 'too-small'],
    [line(undefined, 0, 1), 'could-not-tell'],
  ])('%j is %s', (one, verdict) => expect(verdictOf(one)).toBe(verdict))

  it('count units of custom models without commitment only', () => {
    const purchases = [
      { modelArn: CUSTOM, modelUnits: 2 },
      { modelArn: CUSTOM, modelUnits: 4, commitmentDuration: 'OneMonth' },
      { modelArn: base('amazon.nova-micro-v1:0:24k'), modelUnits: 8 },
    ]
    expect(unitsInUse(purchases)).toBe(2)
  })

  it('are asked for only where they do not suffice', () => {
    const lines = [line(0, 0, 2), { ...line(9, 0, 2), quotaCode: 'L-2' }]
    const text = supportCaseText({
      account: '111122223333',
      region: 'us-east-1',
      baseModel: 'Nova Micro',
      units: 2,
      term: 'none',
      lines,
    })
    expect(text).toContain('L-1 (units): now 0, in use 0, needed 2')
    expect(text).not.toContain('L-2')
  })
})

describe('a release', () => {
  const view = {
    provisionedModelName: 'x',
    status: 'InService',
    modelArn: CUSTOM,
    desiredModelArn: CUSTOM,
    foundationModelArn: base('m'),
  } as const
  const end = '2026-12-01T00:00:00Z'
  it.each([
    [{}, Date.parse(end) - 1, true],
    [{ commitmentDuration: 'OneMonth', commitmentExpirationTime: end }, Date.parse(end) - 1, false],
    [{ commitmentDuration: 'OneMonth', commitmentExpirationTime: end }, Date.parse(end), true],
    [{ commitmentDuration: 'OneMonth' }, Date.parse(end), false],
  ])('of %j at %s is allowed: %s', (rest, now, allowed) => {
    expect(releaseOf({ ...view, ...rest }, now).allowed).toBe(allowed)
  })

  it.each([
    [CUSTOM, 'amazon.nova-micro-v1:0:128k', 'amazon.nova-micro-v1:0:24k', true],
    [CUSTOM, 'amazon.nova-micro-v1:0:128k', 'amazon.nova-lite-v1:0:300k', false],
    [base('amazon.nova-micro-v1:0'), 'amazon.nova-micro-v1:0', 'amazon.nova-micro-v1:0', false],
  ])('a change of %s from base %s to base %s is allowed: %s', (desiredModelArn, from, to, fine) => {
    const objection = modelChangeObjection(
      { ...view, desiredModelArn, foundationModelArn: base(from) },
      { modelArn: 'other', foundationModelArn: base(to), active: true },
    )
    expect(objection === undefined).toBe(fine)
  })
})

describe('running cost', () => {
  const purchase = { status: 'InService', modelUnits: 3, creationTime: '2026-11-20T00:00:00Z' }
  const at = (hours: number) => Date.parse(purchase.creationTime) + hours * 3_600_000

  it('is 8,712 dollars for three units at 60.50 over 48 hours', () => {
    expect(runningCost(purchase, { unitHour: usd(60.5) }, at(48))).toMatchObject({
      soFar: usd(8_712),
      perHour: usd(181.5),
    })
  })

  it.each([
    ['unknown where the price is', runningCost(purchase, { unknown: 'why' }, at(1)), 'unknown'],
    [
      'nothing for a failed one',
      runningCost({ ...purchase, status: 'Failed' }, { unitHour: 1 }, at(1)),
      0,
    ],
    ['nothing before its creation', runningCost(purchase, { unitHour: 1 }, at(-1)), 0],
  ])('is %s', (_what, cost, soFar) => {
    expect('unknown' in cost ? 'unknown' : cost.soFar).toBe(soFar)
  })

  it('never falls as time passes', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), (a, b) => {
        const cost = (hours: number) => {
          const one = runningCost(purchase, { unitHour: 7 }, at(hours))
          return 'unknown' in one ? Number.NaN : one.soFar
        }
        expect(cost(Math.max(a, b))).toBeGreaterThanOrEqual(cost(Math.min(a, b)))
      }),
    )
  })

  it('sums leave the unknown out and count it', () => {
    const known = runningCost(purchase, { unitHour: usd(1) }, at(2))
    const unknown = runningCost(purchase, { unknown: 'why' }, at(2))
    expect(totalRunning([known, unknown, known])).toMatchObject({
      soFar: usd(12),
      perHour: usd(6),
      withoutPrice: 1,
    })
  })
})

describe('a base model', () => {
  const facts = {
    name: 'M',
    provisioned: true,
    lifecycle: 'ACTIVE' as const,
    endOfLife: undefined,
  }
  it.each([
    [{}, undefined],
    [{ provisioned: undefined, lifecycle: undefined }, undefined],
    [{ provisioned: false }, 'no Provisioned Throughput'],
    [{ lifecycle: 'LEGACY' as const }, 'Legacy'],
    [{ endOfLife: '2026-11-22' }, 'end of life'],
    [{ endOfLife: '2026-11-23' }, undefined],
  ])('%j: %s', (rest, objection) => {
    const said = provisionObjection({ ...facts, ...rest }, '2026-11-22')
    if (objection === undefined) expect(said).toBeUndefined()
    else expect(said).toContain(objection)
  })
})
