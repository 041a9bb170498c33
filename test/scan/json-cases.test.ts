import { Buffer, isUtf8 } from 'node:buffer'
import { expect, it } from 'vitest'
import { scannerVerdicts, walkerVerdict } from '../support/json-verdict.ts'
import { type JsonCase, SOUND, UNSOUND } from './json-cases.ts'

const bytesOf = ([, line]: JsonCase): Buffer =>
  typeof line === 'string' ? Buffer.from(line) : Buffer.from(line.hex, 'hex')
const ended = (line: Uint8Array) => Buffer.concat([line, Buffer.from('\n')])

const parses = (line: Uint8Array): boolean => {
  try {
    JSON.parse(Buffer.from(line).toString('utf8'))
    return true
  } catch {
    return false
  }
}

it.each(SOUND)('%s is sound', async (...one) => {
  const line = bytesOf(one)
  expect(await scannerVerdicts(ended(line))).toEqual([true])
  expect(walkerVerdict(line)).toBe(true)
  expect(parses(line)).toBe(true)
})

it.each(UNSOUND)('%s is not', async (...one) => {
  const line = bytesOf(one)
  expect(await scannerVerdicts(ended(line))).toEqual([false])
  expect(walkerVerdict(line)).toBe(false)
})

/** What JSON.parse cannot see: it takes these lines, and reads something else than was written. */
const BLIND = /half|pair|key twice|levels|times/

it.each(UNSOUND.filter(([about]) => !BLIND.test(about)))(
  'JSON.parse refuses it too: %s',
  (...one) => {
    const line = bytesOf(one)
    expect(isUtf8(line) && parses(line)).toBe(false)
  },
)

it('judges all cases alike in one file, without a line feed at its end', async () => {
  const cases = [...SOUND, ...UNSOUND]
  const file = Buffer.concat(cases.map((one) => ended(bytesOf(one))))
  const verdicts = cases.map((one) => SOUND.includes(one))
  expect(await scannerVerdicts(file.subarray(0, -1))).toEqual(verdicts)
})

it('has at least 120 cases', () => {
  expect(SOUND.length + UNSOUND.length).toBeGreaterThanOrEqual(120)
})
