/** Whether a path has wildcards: `*`, `?`, `[…]` or `{a,b}`. */
export const isGlob = (path: string): boolean => /[*?[{]/.test(path)

/** The part of a pattern before its first wildcard, up to a slash: `a/b/*.x` → `a/b/`. */
export const globBase = (pattern: string): string => {
  const wild = pattern.search(/[*?[{]/)
  const plain = wild < 0 ? pattern : pattern.slice(0, wild)
  return plain.slice(0, plain.lastIndexOf('/') + 1)
}

/**
 * The pattern as an expression over whole paths with `/`: `*` and `?` stay within a folder, `**`
 * passes folders. Names that begin with a dot match only a pattern that says so, as in a shell.
 */
export const globPattern = (pattern: string): RegExp => {
  let source = ''
  let braces = 0
  for (let i = 0; i < pattern.length; i++) {
    const sign = pattern[i] ?? ''
    const atStart = i === 0 || pattern[i - 1] === '/'
    if (sign === '*' && pattern.startsWith('**/', i)) {
      source += '(?:(?!\\.)[^/]+/)*'
      i += 2
    } else if (sign === '*') {
      if (pattern[i + 1] === '*') i++
      source += `${atStart ? '(?!\\.)' : ''}[^/]*`
    } else if (sign === '?') source += `${atStart ? '(?!\\.)' : ''}[^/]`
    else if (sign === '[' && pattern.indexOf(']', i + 2) > 0) {
      const end = pattern.indexOf(']', i + 2)
      const body = pattern
        .slice(i + 1, end)
        .replaceAll('\\', '\\\\')
        .replace(/^!/, '^')
      source += `(?!/)[${body}]`
      i = end
    } else if (sign === '{' && pattern.indexOf('}', i) > 0) {
      braces++
      source += '(?:'
    } else if (sign === '}' && braces > 0) {
      braces--
      source += ')'
    } else if (sign === ',' && braces > 0) source += '|'
    else source += sign.replace(/[\\^$.*+?()[\]{}|]/, '\\$&')
  }
  return new RegExp(`^${source}$`, 'u')
}

/** Whether a pattern can match below the first folder of its base. */
export const globIsDeep = (pattern: string): boolean =>
  pattern.slice(globBase(pattern).length).includes('/')
