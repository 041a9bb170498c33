import xterm from '@xterm/headless'
import { expect, it } from 'vitest'
import { liveView } from '../../src/lib/io/live-view.ts'

/** A terminal emulator beside the view: what a person sees after all that was written. */
const stage = (cols: number, rows: number) => {
  const terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true, convertEol: true })
  const pending: Promise<void>[] = []
  const written: string[] = []
  const view = liveView({
    animated: true,
    unicode: true,
    columns: () => terminal.cols,
    rows: () => terminal.rows,
    write: (text) => {
      written.push(text)
      pending.push(new Promise((resolve) => terminal.write(text, resolve)))
    },
  })
  const seen = async (): Promise<readonly string[]> => {
    await Promise.all(pending)
    const buffer = terminal.buffer.active
    const lines = Array.from(
      { length: buffer.length },
      (_, at) => buffer.getLine(at)?.translateToString(true) ?? '',
    )
    return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1)
  }
  return { terminal, view, seen, written }
}

it('redraws in place, also when the picture shrinks, without clearing it first', async () => {
  const { view, seen, written } = stage(40, 10)
  view.draw(['one', 'two', 'three'], '')
  view.draw(['ONE', '2'], '')
  expect(await seen()).toEqual(['ONE', '2'])
  expect(written[1]?.indexOf('ONE')).toBeLessThan(written[1]?.indexOf('\u001b[0J') ?? 0)
})

it('survives a terminal that becomes narrower between two pictures', async () => {
  const { terminal, view, seen } = stage(40, 12)
  view.draw(['a'.repeat(30), 'b'.repeat(30)], '')
  await seen()
  terminal.resize(20, 12)
  view.draw(['c'.repeat(30), 'd'], '')
  expect(await seen()).toEqual([`${'c'.repeat(18)}…`, 'd'])
})

it('never draws more than the terminal has rows, so that nothing is left behind', async () => {
  const { view, seen } = stage(40, 5)
  const lines = Array.from({ length: 9 }, (_, at) => `line ${at}`)
  for (const _ of [1, 2, 3]) view.draw(lines, '')
  expect(await seen()).toEqual(['line 0', 'line 1', 'line 2', 'line 3'])
})

it('counts wide characters twice', async () => {
  const { view, seen } = stage(10, 5)
  view.draw(['数据数据数据数据', 'x'], '')
  view.draw(['数据数据数据数据', 'y'], '')
  expect(await seen()).toEqual(['数据数据…', 'y'])
})
