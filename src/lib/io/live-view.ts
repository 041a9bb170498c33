import type { LiveView } from '../ports/io.ts'
import type { ProgressScreen } from './progress.ts'

const HEARTBEAT_MS = 30_000

/** A block of lines redrawn in place; elsewhere one line when it changes, or every 30 s. */
export const liveView = (screen: ProgressScreen): LiveView => {
  let drawn: readonly string[] = []
  let lastBeat = ''
  let beatAt = 0
  const clear = () => (drawn.length === 0 ? '' : `\u001b[${drawn.length}A\u001b[0J`)
  const show = (lines: readonly string[]) => {
    // A line that wraps would be counted once and cleared by half.
    const fitting = lines.map((line) => shorten(line, screen.columns() - 1))
    screen.write(`${clear()}${fitting.map((line) => `${line}\n`).join('')}`)
    drawn = fitting
  }
  return {
    draw(lines, heartbeat) {
      if (screen.animated) return show(lines)
      const now = Date.now()
      if (heartbeat === lastBeat && now - beatAt < HEARTBEAT_MS) return
      ;[lastBeat, beatAt] = [heartbeat, now]
      screen.write(`${new Date(now).toISOString().slice(11, 19)} ${heartbeat}\n`)
    },
    stop(final) {
      if (screen.animated && final !== undefined) show(final)
      drawn = []
    },
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences have no width
const SEQUENCE = /\u001b\[[0-9;]*m/g

/** Cuts a coloured line to a width, closing its colours. */
const shorten = (line: string, width: number): string => {
  const plain = line.replace(SEQUENCE, '')
  if (plain.length <= width) return line
  return `${plain.slice(0, Math.max(0, width - 1))}…`
}
