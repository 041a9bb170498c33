import { literalTokens, type Token, wildcardTokens } from './glob.ts'

/** Values of the condition keys of a request, by lower-case key: AWS compares keys without case. */
export type Context = ReadonlyMap<string, readonly string[]>

/** A context of plain key and value pairs. */
export const contextOf = (values: Readonly<Record<string, string | readonly string[]>>): Context =>
  new Map(
    Object.entries(values).map(([key, value]) => [
      key.toLowerCase(),
      typeof value === 'string' ? [value] : value,
    ]),
  )

export const VARIABLE = /\$\{([^}]*)\}/g

/** `${*}`, `${?}` and `${$}` stand for the characters themselves. */
const ESCAPES: ReadonlySet<string> = new Set(['*', '?', '$'])

/** The condition key and default of `aws:username, 'nobody'`. */
const partsOf = (inside: string): { readonly key: string; readonly otherwise?: string } => {
  const [key = '', otherwise] = inside.split(/\s*,\s*/, 2)
  const text = otherwise?.replace(/^'(.*)'$/, '$1')
  return text === undefined ? { key: key.trim() } : { key: key.trim(), otherwise: text }
}

/** The condition keys a text names in `${…}`. */
export const variablesIn = (text: string): readonly string[] =>
  [...text.matchAll(VARIABLE)]
    .map((found) => partsOf(found[1] ?? ''))
    .filter(({ key, otherwise }) => !ESCAPES.has(key) && otherwise === undefined)
    .map(({ key }) => key)

/**
 * A policy's text with its variables filled in; undefined when one has no single value, because
 * then the statement does not match.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export const fillIn = (text: string, context: Context): readonly Token[] | undefined => {
  const tokens: Token[] = []
  let last = 0
  for (const found of text.matchAll(VARIABLE)) {
    tokens.push(...wildcardTokens(text.slice(last, found.index)))
    last = found.index + found[0].length
    const { key, otherwise } = partsOf(found[1] ?? '')
    const values = context.get(key.toLowerCase()) ?? []
    const value = ESCAPES.has(key) ? key : values.length === 1 ? values[0] : otherwise
    if (value === undefined) return undefined
    tokens.push(...literalTokens(value))
  }
  return [...tokens, ...wildcardTokens(text.slice(last))]
}

/** The tokens as plain text, for operators that know no wildcards. */
export const plainText = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => (typeof token === 'object' ? token.literal : token === 'one' ? '?' : '*'))
    .join('')
