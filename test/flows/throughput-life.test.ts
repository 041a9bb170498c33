import { describe, expect, it } from 'vitest'
import { usd } from '../../src/lib/domain/core/money.ts'
import { buy } from '../../src/lib/flows/throughput/buy.ts'
import { listThroughput, throughputStatus } from '../../src/lib/flows/throughput/list.ts'
import { quote } from '../../src/lib/flows/throughput/quote.ts'
import { releaseThroughput } from '../../src/lib/flows/throughput/release.ts'
import { updateThroughput } from '../../src/lib/flows/throughput/update.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { Killed, mortal } from '../support/mortal.ts'
import { pricedCatalogue } from '../support/priced-catalogue.ts'
import { customModel, NOVA_MICRO, servingCloud, servingWorld } from '../support/serving-world.ts'
import { tempFolder } from '../support/temp-folder.ts'

const HOUR = 3_600_000
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

const bought = async (ports: Ports, rest: { term?: 'none' | 'OneMonth'; name?: string } = {}) =>
  buy(ports, {
    model: 'fraud',
    job: undefined,
    units: 2,
    term: rest.term ?? 'none',
    name: rest.name,
    tags: {},
    wait: true,
    timeoutMs: undefined,
    apply: {
      consent: { yes: false, acceptHourlyCost: usd(200), acceptCommitment: 'OneMonth' },
      dryRun: false,
    },
  })
const pricedWorld = (cloud = servingCloud()) => {
  const folder = tempFolder()
  return servingWorld({ folder, cloud, settings: pricedCatalogue(folder) })
}
const confirmed = (name: string) => ({ consent: { yes: false, confirm: name }, dryRun: false })

describe('list and status', () => {
  it('show what each has cost so far, and leave unknown prices out of the sum', async () => {
    const { ports, clock, cloud } = pricedWorld()
    await bought(ports)
    const started = clock.now()
    cloud.purchases.set('arn:x', {
      ...([...cloud.purchases.values()][0] as never as object),
      provisionedModelArn: 'arn:x',
      provisionedModelName: 'other',
      foundationModelArn:
        'arn:aws:bedrock:us-west-2::foundation-model/meta.llama3-1-8b-instruct-v1:0:128k',
    } as never)
    const creation = Date.parse([...cloud.purchases.values()][0]?.creationTime ?? '')
    await clock.sleep(creation + 48 * HOUR - started)
    const { provisionedModels, total } = await listThroughput(ports)
    expect(provisionedModels.map((one) => [one.provisionedModelName, one.hours, one.cost])).toEqual(
      [
        [
          'fraud-pt',
          48,
          {
            perHour: { amount: '121.00', currency: 'USD' },
            perMonth: { amount: '88330.00', currency: 'USD' },
            soFar: { amount: '5808.00', currency: 'USD' },
          },
        ],
        ['other', 48, { unknown: expect.stringContaining('Llama 3.1 8B') }],
      ],
    )
    expect(total).toMatchObject({ soFar: { amount: '5808.00' }, withoutPrice: 1 })
  })

  it('a purchase that is not there is named', async () => {
    const { ports } = pricedWorld()
    const look = throughputStatus(ports, 'ghost', { wait: true, timeoutMs: undefined })
    expect(await failureOf(look)).toMatchObject({ code: 'MLC-TP-001', exitCode: 5 })
  })

  it('waiting is not over while the old model still serves under InService', async () => {
    const { ports, cloud } = pricedWorld()
    await bought(ports)
    const [view] = cloud.purchases.values()
    if (view === undefined) throw new Error('nothing bought')
    let looks = 0
    const find = async () => {
      looks++
      return {
        ...view,
        desiredModelArn: 'arn:new',
        modelArn: looks < 3 ? view.modelArn : 'arn:new',
      }
    }
    const provisionedModels = { ...ports.provisionedModels, find }
    const options = { wait: true, timeoutMs: undefined }
    const status = await throughputStatus({ ...ports, provisionedModels }, 'fraud-pt', options)
    expect([status.modelArn, looks]).toEqual(['arn:new', 3])
  })

  it('waiting ends with the service’s own reason when the purchase fails', async () => {
    const { ports, cloud } = pricedWorld()
    await bought(ports)
    const [arn = '', view] = [...cloud.purchases][0] ?? []
    if (view === undefined) throw new Error('nothing bought')
    cloud.purchases.set(arn, {
      ...view,
      status: 'Failed',
      failureMessage: 'KMS key is not accessible',
    })
    expect(
      await failureOf(throughputStatus(ports, arn, { wait: true, timeoutMs: undefined })),
    ).toMatchObject({
      code: 'MLC-TP-003',
      exitCode: 6,
      why: expect.stringContaining('KMS key is not accessible'),
      details: { failure: 'MLC-DEP-011' },
    })
  })
})

describe('release', () => {
  it.each([
    [{}, false],
    [{ yes: true }, false],
    [{ yes: true, confirm: 'fraud' }, false],
    [{ acceptHourlyCost: 'unknown' as const, acceptCommitment: 'OneMonth' }, false],
    [{ confirm: 'fraud-pt' }, true],
  ])('with %j releases: %s', async (consent, releases) => {
    const { ports, cloud } = pricedWorld()
    await bought(ports)
    const apply = { consent: { yes: false, ...consent }, dryRun: false }
    const failure = await failureOf(releaseThroughput(ports, { name: 'fraud-pt', apply }))
    expect(cloud.purchases.size).toBe(releases ? 0 : 1)
    if (!releases) expect(failure).toMatchObject({ code: 'MLC-PLAN-007' })
  })

  it('is refused until the very end of a commitment, with the date', async () => {
    const { ports, cloud, clock } = pricedWorld()
    await bought(ports, { term: 'OneMonth' })
    const [view] = cloud.purchases.values()
    const end = Date.parse(view?.commitmentExpirationTime ?? '')
    await clock.sleep(end - 1_000 - clock.now())
    const release = () =>
      releaseThroughput(ports, { name: 'fraud-pt', apply: confirmed('fraud-pt') })
    expect(await failureOf(release())).toMatchObject({
      code: 'MLC-TP-010',
      exitCode: 5,
      message: expect.stringContaining(view?.commitmentExpirationTime ?? 'no date'),
    })
    expect(cloud.purchases.size).toBe(1)
    await clock.sleep(1_000)
    expect((await release()).status).toBe('applied')
    expect(cloud.purchases.size).toBe(0)
  })

  it.each(['before', 'after'] as const)('completes after a death %s any call', async (moment) => {
    for (let dieAt = 1; ; dieAt++) {
      const folder = tempFolder()
      const cloud = servingCloud()
      const settings = pricedCatalogue(folder)
      await bought(servingWorld({ folder, cloud, settings }).ports)
      const life = mortal(dieAt, moment)
      const dying = servingWorld({ folder, cloud, settings, wrap: life.wrap })
      const name = 'fraud-pt'
      const end = await failureOf(releaseThroughput(dying.ports, { name, apply: confirmed(name) }))
      if (!life.died()) {
        expect(dieAt).toBeGreaterThan(5)
        break
      }
      expect(end).toBeInstanceOf(Killed)
      const { ports } = servingWorld({ folder, cloud, settings })
      await releaseThroughput(ports, { name, apply: confirmed(name) })
      expect(cloud.purchases.size).toBe(0)
    }
  })

  it('of something that never was is an error, not a success', async () => {
    const { ports } = pricedWorld()
    const release = releaseThroughput(ports, { name: 'ghost', apply: confirmed('ghost') })
    expect(await failureOf(release)).toMatchObject({ code: 'MLC-TP-001' })
  })
})

describe('update', () => {
  const other = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0:300k'
  const models = [
    customModel('fraud'),
    customModel('fraud-v2'),
    customModel('grown', { baseModelArn: customModel('fraud').modelArn }),
    customModel('lite', { baseModelArn: other }),
    customModel('young', { modelStatus: 'Creating' }),
  ]
  const updated = (
    ports: Ports,
    change: { rename?: string; model?: string },
    consent: object = { confirm: 'fraud-pt' },
  ) =>
    updateThroughput(ports, {
      name: 'fraud-pt',
      rename: change.rename,
      model: change.model,
      wait: true,
      timeoutMs: undefined,
      apply: { consent: { yes: false, ...consent }, dryRun: false },
    })

  it.each([
    ['a sibling of the same base', 'fraud-v2', true],
    ['a descendant of the same base', 'grown', true],
    ['the base itself, by ARN', NOVA_MICRO, true],
    ['the base itself, by id', 'amazon.nova-micro-v1:0:128k', true],
    ['a model of another base', 'lite', false],
    ['a model that is not Active', 'young', false],
  ])('to %s (%s) is allowed: %s', async (_what, model, allowed) => {
    const { ports, cloud } = pricedWorld(servingCloud(models))
    await bought(ports)
    const result = await updated(ports, { model }).catch((error: unknown) => error)
    const [view] = cloud.purchases.values()
    if (allowed) {
      expect(result).toMatchObject({ status: 'applied', throughput: { status: 'InService' } })
      expect(view?.modelArn).toContain(model)
      expect((await updated(ports, { model })).status).toBe('nothing-to-do')
    } else {
      expect(result).toMatchObject({ code: 'MLC-TP-009', exitCode: 5 })
      expect(view?.desiredModelArn).toBe(customModel('fraud').modelArn)
    }
  })

  it('of the model needs the name, of the name only a yes', async () => {
    const { ports, cloud } = pricedWorld(servingCloud(models))
    await bought(ports)
    expect(await failureOf(updated(ports, { model: 'fraud-v2' }, { yes: true }))).toMatchObject({
      code: 'MLC-PLAN-007',
    })
    await updated(ports, { rename: 'renamed' }, { yes: true })
    const [view] = cloud.purchases.values()
    expect(view).toMatchObject({
      provisionedModelName: 'renamed',
      modelArn: customModel('fraud').modelArn,
    })
  })

  it.each([
    ['nothing', {}, 'MLC-TP-008'],
    ['a bad name', { rename: '-x' }, 'MLC-TP-004'],
  ])('to %s is refused as usage', async (_what, change, code) => {
    const { ports } = pricedWorld()
    await bought(ports)
    expect(await failureOf(updated(ports, change))).toMatchObject({ code, exitCode: 2 })
  })

  it('is refused while the purchase is being created', async () => {
    const { ports, cloud } = pricedWorld(servingCloud(models))
    await bought(ports)
    const [arn = '', view] = [...cloud.purchases][0] ?? []
    if (view === undefined) throw new Error('nothing bought')
    const lastModifiedTime = new Date(ports.clock.now()).toISOString()
    cloud.purchases.set(arn, { ...view, status: 'Creating', lastModifiedTime })
    expect(await failureOf(updated(ports, { model: 'fraud-v2' }))).toMatchObject({
      code: 'MLC-TP-009',
    })
  })

  it.each(['before', 'after'] as const)(
    'renames once after a death %s any call',
    async (moment) => {
      for (let dieAt = 1; ; dieAt++) {
        const folder = tempFolder()
        const cloud = servingCloud(models)
        const settings = pricedCatalogue(folder)
        await bought(servingWorld({ folder, cloud, settings }).ports)
        const life = mortal(dieAt, moment)
        const dying = servingWorld({ folder, cloud, settings, wrap: life.wrap })
        const end = await failureOf(updated(dying.ports, { rename: 'renamed' }, { yes: true }))
        if (!life.died()) break
        expect(end).toBeInstanceOf(Killed)
        await updated(
          servingWorld({ folder, cloud, settings }).ports,
          { rename: 'renamed' },
          { yes: true },
        )
        expect([...cloud.purchases.values()].map((one) => one.provisionedModelName)).toEqual([
          'renamed',
        ])
      }
    },
  )
})

describe('quote', () => {
  const asked = (ports: Ports, model: string) => quote(ports, { model, job: undefined, units: 3 })

  it('shows unit, hour, month and term, and says unknown where nothing is known', async () => {
    const { ports, cloud } = pricedWorld()
    cloud.quotas.set('L-BE77399C', 0)
    const result = await asked(ports, 'fraud')
    expect(result.offers).toMatchObject([
      { term: 'none', unitHour: { amount: '60.50' }, perHour: { amount: '181.50' } },
      {
        term: 'OneMonth',
        perHour: { amount: '120.00' },
        perMonth: { amount: '87600.00' },
        perTerm: { amount: '87600.00' },
      },
      { term: 'SixMonths', unknown: expect.stringContaining('Nova Micro') },
    ])
    expect(result.offers[0]).not.toHaveProperty('perTerm')
    expect(result.quotas).toMatchObject([{ value: 0, needed: 3, verdict: 'too-small' }])
    expect(result.onDemand).toEqual({
      objections: [],
      idlePerHour: { amount: '0.00', currency: 'USD' },
      inputPer1kTokens: { amount: '0.00005', currency: 'USD' },
      outputPer1kTokens: { amount: '0.0002', currency: 'USD' },
    })
  })

  it('works for a base model before anything is trained', async () => {
    const { ports } = servingWorld()
    const result = await asked(ports, 'nova-micro')
    expect(result).toMatchObject({ baseModel: 'Nova Micro', units: 3 })
    expect(result.offers.every((offer) => offer.unknown !== undefined)).toBe(true)
  })

  it('says that a base is not sold as throughput, or not deployable', async () => {
    const { ports } = servingWorld()
    expect((await asked(ports, 'llama3-3-70b')).notSold).toContain('no Provisioned Throughput')
    expect((await asked(ports, 'llama3-1-8b')).onDemand.objections.join()).toContain('no on-demand')
  })
})
