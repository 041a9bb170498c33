import { describe, expect, it } from 'vitest'
import { AccessError, StateError, TemporaryError } from '../../src/lib/errors.ts'
import {
  createCustomizationJob,
  stopCustomizationJob,
} from '../../src/lib/flows/operations/customization-jobs.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { JobStatus, NewCustomizationJob } from '../../src/lib/ports/customization-jobs.ts'
import { fakeClock } from '../support/clock.ts'
import { scriptedIo } from '../support/io.ts'

const JOB = {
  jobName: 'fraud-1',
  customModelName: 'fraud-1',
  roleArn: 'arn:aws:iam::111122223333:role/ft',
  clientRequestToken: 'mlctl-1',
  baseModelIdentifier: 'amazon.nova-micro-v1:0:128k',
  customizationType: 'FINE_TUNING' as const,
  trainingS3Uri: 's3://b/t.jsonl',
  outputS3Uri: 's3://b/out/',
  hyperParameters: {},
  tags: {},
}
const CONTEXT = { key: 'k', signal: new AbortController().signal }

type Jobs = {
  /** What the n-th create does instead of answering; `after`: the job is made all the same. */
  readonly faults?: readonly ({ readonly error: Error; readonly after?: boolean } | undefined)[]
  readonly status?: JobStatus
}

/** Jobs in memory: one for each token, names taken once, as Bedrock keeps them. */
const jobWorld = ({ faults = [], status = 'InProgress' }: Jobs = {}) => {
  const made = new Map<string, { jobArn: string; token: string; status: JobStatus }>()
  let creates = 0
  const clock = fakeClock()
  const ports = {
    clock,
    io: scriptedIo(),
    customizationJobs: {
      create: async (job: NewCustomizationJob) => {
        const fault = faults[creates++]
        if (fault !== undefined && fault.after !== true) throw fault.error
        const there = made.get(job.jobName)
        if (there !== undefined && there.token !== job.clientRequestToken) {
          throw new StateError('MLC-AWS-024', 'conflict')
        }
        const jobArn = there?.jobArn ?? `arn:job/${made.size + 1}`
        made.set(job.jobName, { jobArn, token: job.clientRequestToken, status })
        if (fault !== undefined) throw fault.error
        return { jobArn }
      },
      find: async (name: string) => {
        const job = made.get(name) ?? [...made.values()].find(({ jobArn }) => jobArn === name)
        return job && { jobName: 'fraud-1', ...job }
      },
      stop: async (arn: string) => {
        for (const [name, job] of made) {
          if (job.jobArn === arn) made.set(name, { ...job, status: 'Stopping' })
        }
      },
    },
  } as unknown as Ports
  return { ports, made, clock, creates: () => creates }
}
const roleProblem = (why: string) => ({ error: new StateError('MLC-AWS-028', 'role', { why }) })

describe('starting a job', () => {
  it('waits until a new role is seen, and starts one job', async () => {
    const seen = 'Could not validate GetObject permissions to access Amazon S3 bucket: b at key k'
    const world = jobWorld({ faults: [roleProblem(seen), roleProblem(seen), undefined] })
    const output = await createCustomizationJob.perform(world.ports, JOB, CONTEXT)
    expect(output).toEqual({ jobArn: 'arn:job/1', jobName: 'fraud-1' })
    expect(world.clock.slept).toEqual([10_000, 10_000])
    expect(world.made.size).toBe(1)
  })

  it('gives up on the role after two minutes, with the words of the service', async () => {
    const world = jobWorld({ faults: Array(50).fill(roleProblem('Could not assume the role')) })
    await expect(createCustomizationJob.perform(world.ports, JOB, CONTEXT)).rejects.toMatchObject({
      code: 'MLC-AWS-028',
      why: 'Could not assume the role',
    })
    const slept = world.clock.slept.reduce((sum, ms) => sum + ms, 0)
    expect(slept).toBe(120_000)
  })

  it.each([
    [
      'a refused model',
      new StateError('MLC-AWS-021', 'x', { why: 'The provided model identifier is invalid' }),
    ],
    [
      'a missing permission',
      new AccessError('MLC-AWS-001', 'x', { why: 'not authorized: iam:PassRole on role r' }),
    ],
  ])('does not repeat itself for %s', async (_what, error) => {
    const world = jobWorld({ faults: [{ error }] })
    await expect(createCustomizationJob.perform(world.ports, JOB, CONTEXT)).rejects.toBe(error)
    expect(world.creates()).toBe(1)
  })

  it('finds the job whose answer was lost instead of asking again', async () => {
    const lost = { error: new TemporaryError('MLC-AWS-030', 'socket hang up'), after: true }
    const world = jobWorld({ faults: [lost] })
    const output = await createCustomizationJob.perform(world.ports, JOB, CONTEXT)
    expect(output.jobArn).toBe('arn:job/1')
    expect(world.creates()).toBe(1)
  })

  it('passes a fault on when no job was made, so that the same line may be given again', async () => {
    const fault = { error: new TemporaryError('MLC-AWS-030', 'socket hang up') }
    const world = jobWorld({ faults: [fault] })
    await expect(createCustomizationJob.perform(world.ports, JOB, CONTEXT)).rejects.toBe(
      fault.error,
    )
    expect(world.made.size).toBe(0)
  })

  it('ends in one job when two processes start it at once', async () => {
    const world = jobWorld()
    const both = await Promise.all(
      [1, 2].map(() => createCustomizationJob.perform(world.ports, JOB, CONTEXT)),
    )
    expect(both.map(({ jobArn }) => jobArn)).toEqual(['arn:job/1', 'arn:job/1'])
  })
})

describe('stopping a job', () => {
  it.each([
    ['InProgress', false],
    ['Stopping', true],
    ['Stopped', true],
    ['Completed', true],
    ['Failed', true],
  ] as const)('has a job that is %s as done: %s', async (status, satisfied) => {
    const world = jobWorld({ status })
    const input = { jobArn: 'arn:job/1', jobName: 'fraud-1' }
    await createCustomizationJob.perform(world.ports, JOB, CONTEXT)
    expect((await stopCustomizationJob.observe(world.ports, input)).satisfied).toBe(satisfied)
    await stopCustomizationJob.perform(world.ports, input, CONTEXT)
    expect((await stopCustomizationJob.observe(world.ports, input)).satisfied).toBe(true)
  })
})
