import { describe, expect, it } from 'vitest'
import { createDeployment } from '../../src/lib/flows/deployment/create.ts'
import { deleteDeployment } from '../../src/lib/flows/deployment/delete.ts'
import { deploymentStatus } from '../../src/lib/flows/deployment/list.ts'
import { updateDeployment } from '../../src/lib/flows/deployment/update.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { Killed, mortal } from '../support/mortal.ts'
import { pricedCatalogue } from '../support/priced-catalogue.ts'
import { customModel, servingCloud, servingWorld } from '../support/serving-world.ts'
import { tempFolder } from '../support/temp-folder.ts'

const MINUTE = 60_000
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )
const apply = (consent: object = {}) => ({ consent: { yes: false, ...consent }, dryRun: false })
type Rest = Partial<Parameters<typeof createDeployment>[1]>
const deployed = (ports: Ports, rest: Rest = {}) =>
  createDeployment(ports, {
    model: 'fraud',
    job: undefined,
    name: undefined,
    description: undefined,
    tags: {},
    wait: true,
    timeoutMs: undefined,
    apply: apply(),
    ...rest,
  })

describe('create', () => {
  it('waits about eight minutes until Active, and says that idling is free', async () => {
    const folder = tempFolder()
    const { ports, clock } = servingWorld({ folder, settings: pricedCatalogue(folder) })
    const started = clock.now()
    const { deployment } = await deployed(ports)
    expect(deployment).toMatchObject({
      modelDeploymentName: 'fraud-od',
      status: 'Active',
      cost: { idlePerHour: { amount: '0.00' }, inputPer1kTokens: { amount: '0.00005' } },
    })
    expect(clock.now() - started).toBeGreaterThanOrEqual(8 * MINUTE)
    expect(clock.now() - started).toBeLessThan(9 * MINUTE)
  })

  it('ends with exit 7 at the time limit, and the deployment goes on', async () => {
    const { ports, cloud } = servingWorld()
    expect(await failureOf(deployed(ports, { timeoutMs: 2 * MINUTE }))).toMatchObject({
      code: 'MLC-WAIT-001',
      exitCode: 7,
      hint: expect.stringContaining('mlctl deployment status fraud-od --wait'),
    })
    expect(cloud.deployments.size).toBe(1)
  })

  it.each([
    ['too old', { creationTime: '2025-07-15T23:59:59Z' }, '2025-07-16'],
    ['not Active', { modelStatus: 'Creating' }, 'not Active'],
    [
      'of a base without it',
      {
        baseModelArn:
          'arn:aws:bedrock:us-west-2::foundation-model/meta.llama3-1-8b-instruct-v1:0:128k',
      },
      'no on-demand',
    ],
  ])('refuses a model that is %s', async (_what, view, why) => {
    const { ports, cloud } = servingWorld({ cloud: servingCloud([customModel('fraud', view)]) })
    expect(await failureOf(deployed(ports))).toMatchObject({
      code: 'MLC-DEP-003',
      exitCode: 5,
      why: expect.stringContaining(why),
    })
    expect(cloud.deployed).toBe(0)
  })

  it('takes a model of the very first day', async () => {
    const view = customModel('fraud', { creationTime: '2025-07-16T00:00:00Z' })
    const { ports, cloud } = servingWorld({ cloud: servingCloud([view]) })
    await deployed(ports)
    expect(cloud.deployed).toBe(1)
  })

  it.each([
    ['in all', 'L-1EF80F3E', true],
    ['in progress', 'L-430C95DD', false],
  ])('refuses when the quota of deployments %s is used up', async (_what, quotaCode, wait) => {
    const { ports, cloud } = servingWorld()
    cloud.quotas.set(quotaCode, 1)
    await deployed(ports, { wait })
    expect(await failureOf(deployed(ports, { name: 'second' }))).toMatchObject({
      code: 'MLC-DEP-004',
      exitCode: 8,
      details: { quotaCode, used: 1, value: 1 },
    })
    expect(cloud.deployed).toBe(1)
  })

  it('attaches to what is there, and refuses a name that serves something else', async () => {
    const cloud = servingCloud([customModel('fraud'), customModel('other')])
    const { ports } = servingWorld({ cloud })
    await deployed(ports)
    expect((await deployed(ports)).status).toBe('nothing-to-do')
    const taken = deployed(ports, { model: 'other', name: 'fraud-od' })
    expect(await failureOf(taken)).toMatchObject({ code: 'MLC-DEP-006' })
    expect(cloud.deployed).toBe(1)
  })

  it.each(['before', 'after'] as const)(
    'deploys once however a process dies %s any call',
    async (moment) => {
      for (let dieAt = 1; ; dieAt++) {
        const folder = tempFolder()
        const cloud = servingCloud()
        const life = mortal(dieAt, moment)
        const dying = servingWorld({ folder, cloud, wrap: life.wrap })
        const end = await failureOf(deployed(dying.ports, { wait: false }))
        if (!life.died()) {
          expect(dieAt).toBeGreaterThan(10)
          break
        }
        expect(end).toBeInstanceOf(Killed)
        await deployed(servingWorld({ folder, cloud }).ports, { wait: false })
        expect(cloud.deployed, `died at call ${dieAt}`).toBe(1)
      }
    },
  )
})

describe('failures', () => {
  it.each([
    ['KMS key access denied', 'MLC-DEP-011'],
    ['Service quota exceeded for resource', 'MLC-DEP-012'],
    ['The base model is in legacy state', 'MLC-DEP-013'],
    ['User is not authorized to perform', 'MLC-DEP-014'],
    ['Encountered an internal error when processing the request.', 'MLC-DEP-015'],
    ['Something nobody has seen', 'MLC-DEP-010'],
  ])('%s is explained as %s', async (failureMessage, failure) => {
    const { ports, cloud } = servingWorld()
    await deployed(ports)
    const [arn = '', view] = [...cloud.deployments][0] ?? []
    if (view === undefined) throw new Error('nothing deployed')
    cloud.deployments.set(arn, { ...view, status: 'Failed', failureMessage })
    const look = deploymentStatus(ports, 'fraud-od', { wait: true, timeoutMs: undefined })
    expect(await failureOf(look)).toMatchObject({
      code: 'MLC-DEP-002',
      exitCode: 6,
      why: expect.stringContaining(failureMessage),
      details: { failure },
    })
    expect(await failureOf(deployed(ports))).toMatchObject({ code: 'MLC-DEP-006' })
  })

  it('a failed update says that the old model still answers', async () => {
    const { ports, cloud } = servingWorld()
    await deployed(ports)
    const [arn = '', view] = [...cloud.deployments][0] ?? []
    if (view === undefined) throw new Error('nothing deployed')
    const updateDetails = { modelArn: 'arn:other', updateStatus: 'UpdateFailed' } as const
    cloud.deployments.set(arn, { ...view, updateDetails })
    const look = deploymentStatus(ports, 'fraud-od', { wait: true, timeoutMs: undefined })
    expect(await failureOf(look)).toMatchObject({
      code: 'MLC-DEP-002',
      hint: expect.stringContaining(`still serves ${customModel('fraud').modelArn}`),
    })
  })
})

describe('update', () => {
  const cloudOfTwo = () => servingCloud([customModel('fraud'), customModel('fraud-v2')])
  const swapped = (ports: Ports, consent: object = { yes: true }) =>
    updateDeployment(ports, {
      name: 'fraud-od',
      model: 'fraud-v2',
      job: undefined,
      wait: true,
      timeoutMs: undefined,
      apply: apply(consent),
    })

  it('puts the model under the same ARN and waits until the update is complete', async () => {
    const { ports } = servingWorld({ cloud: cloudOfTwo() })
    const before = await deployed(ports)
    const { deployment } = await swapped(ports)
    expect(deployment).toMatchObject({
      deploymentArn: before.deployment?.deploymentArn,
      modelArn: customModel('fraud-v2').modelArn,
      updateDetails: { updateStatus: 'UpdateCompleted' },
    })
    expect((await swapped(ports)).status).toBe('nothing-to-do')
  })

  it('needs a yes, and is refused while another update is under way', async () => {
    const { ports, cloud } = servingWorld({ cloud: cloudOfTwo() })
    await deployed(ports)
    expect(await failureOf(swapped(ports, {}))).toMatchObject({ code: 'MLC-PLAN-007' })
    const [arn = '', view] = [...cloud.deployments][0] ?? []
    if (view === undefined) throw new Error('nothing deployed')
    const updateDetails = { modelArn: 'arn:third', updateStatus: 'Updating' } as const
    const createdAt = new Date(ports.clock.now()).toISOString()
    cloud.deployments.set(arn, { ...view, createdAt, updateDetails })
    expect(await failureOf(swapped(ports))).toMatchObject({ code: 'MLC-DEP-007' })
  })
})

describe('delete', () => {
  const deleted = (ports: Ports, consent: object) =>
    deleteDeployment(ports, { name: 'fraud-od', apply: apply(consent) })

  it.each([
    [{}, false],
    [{ yes: true }, false],
    [{ confirm: 'fraud' }, false],
    [{ confirm: 'fraud-od' }, true],
  ])('with %j deletes: %s', async (consent, deletes) => {
    const { ports, cloud } = servingWorld()
    await deployed(ports)
    await failureOf(deleted(ports, consent))
    expect(cloud.deployments.size).toBe(deletes ? 0 : 1)
  })

  it('again is nothing to do; of what never was, an error', async () => {
    const { ports } = servingWorld()
    expect(await failureOf(deleted(ports, {}))).toMatchObject({ code: 'MLC-DEP-001' })
    await deployed(ports)
    await deleted(ports, { confirm: 'fraud-od' })
    expect((await deleted(ports, {})).status).toBe('nothing-to-do')
  })
})
