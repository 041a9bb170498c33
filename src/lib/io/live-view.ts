import { harmless } from '../domain/core/harmless.ts'
import { displayWidth } from '../domain/core/width.ts'
import type { LiveView } from '../ports/io.ts'
import type { ProgressScreen } from './progress.ts'

const HEARTBEAT_MS = 30_000
const ERASE_LINE = '\u001b[K'
const ERASE_BELOW = '\u001b[0J'

export type LiveScreen = ProgressScreen & {
  /** Lines of the terminal; a picture never fills more. */
  readonly rows?: () => number
}

/** A block of lines redrawn in place; elsewhere one line when it changes, or every 30 s. */
export const liveView = (screen: LiveScreen): LiveView => {
  let drawn: readonly string[] = []
  let lastBeat = ''
  let beatAt = 0
  /** A terminal that became narrower has wrapped what stands there: rows are counted anew. */
  const up = () => {
    const columns = Math.max(1, screen.columns())
    const taken = drawn.map((line) => Math.max(1, Math.ceil(widthOf(line) / columns)))
    const rows = taken.reduce((sum, each) => sum + each, 0)
    return rows === 0 ? '' : `\u001b[${rows}A\r`
  }
  const show = (lines: readonly string[]) => {
    // A line that wraps would be counted once and cleared by half; one row stays for the cursor.
    const fitting = lines
      .slice(0, Math.max(1, (screen.rows?.() ?? Number.POSITIVE_INFINITY) - 1))
      .map((line) => shorten(harmless(line), screen.columns() - 1))
    // Written over, not cleared first: nothing flickers.
    const text = fitting.map((line) => `${line}${ERASE_LINE}\n`).join('')
    screen.write(`${up()}${text}${ERASE_BELOW}`)
    drawn = fitting
  }
  return {
    draw(lines, heartbeat) {
      if (screen.animated) return show(lines)
      const now = Date.now()
      if (heartbeat === lastBeat && now - beatAt < HEARTBEAT_MS) return
      ;[lastBeat, beatAt] = [heartbeat, now]
      screen.write(`${new Date(now).toISOString().slice(11, 19)} ${harmless(heartbeat)}\n`)
    },
    stop(final) {
      if (screen.animated && final !== undefined) show(final)
      drawn = []
    },
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences have no width
const SEQUENCE = /\u001b\[[0-9;]*m/g

const widthOf = (line: string): number => displayWidth(line.replace(SEQUENCE, ''))

/** Cuts a coloured line to a width; its colours are lost with the cut. */
const shorten = (line: string, width: number): string => {
  if (widthOf(line) <= width) return line
  let kept = ''
  for (const sign of line.replace(SEQUENCE, '')) {
    if (displayWidth(kept + sign) > width - 1) break
    kept += sign
  }
  return `${kept}…`
}
