import { expect, it } from 'vitest'
import { remembering } from '../../../src/sandbox/cloudwatch/remember.ts'
import { createNeighbours } from '../../../src/sandbox/neighbours.ts'
import type { Minute, MinutesQuery } from '../../../src/sandbox/sagemaker/hosting.ts'
import { newEngine } from '../clients.ts'

const minuteAt = (at: number): Minute => ({
  at,
  invocations: at,
  errors4xx: 0,
  errors5xx: 0,
  modelErrors: 0,
  instances: 1,
  provisioned: 0,
  noCapacity: 0,
  load: 0,
  latencies: () => [],
  overheads: () => [],
})

it('minutes within what is known are not computed again; others are', () => {
  const engine = newEngine()
  const asked: MinutesQuery[] = []
  const real = createNeighbours(engine)
  const minutes = (_region: string, query: MinutesQuery): readonly Minute[] => {
    asked.push(query)
    const all = Array.from({ length: 20 }, (_, index) => minuteAt(index))
    return all.filter(({ at }) => at >= query.from && at < query.to)
  }
  const ground = remembering({
    region: 'us-east-1',
    accountId: '000000000000',
    clock: engine.clock,
    documents: engine.documents,
    neighbours: { ...real, hosting: { ...real.hosting, minutes } },
  })
  const read = (from: number, to: number, variantName = 'A') =>
    ground.neighbours.hosting
      .minutes('us-east-1', { endpointName: 'e', variantName, from, to })
      .map(({ at }) => at)
  expect(read(5, 10)).toEqual([5, 6, 7, 8, 9])
  expect(read(6, 8)).toEqual([6, 7])
  expect(asked).toHaveLength(1)
  expect(read(4, 8)).toEqual([4, 5, 6, 7])
  expect(read(6, 12)).toEqual([6, 7, 8, 9, 10, 11])
  expect(read(6, 8, 'B')).toEqual([6, 7])
  expect(asked).toHaveLength(4)
})
