import { expect, it } from 'vitest'
import { awsSession } from '../../src/lib/aws/session.ts'
import { serverClock } from '../../src/wiring/server-clock.ts'
import { fakeClock } from '../support/clock.ts'

const MINUTE = 60_000

const world = () => {
  const local = fakeClock()
  const warnings: string[] = []
  const clock = serverClock(local, (line) => warnings.push(line))
  return { local, warnings, clock }
}

it.each([
  ['behind', 5 * MINUTE],
  ['ahead of', -5 * MINUTE],
])('a clock that is minutes %s the service is put right, and said so once', (direction, off) => {
  const { local, warnings, clock } = world()
  clock.saw(local.now() + off)
  clock.saw(local.now() + off + 900)
  expect(clock.now()).toBe(local.now() + off)
  expect(warnings).toEqual([
    `This machine's clock is 5m 00s ${direction} the service's; the service's time is used.`,
  ])
})

it('less than a minute is left alone: answers travel, and say whole seconds', () => {
  const { local, warnings, clock } = world()
  clock.saw(local.now() + MINUTE - 1)
  expect(clock.now()).toBe(local.now())
  expect(warnings).toEqual([])
})

it('a clock that is set meanwhile is believed again', () => {
  const { local, warnings, clock } = world()
  clock.saw(local.now() - 10 * MINUTE)
  clock.saw(local.now())
  expect(clock.now()).toBe(local.now())
  expect(warnings.at(-1)).toBe("This machine's clock is right again.")
})

it('every answer of a service tells its time', async () => {
  const seen: number[] = []
  const date = 'Sun, 22 Nov 2026 10:00:00 GMT'
  const { HttpResponse } = await import('@smithy/core/transport')
  const session = awsSession({
    environment: {},
    version: '1',
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' },
    requestHandler: {
      handle: async () => ({
        response: new HttpResponse({
          statusCode: 200,
          headers: { date, 'content-type': 'application/x-amz-json-1.1' },
          body: new TextEncoder().encode('{"Endpoints":[]}'),
        }),
      }),
    },
    sawServerTime: (at) => seen.push(at),
  })
  await session.sageMaker({ operation: 'ListEndpoints', subject: 'endpoints' }, (client, sdk) =>
    client.send(new sdk.ListEndpointsCommand({})),
  )
  expect(seen).toEqual([Date.parse(date)])
})
