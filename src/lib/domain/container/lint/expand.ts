const VARIABLE = /\\(.)|\$(?:(\w+)|\{(\w+)(?::?([-+])([^}]*))?\})/g

/**
 * A word of a Dockerfile with its variables replaced, as builders do it: $A, ${A}, ${A:-default},
 * ${A:+instead}. Undefined when it needs a variable that has no value here.
 * Source: https://docs.docker.com/reference/dockerfile/#environment-replacement
 */
export const expanded = (
  text: string,
  variables: ReadonlyMap<string, string>,
): string | undefined => {
  let isKnown = true
  const result = text.replace(VARIABLE, (...match: (string | undefined)[]) => {
    const [whole = '', escaped, bare, braced, sign, word = ''] = match
    if (escaped !== undefined) return escaped === '$' ? '$' : whole
    const value = variables.get(bare ?? braced ?? '')
    if (sign === '+') return value ? word : ''
    if (sign === '-') return value || word
    if (value === undefined) isKnown = false
    return value ?? ''
  })
  return isKnown ? result : undefined
}
