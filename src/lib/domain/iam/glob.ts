/**
 * IAM's wildcards: `*` any run of characters, `?` one; `${*}`, `${?}` and `${$}` stand for the
 * characters themselves. Linear in pattern × value, so a hostile policy cannot hang it.
 */
export const matchesGlob = (pattern: string, value: string): boolean => {
  const parts = tokens(pattern)
  let [at, from] = [0, 0]
  let [star, retry] = [-1, 0]
  while (from < value.length) {
    const part = parts[at]
    if (part === ANY_RUN) {
      star = at++
      retry = from
    } else if (part !== undefined && (part === ANY_ONE || part === value[from])) {
      at++
      from++
    } else if (star >= 0) {
      at = star + 1
      from = ++retry
    } else return false
  }
  return parts.slice(at).every((part) => part === ANY_RUN)
}

const ANY_RUN = Symbol('*')
const ANY_ONE = Symbol('?')

const tokens = (pattern: string): readonly (string | symbol)[] =>
  (pattern.match(/\$\{[*?$]\}|[\s\S]/g) ?? []).map((text) => {
    if (text === '*') return ANY_RUN
    if (text === '?') return ANY_ONE
    return text.length > 1 ? (text[2] ?? '') : text
  })

/** Text for the Resource of a policy, where `*`, `?` and `$` of a key must mean themselves. */
export const literal = (text: string): string => text.replace(/[*?$]/g, (char) => `\${${char}}`)
