/** One line of an ignore file, ready to be asked. */
export type IgnoreRule = {
  /** `!pattern`: what it fits is kept. */
  readonly negated: boolean
  /** `pattern/`: it fits folders only. */
  readonly foldersOnly: boolean
  /** Fits the path from the ignore file's folder on; otherwise the last name of the path. */
  readonly anchored: boolean
  readonly fits: RegExp
}

/**
 * The rules of a .gitignore or of a file of the same form, in order. Patterns that can never fit
 * (an unclosed bracket, a backslash at the end) are left out, as git does.
 * Source: https://git-scm.com/docs/gitignore#_pattern_format
 */
export const readIgnoreRules = (text: string): readonly IgnoreRule[] =>
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line) => ignoreRule(line.replace(/\r$/, '')) ?? [])

/**
 * What the rules say of a path, relative to their folder and without a slash at the end: the last
 * rule that fits decides. Undefined when none does.
 */
export const verdictOf = (
  rules: readonly IgnoreRule[],
  path: string,
  isFolder: boolean,
): 'ignored' | 'kept' | undefined => {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const last = rules.findLast(
    (rule) => (isFolder || !rule.foldersOnly) && rule.fits.test(rule.anchored ? path : name),
  )
  if (last === undefined) return undefined
  return last.negated ? 'kept' : 'ignored'
}

const ignoreRule = (line: string): IgnoreRule | undefined => {
  if (line.startsWith('#')) return undefined
  const negated = line.startsWith('!')
  const trimmed = withoutSpacesAtEnd(negated ? line.slice(1) : line)
  const foldersOnly = trimmed.endsWith('/')
  const pattern = foldersOnly ? trimmed.slice(0, -1) : trimmed
  if (pattern === '') return undefined
  const anchored = pattern.includes('/')
  const source = expressionOf(pattern.startsWith('/') ? pattern.slice(1) : pattern, anchored)
  if (source === undefined) return undefined
  return { negated, foldersOnly, anchored, fits: new RegExp(`^${source}$`, 'su') }
}

/** Spaces at the end do not count unless a backslash stands before them. */
const withoutSpacesAtEnd = (line: string): string => {
  const kept = line.replace(/ +$/, '')
  const backslashes = /\\*$/.exec(kept)?.[0].length ?? 0
  return backslashes % 2 === 1 && kept.length < line.length ? `${kept} ` : kept
}

/** Undefined when the pattern can never fit. */
const expressionOf = (pattern: string, anchored: boolean): string | undefined => {
  const any = anchored ? '[^/]' : '.'
  let source = ''
  for (let at = 0; at < pattern.length; ) {
    const rest = pattern.slice(at)
    const stars = /^\*+/.exec(rest)?.[0].length ?? 0
    if (stars > 0) {
      const [text, length] = starsAt(pattern, at, { stars, any })
      source += text
      at += length
    } else if (rest.startsWith('?')) {
      source += any
      at += 1
    } else if (rest.startsWith('[')) {
      const bracket = bracketAt(rest, anchored)
      if (bracket === undefined) return undefined
      source += bracket.source
      at += bracket.length
    } else {
      const escaped = rest.startsWith('\\')
      const char = String.fromCodePoint(rest.codePointAt(escaped ? 1 : 0) ?? 0)
      if (escaped && rest.length === 1) return undefined
      source += literal(char)
      at += char.length + (escaped ? 1 : 0)
    }
  }
  return source
}

/**
 * Two stars between slashes (or the ends) stand for folders; elsewhere they are one star. The first
 * stars of a pattern count as if a slash stood before them: git takes away the plain text before the
 * first wildcard, and asks the rest by itself (match_pathname in git's dir.c).
 */
const starsAt = (
  pattern: string,
  at: number,
  { stars, any }: { readonly stars: number; readonly any: string },
): readonly [string, number] => {
  const [before, after] = [pattern[at - 1], pattern[at + stars]]
  const isFirst = at === pattern.search(/[*?[\\]/)
  const betweenSlashes = (isFirst || before === '/') && (after ?? '/') === '/'
  if (stars < 2 || !betweenSlashes || any === '.') return [`${any}*`, stars]
  return after === undefined ? ['.*', stars] : ['(?:.*/)?', stars + 1]
}

const literal = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')

/** The named classes of POSIX that brackets may hold. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9a-fA-F',
}

/** `[a-z]`, `[!a-z]`, `[[:digit:]]` at the start of a text; undefined when it is not closed. */
const bracketAt = (
  text: string,
  anchored: boolean,
): { readonly source: string; readonly length: number } | undefined => {
  const negated = text[1] === '!' || text[1] === '^'
  const first = negated ? 2 : 1
  const members: string[] = []
  for (let at = first; at < text.length; ) {
    if (text[at] === ']' && at > first) {
      return { source: bracketSource(members, negated, anchored), length: at + 1 }
    }
    const named = /^\[:([a-z]*):\]/.exec(text.slice(at))
    if (named !== null) {
      const members_ = CLASSES[named[1] ?? '']
      if (members_ === undefined) return undefined
      members.push(members_)
      at += named[0].length
      continue
    }
    const low = charAt(text, at)
    at += low.length
    const isRange = text[at] === '-' && text[at + 1] !== undefined && text[at + 1] !== ']'
    const high = isRange ? charAt(text, at + 1) : low
    if (isRange) at += 1 + high.length
    // A range that runs backwards fits nothing, and would be no expression at all.
    if (low.char <= high.char) members.push(`${inBracket(low.char)}-${inBracket(high.char)}`)
  }
  return undefined
}

const bracketSource = (members: readonly string[], negated: boolean, anchored: boolean): string => {
  const set =
    members.length === 0 ? (negated ? '[^]' : '[]') : `[${negated ? '^' : ''}${members.join('')}]`
  return anchored ? `(?!/)${set}` : set
}

const charAt = (text: string, at: number): { readonly char: string; readonly length: number } => {
  const escaped = text[at] === '\\'
  const code = text.codePointAt(escaped ? at + 1 : at)
  const char = code === undefined ? '' : String.fromCodePoint(code)
  return { char, length: char.length + (escaped ? 1 : 0) || 1 }
}

const inBracket = (char: string): string => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`
