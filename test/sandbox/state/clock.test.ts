import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createClock, parseClock, saveClock } from '../../../src/sandbox/state/clock.ts'
import { createDocuments } from '../../../src/sandbox/state/documents.ts'
import { newEngine, temporaryFolder } from '../clients.ts'

const FIXED = '2026-01-31T12:00:00Z'

it.each([
  ['real', 3_600_000],
  ['x60', 60_000],
  ['x0.5', 7_200_000],
  ['instant', 0],
  [FIXED, 3_600_000],
])('on %s an hour takes %d ms', (setting, milliseconds) => {
  expect(parseClock(setting)?.duration(3600)).toBe(milliseconds)
})

it.each(['', 'fast', 'x0', 'x', 'x-1', '12:00', 'yesterday'])('%j is no clock', (setting) => {
  expect(parseClock(setting)).toBeUndefined()
})

it('stands still at a fixed instant, for every process', () => {
  const directory = join(temporaryFolder(), 'state')
  saveClock(createDocuments(directory), FIXED)
  expect(createClock(createDocuments(directory), undefined).now()).toBe(Date.parse(FIXED))
})

it('is overridden for one run without being changed', () => {
  const documents = createDocuments(join(temporaryFolder(), 'state'))
  saveClock(documents, 'x60')
  expect(createClock(documents, 'instant').duration(60)).toBe(0)
  expect(createClock(documents, undefined).duration(60)).toBe(1000)
})

it.each([[{ clock: 'soon' }], [{ faults: '{"match":1}' }], [{ faults: 'nonsense' }]])(
  'an engine refuses the setting %j at once',
  (options) => expect(() => newEngine(options)).toThrow(RangeError),
)
