import { describe, expect, it } from 'vitest'
import { TemporaryError } from '../../src/lib/errors.ts'
import { waitSteady } from '../../src/lib/flows/endpoint/wait.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { EndpointView } from '../../src/lib/ports/endpoints.ts'
import { fakeClock } from '../support/clock.ts'
import { scriptedIo } from '../support/io.ts'

const END = 60_000

const view = (change: Partial<EndpointView>): EndpointView => ({
  endpointName: 'fraud',
  endpointArn: 'arn',
  endpointConfigName: 'old',
  status: 'InService',
  createdAt: '2026-11-22T10:00:00Z',
  lastModifiedAt: '2026-11-22T10:00:00Z',
  variants: [],
  shadowVariants: [],
  ...change,
})

/** An endpoint that is Updating for a minute, and then as given. */
const endpoint = (end: Partial<EndpointView>, throttledAt = -1) => {
  const clock = fakeClock(0)
  let looks = 0
  const find = async (): Promise<EndpointView> => {
    if (looks++ === throttledAt) throw new TemporaryError('MLC-AWS-031', 'too many requests')
    return clock.now() < END ? view({ status: 'Updating' }) : view(end)
  }
  const ports = { clock, io: scriptedIo(), endpoints: { find } } as unknown as Ports
  return { ports, clock }
}

const waited = (ports: Ports) =>
  waitSteady(ports, 'fraud', { timeoutMs: undefined, endpointConfigName: 'new' }).catch(
    (error: unknown) => error,
  )

describe('waiting for an endpoint', () => {
  it('ends when the wanted config is in force, a throttled look notwithstanding', async () => {
    const { ports, clock } = endpoint({ endpointConfigName: 'new' }, 2)
    expect(await waited(ports)).toMatchObject({ status: 'InService', endpointConfigName: 'new' })
    expect(clock.now()).toBeLessThan(END + 30_000)
  })

  it.each([
    ['InService with the old config: it was rolled back', {}, 'was rolled back; old serves'],
    ['Failed', { status: 'Failed' }, 'is Failed'],
    ['UpdateRollbackFailed', { status: 'UpdateRollbackFailed' }, 'is UpdateRollbackFailed'],
    ['OutOfService', { status: 'OutOfService', endpointConfigName: 'new' }, 'is OutOfService'],
  ] as const)('is no success when it is %s', async (_what, end, message) => {
    const { ports } = endpoint({ ...end, failureReason: 'no capacity' })
    expect(await waited(ports)).toMatchObject({
      code: 'MLC-HOST-022',
      exitCode: 6,
      message: expect.stringContaining(message),
      why: 'no capacity',
      details: { wantedEndpointConfigName: 'new' },
    })
  })

  it('says how a mixture of two configs is mended', async () => {
    const { ports } = endpoint({ status: 'UpdateRollbackFailed' })
    expect(await waited(ports)).toMatchObject({
      hint: expect.stringContaining('mlctl endpoint update fraud --endpoint-config'),
    })
  })
})
