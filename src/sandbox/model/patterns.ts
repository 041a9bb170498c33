/**
 * Parts of model patterns that backtrack exponentially in V8, and linear ones that accept the same
 * strings. The test over all model patterns fails when a new model brings another such part.
 */
const LINEAR: readonly (readonly [part: string, linear: string])[] = [
  // A hyphen is in the class as well, so the inner `-*` adds ambiguity but no string.
  ['(-*[a-zA-Z0-9\\+\\-\\.])*', '[a-zA-Z0-9+\\-.]*'],
]

/** What Java writes otherwise than JavaScript; a pattern is for the whole string anyway. */
const JAVA: readonly (readonly [part: string, javascript: string])[] = [
  ['\\A', ''],
  ['\\z', ''],
  // All beyond the basic plane: single halves of a pair are not told from whole pairs here.
  ['\\uD800\\uDC00-\\uDBFF\\uDFFF', '\\uD800-\\uDFFF'],
  // Alone it is a class of its own, elsewhere it stands in one.
  ['\\p{Print}+', '[\\x20-\\x7e]+'],
  ['\\p{Print}', '\\x20-\\x7e'],
  ['\\p{Alnum}', 'a-zA-Z0-9'],
]

/** The same language in JavaScript, without exponential backtracking. */
const linear = (pattern: string): string =>
  [...JAVA, ...LINEAR].reduce(
    (text, [part, replacement]) => text.replaceAll(part, () => replacement),
    pattern,
  )

const compiled = new Map<string, RegExp | undefined>()

const compile = (pattern: string): RegExp | undefined => {
  try {
    // Unicode classes need the `u` flag, which in turn refuses escapes that other patterns use.
    const flags = pattern.includes('\\p{') ? 'su' : 's'
    return new RegExp(`^(?:${linear(pattern)})$`, flags)
  } catch {
    // Written for Java; the few that JavaScript cannot read are no constraint here.
    return undefined
  }
}

/** The pattern as a whole-string matcher; undefined when JavaScript cannot express it. */
export const matcher = (pattern: string): RegExp | undefined => {
  if (!compiled.has(pattern)) compiled.set(pattern, compile(pattern))
  return compiled.get(pattern)
}
