import { describe, expect, it } from 'vitest'
import type { Consent } from '../../src/lib/domain/core/consent.ts'
import { usd } from '../../src/lib/domain/core/money.ts'
import { THROUGHPUT_EXPLANATIONS } from '../../src/lib/domain/explain/throughput.ts'
import { buy } from '../../src/lib/flows/throughput/buy.ts'
import { releaseThroughput } from '../../src/lib/flows/throughput/release.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { Killed, mortal } from '../support/mortal.ts'
import { pricedCatalogue } from '../support/priced-catalogue.ts'
import { customModel, servingCloud, servingWorld } from '../support/serving-world.ts'
import { tempFolder } from '../support/temp-folder.ts'

type Request = Parameters<typeof buy>[1]

const request = (consent: Partial<Consent>, rest: Partial<Request> = {}): Request => ({
  model: 'fraud',
  job: undefined,
  units: 1,
  term: 'none',
  name: undefined,
  tags: {},
  wait: false,
  timeoutMs: undefined,
  apply: { consent: { yes: false, ...consent }, dryRun: false },
  ...rest,
})
const buyWith = (ports: Ports, consent: Partial<Consent>, rest: Partial<Request> = {}) =>
  buy(ports, request(consent, rest))
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as Error & { code: string; hint: string; exitCode: number },
  )

/** Every consent that a line can carry, against what it buys; price of a unit-hour: 60.50. */
const CONSENTS: readonly (readonly [string, Partial<Consent>, 'none' | 'OneMonth', boolean])[] = [
  ['nothing', {}, 'none', false],
  ['--yes', { yes: true }, 'none', false],
  ['--yes and --confirm', { yes: true, confirm: 'fraud-pt' }, 'none', false],
  ['a commitment accepted', { acceptCommitment: 'OneMonth' }, 'none', false],
  ['an hour below the price', { acceptHourlyCost: usd(60.49) }, 'none', false],
  ['the word unknown for a known price', { acceptHourlyCost: 'unknown' }, 'none', false],
  ['the price of an hour', { acceptHourlyCost: usd(60.5) }, 'none', true],
  ['nothing', {}, 'OneMonth', false],
  ['--yes', { yes: true }, 'OneMonth', false],
  ['an hour accepted', { yes: true, acceptHourlyCost: usd(1_000) }, 'OneMonth', false],
  ['another term', { acceptCommitment: 'SixMonths' }, 'OneMonth', false],
  ['its term', { acceptCommitment: 'OneMonth' }, 'OneMonth', true],
]

describe('buying', () => {
  it.each(CONSENTS)('with %s (%j) for term %s buys: %s', async (_what, consent, term, buys) => {
    const folder = tempFolder()
    const settings = pricedCatalogue(folder)
    const { ports, cloud } = servingWorld({ folder, settings })
    const failure = await failureOf(buyWith(ports, consent, { term }))
    expect(cloud.bought).toBe(buys ? 1 : 0)
    if (!buys) expect(failure).toMatchObject({ code: 'MLC-PLAN-007', exitCode: 2 })
  })

  it('at an unknown price needs the word unknown, whatever amount is accepted', async () => {
    const { ports, cloud } = servingWorld()
    expect(await failureOf(buyWith(ports, { acceptHourlyCost: usd(9_999) }))).toMatchObject({
      code: 'MLC-PLAN-007',
      hint: expect.stringContaining('--accept-hourly-cost unknown'),
    })
    const result = await buyWith(ports, { acceptHourlyCost: 'unknown' })
    expect(cloud.bought).toBe(1)
    expect(result.throughput?.cost).toEqual({ unknown: expect.stringContaining('Nova Micro') })
  })

  it('on a terminal buys only when the name is typed', async () => {
    const wrong = servingWorld({ answers: { '--accept-hourly-cost': '' } })
    expect(await failureOf(buyWith(wrong.ports, {}))).toMatchObject({ exitCode: 9 })
    expect(wrong.cloud.bought).toBe(0)
    const right = servingWorld({ answers: { '--accept-hourly-cost': 'fraud-pt' } })
    await buyWith(right.ports, {})
    expect(right.cloud.bought).toBe(1)
  })

  it('on a terminal asks for the model and the commitment that were not given', async () => {
    const answers = {
      '--model': 'fraud',
      '--commitment': 'OneMonth',
      '--accept-commitment': 'fraud-pt',
    }
    const { ports, io, cloud } = servingWorld({ answers })
    await buyWith(ports, {}, { model: undefined, term: undefined })
    expect(io.asked).toEqual(['--model', '--commitment', '--accept-commitment OneMonth'])
    expect([...cloud.purchases.values()]).toMatchObject([{ commitmentDuration: 'OneMonth' }])
  })

  it('shows the running cost, the way out and the renewal after a purchase', async () => {
    const folder = tempFolder()
    const { ports } = servingWorld({ folder, settings: pricedCatalogue(folder) })
    const { throughput } = await buyWith(
      ports,
      { acceptCommitment: 'OneMonth' },
      { term: 'OneMonth' },
    )
    expect(throughput).toMatchObject({
      cost: { perHour: { amount: '40.00' }, perMonth: { amount: '29200.00' } },
      release: {
        allowed: false,
        from: '2026-12-22T10:00:00Z',
        renews: true,
        command: 'mlctl throughput release fraud-pt',
      },
    })
  })

  it('changes nothing in a dry run, and plans the price', async () => {
    const folder = tempFolder()
    const { ports, cloud } = servingWorld({ folder, settings: pricedCatalogue(folder) })
    const dry = { apply: { consent: { yes: false }, dryRun: true }, units: 2 }
    const result = await buyWith(ports, {}, dry)
    expect(result).toMatchObject({
      status: 'planned',
      plan: { steps: [{ cost: { perHour: usd(121) } }] },
    })
    expect(cloud.bought).toBe(0)
  })

  it('waits until it is in service when told to', async () => {
    const { ports, clock } = servingWorld()
    const started = clock.now()
    const result = await buyWith(ports, { acceptHourlyCost: 'unknown' }, { wait: true })
    expect(result.throughput?.status).toBe('InService')
    expect(clock.now() - started).toBeGreaterThanOrEqual(15 * 60_000)
    expect(clock.now() - started).toBeLessThan(17 * 60_000)
  })
})

describe('what is refused before anything is spent', () => {
  const accept = { acceptHourlyCost: 'unknown' } as const

  it('a quota of 0, with the text of the Support case', async () => {
    const { ports, cloud } = servingWorld()
    cloud.quotas.set('L-BE77399C', 0)
    const failure = await failureOf(buyWith(ports, accept, { units: 2 }))
    expect(failure).toMatchObject({ code: 'MLC-TP-002', exitCode: 8 })
    for (const part of [
      '111122223333',
      'us-east-1',
      'L-BE77399C',
      'Nova Micro',
      'now 0',
      'needed 2',
    ]) {
      expect(failure?.hint).toContain(part)
    }
    expect(cloud.bought).toBe(0)
  })

  it('a quota used up by other purchases', async () => {
    const { ports, cloud } = servingWorld()
    cloud.quotas.set('L-BE77399C', 3)
    await buyWith(ports, accept, { units: 2 })
    expect(await failureOf(buyWith(ports, accept, { units: 2, name: 'second' }))).toMatchObject({
      code: 'MLC-TP-002',
    })
    await buyWith(ports, accept, { units: 1, name: 'third' })
    expect(cloud.bought).toBe(2)
  })

  it('a Legacy base, a model that is not Active, a base that is not sold so', async () => {
    const notSold =
      'arn:aws:bedrock:us-west-2::foundation-model/meta.llama3-3-70b-instruct-v1:0:128k'
    const cloud = servingCloud([
      customModel('old'),
      customModel('young', { modelStatus: 'Creating' }),
      customModel('llama', { baseModelArn: notSold }),
    ])
    const { ports } = servingWorld({ cloud })
    for (const model of ['young', 'llama']) {
      expect(await failureOf(buyWith(ports, accept, { model }))).toMatchObject({
        code: 'MLC-TP-005',
      })
    }
    cloud.lifecycles.set('amazon.nova-micro-v1:0:128k', { status: 'LEGACY' })
    expect(await failureOf(buyWith(ports, accept, { model: 'old' }))).toMatchObject({
      code: 'MLC-TP-005',
      exitCode: 5,
      why: expect.stringContaining('Legacy'),
    })
    expect(cloud.bought).toBe(0)
  })

  it('a name that holds something else, and a name the service would not take', async () => {
    const { ports, cloud } = servingWorld()
    await buyWith(ports, accept)
    expect(await failureOf(buyWith(ports, accept, { units: 2 }))).toMatchObject({
      code: 'MLC-TP-006',
    })
    expect(await failureOf(buyWith(ports, accept, { name: 'a--b' }))).toMatchObject({
      code: 'MLC-TP-004',
      exitCode: 2,
    })
    expect(cloud.bought).toBe(1)
  })

  it('a model that is not there, with what may have been meant', async () => {
    const { ports } = servingWorld()
    expect(await failureOf(buyWith(ports, accept, { model: 'fruad' }))).toMatchObject({
      code: 'MLC-MODEL-001',
      hint: expect.stringContaining('fraud'),
    })
  })
})

describe('the same line again', () => {
  const accept = { acceptHourlyCost: 'unknown' } as const

  it('attaches to what was bought, also when the quota is used up by it', async () => {
    const { ports, cloud } = servingWorld()
    cloud.quotas.set('L-BE77399C', 1)
    await buyWith(ports, accept)
    const again = await buyWith(ports, {})
    expect(again.status).toBe('nothing-to-do')
    expect(cloud.bought).toBe(1)
  })

  it('after a release is a new purchase, with a token of its own', async () => {
    const { ports, cloud } = servingWorld()
    await buyWith(ports, accept)
    await releaseThroughput(ports, {
      name: 'fraud-pt',
      apply: { consent: { yes: false, confirm: 'fraud-pt' }, dryRun: false },
    })
    await buyWith(ports, accept)
    expect(cloud.bought).toBe(2)
    expect(cloud.purchases.size).toBe(1)
  })

  it.each(['before', 'after'] as const)(
    'buys once however a process dies %s any call to the outside',
    async (moment) => {
      let deaths = 0
      for (let dieAt = 1; ; dieAt++) {
        const folder = tempFolder()
        const cloud = servingCloud()
        const life = mortal(dieAt, moment)
        const first = servingWorld({ folder, cloud, wrap: life.wrap })
        const end = await failureOf(buyWith(first.ports, accept))
        if (!life.died()) break
        expect(end).toBeInstanceOf(Killed)
        deaths++
        const second = servingWorld({ folder, cloud })
        const result = await buyWith(second.ports, accept)
        expect(result.throughput?.provisionedModelName, `died at call ${dieAt}`).toBe('fraud-pt')
        expect(cloud.bought, `died at call ${dieAt}`).toBe(1)
        expect(cloud.purchases.size).toBe(1)
      }
      expect(deaths).toBeGreaterThan(10)
    },
  )
})

it('buys once though reads lag behind: the token holds where the name is not seen yet', async () => {
  const folder = tempFolder()
  const cloud = servingCloud()
  cloud.lagMs = 5_000
  const life = mortal(1, 'after')
  const first = servingWorld({
    folder,
    cloud,
    wrap: (port) => ('create' in port && 'update' in port ? dyingAtCreate(port, life) : port),
  })
  expect(await failureOf(buyWith(first.ports, { acceptHourlyCost: 'unknown' }))).toBeDefined()
  expect(cloud.bought).toBe(1)
  const result = await buyWith(servingWorld({ folder, cloud }).ports, {
    acceptHourlyCost: 'unknown',
  })
  expect(cloud.bought).toBe(1)
  expect(result.status).toBe('applied')
})

/** Dies right after the purchase had its effect. */
const dyingAtCreate = <T extends object>(port: T, life: ReturnType<typeof mortal>): T => {
  const { create } = port as { create: (...args: unknown[]) => Promise<unknown> }
  return { ...port, create: life.wrap({ create }).create }
}

it('every error of the serving commands is explained', async () => {
  const { readdirSync, readFileSync } = await import('node:fs')
  const folders = ['flows', 'domain'].flatMap((layer) =>
    ['throughput', 'deployment', 'invoke', 'model'].map((area) => `src/lib/${layer}/${area}`),
  )
  const texts = folders.flatMap((folder) => {
    try {
      return readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
    } catch {
      return []
    }
  })
  const used = new Set(texts.flatMap((text) => text.match(/MLC-(TP|DEP|INV|MODEL)-\d{3}/g) ?? []))
  const explained = new Set(THROUGHPUT_EXPLANATIONS.map((one) => one.id))
  expect([...used].filter((id) => !explained.has(id))).toEqual([])
  expect([...explained].filter((id) => !used.has(id))).toEqual([])
  expect(used.size).toBeGreaterThan(30)
})
