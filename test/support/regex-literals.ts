/** A regular expression as it stands in a source file. */
export type RegexLiteral = {
  readonly source: string
  readonly flags: string
  readonly line: number
}

/** After these a slash begins a regular expression; after a name, a number or `)` it divides. */
const BEFORE_REGEX = /(?:[([{,;:=!&|?+>]|^|\breturn|\btypeof|\bcase)\s*$/

/**
 * The regular expressions of a TypeScript text. Strings, templates and comments are passed over; what
 * a template computes is searched too.
 */
export const regexLiterals = (text: string): readonly RegexLiteral[] => {
  const found: RegexLiteral[] = []
  /** Depths of braces at which a template goes on. */
  const templates: number[] = []
  let depth = 0
  let code = ''
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? ''
    if (text.startsWith('//', at)) at = endOf(text, at, '\n')
    else if (text.startsWith('/*', at)) at = endOf(text, at + 2, '*/') + 2
    else if (char === "'" || char === '"') at = quoted(text, at, char)
    else if (char === '`' || (char === '}' && templates.at(-1) === depth)) {
      if (char === '}') templates.pop()
      const { end, computes } = template(text, at + 1)
      if (computes) templates.push(depth)
      at = end
      code = computes ? '(' : 'x'
      continue
    } else if (char === '/' && BEFORE_REGEX.test(code.slice(-40))) {
      const end = regexEnd(text, at)
      const flags = /^[a-z]*/.exec(text.slice(end))?.[0] ?? ''
      const line = text.slice(0, at).split('\n').length
      found.push({ source: text.slice(at + 1, end - 1), flags, line })
      at = end + flags.length
      code = 'x'
      continue
    } else {
      if (char === '{') depth += 1
      if (char === '}') depth -= 1
      at += 1
      code = `${code.slice(-40)}${char}`
      continue
    }
    code = char === '/' ? `${code} ` : 'x'
  }
  return found
}

const endOf = (text: string, from: number, mark: string): number => {
  const at = text.indexOf(mark, from)
  return at < 0 ? text.length : at
}

const quoted = (text: string, from: number, mark: string): number => {
  let at = from + 1
  while (at < text.length && text[at] !== mark) at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** The end of a template's text: at its end, or behind the start of what it computes. */
const template = (
  text: string,
  from: number,
): { readonly end: number; readonly computes: boolean } => {
  let at = from
  while (at < text.length) {
    if (text[at] === '`') return { end: at + 1, computes: false }
    if (text.startsWith('$'.concat('{'), at)) return { end: at + 2, computes: true }
    at += text[at] === '\\' ? 2 : 1
  }
  return { end: at, computes: false }
}

const regexEnd = (text: string, from: number): number => {
  let inClass = false
  for (let at = from + 1; at < text.length; at += 1) {
    const char = text[at]
    if (char === '\\') at += 1
    else if (char === '[') inClass = true
    else if (char === ']') inClass = false
    else if (char === '/' && !inClass) return at + 1
    else if (char === '\n') break
  }
  throw new Error(`a regular expression without an end: ${text.slice(from, from + 60)}`)
}
