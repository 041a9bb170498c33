import { displayWidth } from './width.ts'

/** One bar: `note` stands behind it, and the value where there is none. */
export type Bar = { readonly label: string; readonly value: number; readonly note?: string }

const MIN_COLUMNS = 40
const MAX_COLUMNS = 100
const LONGEST_LABEL = 24
/** Eighths of a cell, from the left. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/**
 * Bars from the left, the longest as wide as the room; whatever is not nothing shows at least a
 * sliver. ASCII where `unicode` is false.
 */
export const barChart = (
  bars: readonly Bar[],
  size: { readonly columns: number; readonly unicode: boolean },
): readonly string[] => {
  const labels = bars.map(({ label }) => cut(label, size.unicode))
  const notes = bars.map(({ value, note }) => note ?? value.toLocaleString('en-US'))
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(displayWidth))
  const columns = Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, size.columns))
  const room = Math.max(4, columns - widest(labels) - widest(notes) - 4)
  const most = Math.max(0, ...bars.map(({ value }) => value))
  return bars.map(({ value }, i) => {
    const label = labels[i] ?? ''
    const padding = ' '.repeat(widest(labels) - displayWidth(label))
    const bar = most === 0 ? '' : barOf(value / most, room, size.unicode)
    return `${padding}${label} ${size.unicode ? '│' : '|'}${bar} ${notes[i] ?? ''}`
  })
}

const barOf = (share: number, room: number, unicode: boolean): string => {
  if (share <= 0) return ''
  if (!unicode) return '#'.repeat(Math.max(1, Math.round(share * room)))
  const eighths = Math.max(1, Math.round(share * room * 8))
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')
}

const cut = (label: string, unicode: boolean): string => {
  const line = label.replace(/\s+/g, ' ')
  const signs = [...line]
  if (signs.length <= LONGEST_LABEL) return line
  return `${signs.slice(0, LONGEST_LABEL - 1).join('')}${unicode ? '…' : '~'}`
}
