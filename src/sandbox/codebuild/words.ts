/**
 * One line of a buildspec as its programs and their words, as far as the sandbox reads shell: quotes,
 * variables, `|` between two programs. Undefined for anything more.
 */
export const programsIn = (
  line: string,
  variables: Readonly<Record<string, string>>,
): readonly (readonly string[])[] | undefined => {
  const programs: string[][] = [[]]
  let word: string | undefined
  const close = () => {
    if (word !== undefined) programs.at(-1)?.push(word)
    word = undefined
  }
  for (let at = 0; at < line.length; ) {
    const token = TOKEN.exec(line.slice(at))?.[0]
    if (token === undefined) return undefined
    at += token.length
    if (/^\s/.test(token)) close()
    else if (token === '|') {
      close()
      programs.push([])
    } else word = (word ?? '') + textOf(token, variables)
  }
  close()
  return programs
}

/** Space, pipe, 'text', "text", a character behind \\, $NAME, or what no shell reads otherwise. */
const TOKEN = /^(?:\s+|\||'[^']*'|"(?:[^"`\\$]|\$\w)*"|\\[^\n]|\$\w+|[A-Za-z0-9_@%+=:,./-]+)/

const textOf = (token: string, variables: Readonly<Record<string, string>>): string => {
  if (token.startsWith("'")) return token.slice(1, -1)
  if (token.startsWith('\\')) return token.slice(1)
  const text = token.startsWith('"') ? token.slice(1, -1) : token
  return text.replace(/\$(\w+)/g, (_, name: string) => variables[name] ?? '')
}
