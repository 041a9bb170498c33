import { type FlagText, shellWord } from './command-line.ts'

/** What a command table knows of one command: its path, and whether calls leave this machine. */
type Listed = {
  readonly path: readonly string[]
  readonly changes: 'nothing' | 'files' | 'aws'
  readonly iamActions: readonly string[]
}

/**
 * Completes the mlctl lines within a text for people by the flags that say where this run went
 * (`--sandbox`, `--profile prod`): pasted as they stand, they would go elsewhere, and there they could
 * cost. A line that has the flag keeps its own; one that calls nobody stays as it is.
 */
export const aimLines =
  (commands: readonly Listed[], flags: Readonly<Record<string, FlagText>>) =>
  (text: string): string => {
    const given = Object.entries(flags).filter(
      ([, value]) => value !== undefined && value !== false,
    )
    if (given.length === 0) return text
    const aimed = new Set(commands.filter(callsSomebody).map(({ path }) => path.join(' ')))
    return text.replace(MLCTL_LINE, (line, word: string, rest: string) => {
      const [second = ''] = /^ [a-z-]+/.exec(rest) ?? []
      if (!aimed.has(word + second) && !aimed.has(word)) return line
      const missing = given.filter(([name]) => !new RegExp(`--${name}(?![\\w-])`).test(rest))
      const words = missing.map(([name, value]) =>
        value === true ? ` --${name}` : ` --${name} ${shellWord(String(value))}`,
      )
      return `mlctl${words.join('')} ${word}${rest}`
    })
  }

const callsSomebody = ({ iamActions, changes }: Listed): boolean =>
  iamActions.length > 0 || changes === 'aws'

/** To the end of the line or the next command on it; colour may stand before it. */
const MLCTL_LINE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a colour sequence begins with one
  /(?<=^|[^\w./-]|\u001b\[[\d;]*m)mlctl ([a-z]+)((?:(?!\bmlctl [a-z])[^\n])*)/gm
