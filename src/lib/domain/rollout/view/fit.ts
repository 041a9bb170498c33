import type { Style } from '../../../ports/io.ts'
import { displayWidth } from '../../core/width.ts'

/** Cut to a width, with a sign that something is missing. */
export const fitted = (text: string, width: number, unicode: boolean): string => {
  const line = text.replace(/\s+/g, ' ')
  if (displayWidth(line) <= width) return line
  let kept = ''
  for (const sign of line) {
    if (displayWidth(kept + sign) > width - 1) break
    kept += sign
  }
  return width < 1 ? '' : `${kept}${unicode ? '…' : '~'}`
}

export const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - displayWidth(text)))

/** Words on lines of at most `width` columns; the last of `most` lines is cut where more would follow. */
export const wrapped = (
  text: string,
  { width, most, unicode }: { width: number; most: number; unicode: boolean },
): readonly string[] => {
  const lines: string[] = []
  const words = text.split(/\s+/).filter((word) => word !== '')
  for (const [at, word] of words.entries()) {
    const last = lines.at(-1)
    const fits = last !== undefined && displayWidth(`${last} ${word}`) <= width
    if (fits) lines[lines.length - 1] = `${last} ${word}`
    else if (lines.length === most) {
      const rest = [last, ...words.slice(at)].join(' ')
      return [...lines.slice(0, -1), fitted(rest, width, unicode)]
    } else lines.push(fitted(word, width, unicode))
  }
  return lines
}

export type Screen = {
  /** Of the terminal; nothing is wider. */
  readonly columns: number
  readonly style: Style
  /** Epoch milliseconds, for countdowns. */
  readonly now: number
}

/** A screen with the columns that may be used: all of a line, and beside its label. */
export type Size = Screen & { readonly width: number; readonly room: number }

/** Names in one column that leaves two thirds of the room for what stands beside them. */
export const nameWidth = (names: readonly string[], room: number): number =>
  Math.min(Math.max(4, ...names.map(displayWidth)), Math.floor(room / 3))
