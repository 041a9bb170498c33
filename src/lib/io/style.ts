import { Chalk } from 'chalk'
import type { Style } from '../ports/io.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Whether a stream gets colour: flag > NO_COLOR > FORCE_COLOR > TERM=dumb > terminal. chalk's own
 * detection ignores NO_COLOR, so its default instance is never used.
 */
export const wantsColour = (
  choice: 'auto' | 'always' | 'never',
  env: Environment,
  isTty: boolean,
): boolean => {
  if (choice !== 'auto') return choice === 'always'
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  if (env.TERM === 'dumb') return false
  return isTty
}

/** Symbols beyond ASCII are safe unless the terminal or the locale says otherwise. */
export const wantsUnicode = (env: Environment): boolean => {
  if (env.MLCTL_ASCII === '1' || env.TERM === 'dumb') return false
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'C.UTF-8'
  return /utf-?8/i.test(locale)
}

export const styleFor = (colour: boolean, unicode: boolean): Style => {
  const chalk = new Chalk({ level: colour ? 1 : 0 })
  return {
    bold: chalk.bold,
    dim: chalk.dim,
    good: chalk.green,
    bad: chalk.red,
    caution: chalk.yellow,
    accent: chalk.cyan,
    unicode,
  }
}
