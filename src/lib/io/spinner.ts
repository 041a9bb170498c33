import { formatDuration } from '../domain/core/duration.ts'
import { harmless } from '../domain/core/harmless.ts'
import type { Progress } from '../ports/io.ts'

/**
 * A spinner with the elapsed time, for waits without a known total on a terminal. ora is loaded in
 * the background: what ends before it is there needed no spinner.
 */
export const spinner = (label: string): Progress => {
  const startedAt = Date.now()
  let [text, stopped] = [label, false]
  /** How far the caller's clock is before the machine's. */
  let aheadMs = 0
  let stop = () => {}
  const line = () => `${harmless(text)}, ${formatDuration(Date.now() - startedAt + aheadMs)}`
  void import('ora').then(({ default: ora }) => {
    if (stopped) return
    // Ctrl-C must stay a signal, so stdin is left alone.
    const shown = ora({ text: line(), stream: process.stderr, discardStdin: false }).start()
    const timer = setInterval(() => {
      shown.text = line()
    }, 1_000)
    stop = () => {
      clearInterval(timer)
      shown.stop()
    }
  })
  return {
    update: (now) => {
      text = now.label ?? text
      if (now.elapsedMs !== undefined) aheadMs = now.elapsedMs - (Date.now() - startedAt)
    },
    stop: (final) => {
      stopped = true
      stop()
      if (final !== undefined) process.stderr.write(`${harmless(final)}\n`)
    },
  }
}
