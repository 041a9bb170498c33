import { describe, expect, it } from 'vitest'
import { createDeployment } from '../../src/lib/flows/deployment/create.ts'
import { customModelOfJob } from '../../src/lib/flows/model/custom-model.ts'
import { deleteModel } from '../../src/lib/flows/model/delete.ts'
import { showModel } from '../../src/lib/flows/model/show.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { JournalRecord } from '../../src/lib/ports/journal.ts'
import { customModel, servingCloud, servingWorld } from '../support/serving-world.ts'

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )
const TRAINED = customModel('fraud', {
  jobArn: 'arn:job',
  trainingS3Uri: 's3://acme/fraud/train.jsonl',
  trainingLoss: 0.31,
  validationLoss: 0.35,
})
const job = { jobName: 'fraud-1a2b', status: 'Completed', creationTime: '2026-11-20T07:00:00Z' }
const jobs = (view: object = job) =>
  ({ find: async (id: string) => (id === 'ghost' ? undefined : view) }) as never
const objects = (metadata: Readonly<Record<string, string>> = {}) =>
  ({ head: async () => ({ sizeBytes: 9, etag: 'e', metadata }) }) as never
const world = (extra: Partial<Ports> = {}) =>
  servingWorld({
    cloud: servingCloud([TRAINED]),
    ports: { customizationJobs: jobs(), objects: objects(), ...extra },
  })

const uploaded = (sha256: string, result: 'done' | 'failed'): readonly JournalRecord[] => {
  const base = { v: 1, at: '2026-11-20T06:00:00Z', run: 'r' } as const
  const about = { step: 'u', operation: 's3.upload-file', key: sha256 }
  const input = { bucket: 'acme', key: 'fraud/train.jsonl', sha256 }
  return [
    { ...base, kind: 'intent', ...about, input },
    { ...base, kind: 'outcome', ...about, result },
  ]
}

describe('show', () => {
  it('tells job, losses, and the digest of the last upload that succeeded', async () => {
    const { ports } = world()
    const records = [
      ...uploaded('aaa', 'done'),
      ...uploaded('bbb', 'done'),
      ...uploaded('ccc', 'failed'),
    ]
    for (const record of records) await ports.journal.append(record)
    expect(await showModel(ports, 'fraud')).toMatchObject({
      baseModel: 'Nova Micro',
      job: { jobName: 'fraud-1a2b' },
      trainingLoss: 0.31,
      validationLoss: 0.35,
      data: { trainingS3Uri: 's3://acme/fraud/train.jsonl', sha256: 'bbb', recordedBy: 'journal' },
      deployments: [],
      throughput: [],
    })
  })

  it('takes the digest from the object where this machine did not upload', async () => {
    const { ports } = world({ objects: objects({ 'mlctl-sha256': 'ddd' }) })
    const { data } = await showModel(ports, 'fraud')
    expect(data).toMatchObject({ sha256: 'ddd', recordedBy: 'object metadata' })
  })

  it('says nothing of a digest that nobody recorded', async () => {
    const { ports } = world()
    expect((await showModel(ports, 'fraud')).data).toEqual({
      trainingS3Uri: 's3://acme/fraud/train.jsonl',
    })
  })
})

describe('the model of a job', () => {
  it.each([
    ['one that does not exist', 'ghost', job, 'MLC-MODEL-002'],
    ['one that still runs', 'j', { ...job, status: 'InProgress' }, 'MLC-MODEL-003'],
    [
      'one that failed',
      'j',
      { ...job, status: 'Failed', customModelName: 'fraud' },
      'MLC-MODEL-003',
    ],
  ])('of %s is refused', async (_what, name, view, code) => {
    const { ports } = world({ customizationJobs: jobs(view) })
    expect(await failureOf(customModelOfJob(ports, name))).toMatchObject({ code, exitCode: 5 })
  })

  it('of a completed one is found', async () => {
    const view = { ...job, customModelArn: TRAINED.modelArn }
    const { ports } = world({ customizationJobs: jobs(view) })
    expect((await customModelOfJob(ports, 'fraud-1a2b')).modelName).toBe('fraud')
  })
})

describe('delete', () => {
  const deleted = (ports: Ports, consent: object) =>
    deleteModel(ports, {
      name: 'fraud',
      apply: { consent: { yes: false, ...consent }, dryRun: false },
    })

  it.each([
    [{}, false],
    [{ yes: true }, false],
    [{ confirm: 'fraud' }, true],
  ])('with %j deletes: %s', async (consent, deletes) => {
    const { ports, cloud } = world()
    await failureOf(deleted(ports, consent))
    expect(cloud.models.size).toBe(deletes ? 0 : 1)
    if (deletes) expect((await deleted(ports, {})).status).toBe('nothing-to-do')
  })

  it('is refused while something serves it, with the commands that end that', async () => {
    const { ports, cloud } = world()
    await createDeployment(ports, {
      model: 'fraud',
      job: undefined,
      name: undefined,
      description: undefined,
      tags: {},
      wait: false,
      timeoutMs: undefined,
      apply: { consent: { yes: false }, dryRun: false },
    })
    expect(await failureOf(deleted(ports, { confirm: 'fraud' }))).toMatchObject({
      code: 'MLC-MODEL-004',
      exitCode: 5,
      hint: expect.stringContaining('mlctl deployment delete fraud-od'),
    })
    expect(cloud.models.size).toBe(1)
  })
})
