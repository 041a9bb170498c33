import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type PhaseStatus,
  progressOf,
  workDue,
} from '../../../src/sandbox/bedrock/jobs/timeline.ts'
import type { JobRecord } from '../../../src/sandbox/bedrock/state.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND

const BASE: JobRecord = {
  arn: 'arn:aws:bedrock:us-east-1:000000000000:model-customization-job/amazon.nova-micro-v1:0:128k/0a',
  id: '0a',
  name: 'job',
  modelName: 'model',
  roleArn: '',
  foundationId: 'amazon.nova-micro-v1:0',
  baseModelArn: '',
  customizationType: 'FINE_TUNING',
  trainingUri: '',
  validationUris: [],
  outputUri: '',
  hyperParameters: { epochCount: '2' },
  modelTags: [],
  createdAt: 0,
  msPerSecond: SECOND,
}
const TRAINED = { modelArn: 'arn', trainingLoss: 1, validationLosses: [] }
const DONE: JobRecord = { ...BASE, validation: { records: 5_000 }, training: TRAINED }

const statusesAt = (job: JobRecord, now: number): (PhaseStatus | undefined)[] => {
  const { status, validation, processing, training } = progressOf(job, now)
  return [status, validation.status, processing.status, training.status]
}

describe('a job', () => {
  it.each([
    ['at once', DONE, 0, ['InProgress', 'InProgress', 'NotStarted', 'NotStarted']],
    ['after 3 minutes', DONE, 3, ['InProgress', 'Completed', 'InProgress', 'NotStarted']],
    ['after 4', DONE, 4, ['InProgress', 'Completed', 'Completed', 'NotStarted']],
    ['after 12', DONE, 12, ['InProgress', 'Completed', 'Completed', 'InProgress']],
    [
      'after 72 (5,000 records, 2 epochs)',
      DONE,
      72,
      ['Completed', 'Completed', 'Completed', 'Completed'],
    ],
    [
      'before its records are read',
      BASE,
      60,
      ['InProgress', 'InProgress', 'NotStarted', 'NotStarted'],
    ],
    [
      'with bad records',
      { ...BASE, validation: { records: 1, failure: 'bad' } },
      3,
      ['Failed', 'Failed', 'NotStarted', 'NotStarted'],
    ],
    [
      'with a failure in training',
      { ...DONE, training: { failure: 'bad' } },
      72,
      ['Failed', 'Completed', 'Completed', 'Failed'],
    ],
    [
      'stuck in the queue',
      { ...BASE, validation: { records: 9 }, effect: 'stuck-in-queue' as const },
      9_999,
      ['InProgress', 'Completed', 'Completed', 'NotStarted'],
    ],
    [
      'stopped in training, at first',
      { ...DONE, training: undefined as never, stoppedAt: 20 * MINUTE },
      20,
      ['Stopping', 'Completed', 'Completed', 'Stopping'],
    ],
    [
      'stopped in training, later',
      { ...DONE, training: undefined as never, stoppedAt: 20 * MINUTE },
      22,
      ['Stopped', 'Completed', 'Completed', 'Stopped'],
    ],
  ])('%s', (_when, job, minutes, statuses) => {
    expect(statusesAt(job, minutes * MINUTE)).toEqual(statuses)
  })

  it.each([
    [10, 1, 32],
    [5_000, 2, 72],
    [20_000, 5, 102],
  ])('of %d records and %d epochs takes %d minutes', (records, epochs, minutes) => {
    const hyperParameters = { epochCount: `${epochs}` }
    const job = { ...DONE, validation: { records }, hyperParameters }
    expect(progressOf(job, minutes * MINUTE - 1).status).toBe('InProgress')
    expect(progressOf(job, minutes * MINUTE).status).toBe('Completed')
  })

  it('is over at once where time takes none', () => {
    expect(progressOf({ ...DONE, msPerSecond: 0 }, 0).status).toBe('Completed')
  })
})

const RANK: Record<PhaseStatus, number> = {
  NotStarted: 0,
  InProgress: 1,
  Stopping: 2,
  Stopped: 3,
  Completed: 3,
  Failed: 3,
}

const anyJob: fc.Arbitrary<JobRecord> = fc
  .record({
    records: fc.integer({ min: 1, max: 30_000 }),
    msPerSecond: fc.constantFrom(0, 1, 16.7, 1000),
    refused: fc.boolean(),
    fails: fc.boolean(),
    effect: fc.constantFrom(undefined, 'internal-error', 'stuck-in-queue', 'fail-training'),
    stoppedAt: fc.option(fc.integer({ min: 0, max: 8_000_000 }), { nil: undefined }),
  })
  .map(({ records, msPerSecond, refused, fails, effect, stoppedAt }) => ({
    ...BASE,
    msPerSecond,
    validation: { records, ...(refused ? { failure: 'bad' } : {}) },
    training: fails ? { failure: 'bad' } : TRAINED,
    ...(effect === undefined ? {} : { effect }),
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
  }))

describe('whatever happens', () => {
  it('statuses only move forward, and a final one stays', () => {
    fc.assert(
      fc.property(anyJob, fc.nat(9_000_000), fc.nat(9_000_000), (job, a, b) => {
        const before = statusesAt(job, Math.min(a, b))
        const after = statusesAt(job, Math.max(a, b))
        before.forEach((status = 'NotStarted', i) => {
          const later = after[i] ?? 'NotStarted'
          expect(RANK[later]).toBeGreaterThanOrEqual(RANK[status])
          if (RANK[status] === 3) expect(later).toBe(status)
        })
      }),
    )
  })

  it('a job that is over has an end, not in the future, and a failed one says why', () => {
    fc.assert(
      fc.property(anyJob, fc.nat(9_000_000), (job, now) => {
        const { status, end, failure, lastModified } = progressOf(job, now)
        expect(end !== undefined).toBe(RANK[status] === 3)
        expect(failure !== undefined).toBe(status === 'Failed')
        expect(Math.max(end ?? 0, lastModified)).toBeLessThanOrEqual(now)
      }),
    )
  })

  it('no work is due for a job that is over, nor before it started', () => {
    fc.assert(
      fc.property(anyJob, fc.nat(9_000_000), (job, now) => {
        if (progressOf(job, now).end !== undefined) expect(workDue(job, now)).toBeUndefined()
      }),
    )
    expect(workDue(BASE, 3 * MINUTE - 1)).toBeUndefined()
    expect(workDue(BASE, 3 * MINUTE)).toBe('validate')
    expect(workDue({ ...BASE, stoppedAt: MINUTE }, 9 * MINUTE)).toBeUndefined()
    expect(workDue({ ...BASE, validation: { records: 5_000 } }, 72 * MINUTE)).toBe('train')
  })
})
