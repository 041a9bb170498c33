/** A flag's value as a command line carries it; undefined and false leave the flag out. */
export type FlagText = string | number | boolean | readonly string[] | undefined

/** A command line that can be pasted into a POSIX shell: `mlctl finetune run --base-model nova-micro`. */
export const commandLine = (
  path: readonly string[],
  flags: Readonly<Record<string, FlagText>>,
): string =>
  ['mlctl', ...path, ...Object.entries(flags).flatMap(([name, value]) => words(name, value))].join(
    ' ',
  )

const words = (name: string, value: FlagText): readonly string[] => {
  if (value === undefined || value === false) return []
  if (value === true) return [`--${name}`]
  const values = typeof value === 'object' ? value : [String(value)]
  return values.flatMap((item) => [`--${name}`, shellWord(item)])
}

/** Quoted only where the shell would read it differently. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
