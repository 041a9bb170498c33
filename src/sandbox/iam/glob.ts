/** One position of a pattern: a literal character, `?`, or `*`. */
export type Token = { readonly literal: string } | 'one' | 'any'

const WILDCARDS: Readonly<Record<string, Token>> = { '*': 'any', '?': 'one' }

/** A pattern whose `*` and `?` are wildcards. */
export const wildcardTokens = (pattern: string): readonly Token[] =>
  [...pattern].map((character) => WILDCARDS[character] ?? { literal: character })

/** Text that stands for itself, such as the value of a policy variable. */
export const literalTokens = (value: string): readonly Token[] =>
  [...value].map((literal) => ({ literal }))

const fits = (token: Token | undefined, character: string | undefined): boolean =>
  token === 'one' || (typeof token === 'object' && token.literal === character)

/** Whether the whole text fits. Quadratic at worst, where a regular expression could explode. */
export const matchesTokens = (tokens: readonly Token[], text: string): boolean => {
  const characters = [...text]
  let token = 0
  let at = 0
  let star = -1
  let resume = 0
  while (at < characters.length) {
    if (tokens[token] === 'any') {
      star = token++
      resume = at
    } else if (fits(tokens[token], characters[at])) {
      token++
      at++
    } else if (star >= 0) {
      // The last star takes one character more.
      token = star + 1
      at = ++resume
    } else return false
  }
  while (tokens[token] === 'any') token++
  return token === tokens.length
}

/** Whether the text fits a pattern with `*` and `?`. */
export const matchesWildcard = (pattern: string, text: string): boolean =>
  matchesTokens(wildcardTokens(pattern), text)
