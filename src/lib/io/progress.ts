import { formatDuration } from '../domain/core/duration.ts'
import { harmless } from '../domain/core/harmless.ts'
import type { Progress, ProgressTotal } from '../ports/io.ts'
import { spinner } from './spinner.ts'

/** Rates are guesses before this. */
const ETA_AFTER_MS = 5_000
const REDRAW_MS = 100
const HEARTBEAT_MS = 30_000

export type ProgressScreen = {
  readonly animated: boolean
  readonly write: (text: string) => void
  readonly columns: () => number
  readonly unicode: boolean
}

/**
 * A progress line: redrawn in place on a terminal; elsewhere a line when its text changes, and a heartbeat
 * after 30 s without one, by the caller's clock where it tells the time.
 */
export const progressLine = (
  screen: ProgressScreen,
  label: string,
  total: ProgressTotal | undefined,
): Progress => {
  if (screen.animated && total === undefined) return spinner(label)
  const startedAt = Date.now()
  let [done, text, drawnAt, told] = [0, label, 0, undefined as number | undefined]
  const elapsed = () => told ?? Date.now() - startedAt
  const draw = () => {
    drawnAt = elapsed()
    const line = harmless(describe(text, done, total, drawnAt))
    if (!screen.animated) return screen.write(`${line}\n`)
    const bar = meter(total === undefined ? 0 : done / total.total, screen.unicode)
    screen.write(`\r\u001b[2K${`${bar} ${line}`.slice(0, screen.columns() - 1)}`)
  }
  draw()
  // A wait without news still shows that it lives.
  const timer = screen.animated ? setInterval(draw, 250) : undefined
  timer?.unref()
  return {
    update(now) {
      const changed = now.label !== undefined && now.label !== text
      done = now.done ?? done
      text = now.label ?? text
      told = now.elapsedMs ?? told
      const rest = screen.animated ? REDRAW_MS : HEARTBEAT_MS
      if (changed || elapsed() - drawnAt >= rest) draw()
    },
    stop(final) {
      clearInterval(timer)
      if (screen.animated) screen.write('\r\u001b[2K')
      if (final !== undefined) screen.write(`${harmless(final)}\n`)
    },
  }
}

const describe = (
  label: string,
  done: number,
  total: ProgressTotal | undefined,
  elapsedMs: number,
): string => {
  if (total === undefined) return elapsedMs < 500 ? label : `${label}, ${formatDuration(elapsedMs)}`
  const share = total.total === 0 ? 1 : done / total.total
  const rate = elapsedMs === 0 ? 0 : (done / elapsedMs) * 1_000
  const eta =
    elapsedMs >= ETA_AFTER_MS && rate > 0
      ? ` · eta ${formatDuration(((total.total - done) / rate) * 1_000)}`
      : ''
  const amount = `${quantity(done, total.unit)}/${quantity(total.total, total.unit)}`
  const speed = total.unit === 'bytes' && rate > 0 ? ` · ${quantity(rate, 'bytes')}/s` : ''
  return `${label} ${amount} · ${Math.floor(share * 100)}%${speed}${eta}`
}

const quantity = (amount: number, unit: ProgressTotal['unit']): string => {
  if (unit !== 'bytes') return `${Math.round(amount)}`
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const at = Math.min(
    units.length - 1,
    amount < 1 ? 0 : Math.floor(Math.log(amount) / Math.log(1024)),
  )
  return `${(amount / 1024 ** at).toFixed(at === 0 ? 0 : 1)} ${units[at]}`
}

const meter = (share: number, unicode: boolean): string => {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * 20)
  const [on, off] = unicode ? ['█', '░'] : ['#', '-']
  return `${on.repeat(filled)}${off.repeat(20 - filled)}`
}
