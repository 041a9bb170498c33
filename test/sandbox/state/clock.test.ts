import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createClock, parseClock, saveClock } from '../../../src/sandbox/state/clock.ts'
import { createDocuments } from '../../../src/sandbox/state/documents.ts'
import { newEngine, temporaryFolder } from '../clients.ts'

const FIXED = '2026-01-31T12:00:00Z'

const clockOf = (setting: string) =>
  createClock(createDocuments(join(temporaryFolder(), 'state')), setting)

it.each([
  ['real', 3_600_000, 3_600_000],
  ['x60', 3_600_000, 60_000],
  ['x0.5', 3_600_000, 7_200_000],
  ['skip', 3_600_000, 0],
  ['instant', 0, 0],
  [FIXED, 3_600_000, 0],
])('on %s an hour of AWS takes %d ms of own time, and waiting for an hour %d ms', (...row) => {
  const [setting, taken, waited] = row
  expect(clockOf(setting).duration(3600)).toBe(taken)
  expect(clockOf(setting).wait(3_600_000)).toBe(waited)
})

it.each(['skip', 'instant', FIXED])(
  'on %s waiting moves the time, for every process',
  (setting) => {
    const documents = createDocuments(join(temporaryFolder(), 'state'))
    const before = createClock(documents, setting).now()
    createClock(documents, setting).wait(3_600_000)
    const passed = createClock(documents, setting).now() - before
    expect(passed).toBeGreaterThanOrEqual(3_600_000)
    expect(passed).toBeLessThan(3_660_000)
  },
)

it('never goes back when the pace changes, except to an instant asked for', () => {
  const documents = createDocuments(join(temporaryFolder(), 'state'))
  createClock(documents, 'skip').wait(86_400_000)
  const ahead = createClock(documents, 'real').now()
  expect(ahead).toBeGreaterThan(Date.now() + 86_000_000)
  expect(createClock(documents, 'x60').now()).toBeGreaterThanOrEqual(ahead)
  saveClock(documents, FIXED)
  expect(createClock(documents, undefined).now()).toBe(Date.parse(FIXED))
})

it('says wall time, and writes nothing, while nobody has set it', () => {
  const directory = join(temporaryFolder(), 'state')
  const before = Date.now()
  expect(createClock(createDocuments(directory), undefined).now()).toBeGreaterThanOrEqual(before)
  expect(existsSync(directory)).toBe(false)
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
  expect(createClock(documents, undefined).wait(60_000)).toBe(1000)
})

it.each([[{ clock: 'soon' }], [{ faults: '{"match":1}' }], [{ faults: 'nonsense' }]])(
  'an engine refuses the setting %j at once',
  (options) => expect(() => newEngine(options)).toThrow(RangeError),
)
