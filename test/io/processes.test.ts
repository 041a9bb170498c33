import { describe, expect, it } from 'vitest'
import { localProcesses } from '../../src/lib/io/processes.ts'
import { tempFolder } from '../support/temp-folder.ts'

const run = (line: string, over: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
  localProcesses(tempFolder()).shell(line, {
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    variables: { MLCTL_PERCENT: '10' },
    ...over,
  })

describe('a shell line', () => {
  it.each([
    ['exit 0', { exitCode: 0, detail: '' }],
    ['echo first; echo "last $MLCTL_PERCENT"; exit 3', { exitCode: 3, detail: 'last 10' }],
    ['echo broken >&2; exit 75', { exitCode: 75, detail: 'broken' }],
  ])('%s', async (line, end) => expect(await run(line)).toEqual(end))

  it('that takes too long has no exit code', async () =>
    expect((await run('sleep 30', { timeoutMs: 50 })).exitCode).toBeUndefined())

  it('that is interrupted has none either', async () => {
    const controller = new AbortController()
    const end = run('sleep 30', { signal: controller.signal })
    controller.abort()
    expect((await end).exitCode).toBeUndefined()
  })
})
