import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { handedOver } from '../../../src/lib/io/engines/environment.ts'

const SECRET = 'hunter2 "quoted" #no comment = '

it('variables stand in a file of this user alone, which is gone afterwards', async () => {
  const file = await handedOver({ TOKEN: SECRET, EMPTY: '' }, async ({ words, variables }) => {
    const [flag, path = ''] = words
    expect(flag).toBe('--env-file')
    expect(readFileSync(path, 'utf8')).toBe(`TOKEN=${SECRET}\nEMPTY=\n`)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
    expect(variables).toEqual({})
    return path
  })
  expect(existsSync(dirname(file))).toBe(false)
})

it('the file is gone when the engine fails, too', async () => {
  let file = ''
  const failing = handedOver({ TOKEN: SECRET }, async ({ words }) => {
    file = words[1] ?? ''
    throw new Error('no engine')
  })
  await expect(failing).rejects.toThrow('no engine')
  expect(existsSync(file)).toBe(false)
})

it.each(['two\nlines', 'an end of Windows\r'])(
  '%j is taken from the engine’s environment',
  (value) =>
    handedOver({ KEY: value }, async (handed) => {
      expect(handed).toEqual({ words: ['--env', 'KEY'], variables: { KEY: value } })
    }),
)

it('nothing is written where there is nothing to hand over', () =>
  handedOver({}, async (handed) => expect(handed).toEqual({ words: [], variables: {} })))
