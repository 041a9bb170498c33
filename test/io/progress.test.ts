import { describe, expect, it } from 'vitest'
import { progressLine } from '../../src/lib/io/progress.ts'

const piped = () => {
  const written: string[] = []
  const write = (text: string) => void written.push(text)
  const screen = { animated: false, write, columns: () => 80, unicode: true }
  return { written, line: progressLine(screen, 'fraud: waiting', undefined) }
}

describe('a wait without a terminal', () => {
  it('has a line for each phase and one each 30 s of the caller’s time, with one duration', () => {
    const { written, line } = piped()
    const seconds = (label: string, each: readonly number[]) => {
      for (const at of each) line.update({ label, elapsedMs: at * 1_000 })
    }
    seconds('fraud: Creating', [2, 12, 22, 31, 33, 43, 61, 65])
    seconds('fraud: Creating: Launching', [70, 80])
    line.stop()
    expect(written).toEqual([
      'fraud: waiting\n',
      'fraud: Creating, 2s\n',
      'fraud: Creating, 33s\n',
      'fraud: Creating, 1m 05s\n',
      'fraud: Creating: Launching, 1m 10s\n',
    ])
  })
})
