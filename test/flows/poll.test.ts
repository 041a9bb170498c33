import { describe, expect, it } from 'vitest'
import { AccessError, StateError, TemporaryError } from '../../src/lib/errors.ts'
import { pollInterval, waitUntil } from '../../src/lib/flows/poll.ts'
import { fakeClock } from '../support/clock.ts'
import { scriptedIo } from '../support/io.ts'

const HOUR = 3_600_000

/** Remote work that ends at a time; `faults` are thrown by the reads with these numbers. */
const remote = (endsAfterMs: number, faults: Readonly<Record<number, Error>> = {}) => {
  const clock = fakeClock()
  const startedAt = clock.now()
  let reads = 0
  return {
    clock,
    io: scriptedIo(),
    reads: () => reads,
    elapsed: () => clock.now() - startedAt,
    wait: {
      what: 'job x',
      resume: 'mlctl finetune watch x',
      isOver: (over: boolean) => over,
      read: async () => {
        const fault = faults[++reads]
        if (fault !== undefined) throw fault
        return clock.now() - startedAt >= endsAfterMs
      },
    },
  }
}

describe('waiting', () => {
  it('asks about a six-hour job at most 550 times and notices its end within 65 s', async () => {
    const job = remote(6 * HOUR)
    await waitUntil(job, job.wait)
    expect(job.reads()).toBeLessThanOrEqual(550)
    expect(job.elapsed() - 6 * HOUR).toBeLessThanOrEqual(65_000)
  })

  it('survives throttling by asking less often for a while', async () => {
    const slow = new TemporaryError('MLC-AWS-001', 'Throttled')
    const job = remote(HOUR, { 2: slow, 3: slow, 4: slow })
    await waitUntil(job, job.wait)
    expect(job.clock.slept.slice(0, 5)).toEqual([5_000, 10_000, 20_000, 40_000, 20_000])
  })

  it('survives credentials that are being refreshed, but not lost ones', async () => {
    const expired = new AccessError('MLC-AWS-002', 'Expired')
    const refreshed = remote(30_000, { 2: expired, 3: expired })
    await expect(waitUntil(refreshed, refreshed.wait)).resolves.toBe(true)
    const lost = remote(30_000, { 2: expired, 3: expired, 4: expired })
    await expect(waitUntil(lost, lost.wait)).rejects.toMatchObject({ code: 'MLC-AWS-002' })
  })

  it('whose credentials end on the way says that the work goes on, and how to look again', async () => {
    const expired = new AccessError('MLC-AWS-006', 'The sign-in has expired.', {
      why: 'Token is expired.',
      hint: 'Sign in again: aws sso login.',
    })
    const lost = remote(HOUR, { 2: expired, 3: expired, 4: expired })
    await expect(waitUntil(lost, lost.wait)).rejects.toMatchObject({
      exitCode: 4,
      message: 'The sign-in has expired.',
      why: 'Token is expired. job x goes on without you.',
      hint: 'Sign in again: aws sso login. Then wait again: mlctl finetune watch x',
    })
    const never = remote(HOUR, { 1: expired, 2: expired, 3: expired })
    await expect(waitUntil(never, never.wait)).rejects.toBe(expired)
  })

  it('ends at once when the thing is gone', async () => {
    const gone = new StateError('MLC-FT-001', 'No such job')
    const job = remote(HOUR, { 1: gone })
    await expect(waitUntil(job, job.wait)).rejects.toBe(gone)
  })

  it('says after the time limit that the work goes on, and how to wait again', async () => {
    const job = remote(HOUR)
    await expect(waitUntil(job, { ...job.wait, timeoutMs: 60_000 })).rejects.toMatchObject({
      exitCode: 7,
      hint: expect.stringContaining('mlctl finetune watch x'),
    })
    expect(job.elapsed()).toBe(60_000)
  })

  it('stops waiting on Ctrl-C, and says that the work goes on', async () => {
    const job = remote(HOUR)
    const wait = { ...job.wait, onView: () => job.io.interrupt() }
    await expect(waitUntil(job, wait)).rejects.toMatchObject({
      exitCode: 130,
      code: 'MLC-WAIT-002',
    })
  })

  it.each([
    [0, 5_000],
    [250_000, 5_000],
    [1_000_000, 20_000],
    [6 * HOUR, 60_000],
  ])('after %d ms the interval is about %d ms', (elapsed, interval) => {
    expect(pollInterval(elapsed, 0.5)).toBe(interval)
    expect(pollInterval(elapsed, 0)).toBeCloseTo(interval * 0.8)
    expect(pollInterval(elapsed, 1)).toBeCloseTo(interval * 1.2)
  })
})
