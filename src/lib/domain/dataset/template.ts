/** Text with `{column}` placeholders; `{{` and `}}` stand for braces. */
export type Template = {
  readonly source: string
  readonly columns: readonly string[]
  readonly fill: (values: Readonly<Record<string, string>>) => string
}

export type TemplateReading =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly problem: string }

const TOKEN = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g

/** Reads a template once; `\n` and `\t` written with a backslash become what they mean. */
export const readTemplate = (source: string): TemplateReading => {
  const parts: (string | { readonly column: string })[] = []
  let from = 0
  const text = source.replaceAll('\\n', '\n').replaceAll('\\t', '\t')
  for (const match of text.matchAll(TOKEN)) {
    parts.push(text.slice(from, match.index))
    from = match.index + match[0].length
    if (match[0] === '{{') parts.push('{')
    else if (match[0] === '}}') parts.push('}')
    else if (match[1] === undefined) {
      return { ok: false, problem: `a single ${match[0]}; write ${match[0].repeat(2)} for a brace` }
    } else if (match[1].trim() === '') return { ok: false, problem: 'an empty placeholder {}' }
    else parts.push({ column: match[1].trim() })
  }
  parts.push(text.slice(from))
  const columns = parts.flatMap((part) => (typeof part === 'string' ? [] : part.column))
  return {
    ok: true,
    template: {
      source,
      columns: [...new Set(columns)],
      fill: (values) =>
        parts
          .map((part) => (typeof part === 'string' ? part : (values[part.column] ?? '')))
          .join(''),
    },
  }
}

/** A column by itself as a template. */
export const columnTemplate = (column: string): Template => ({
  source: `{${column}}`,
  columns: [column],
  fill: (values) => values[column] ?? '',
})

/**
 * `1=fraud,0=legitimate` as a map; undefined when a pair has no `=` or an empty side, or a label is
 * given twice.
 */
export const readLabelWords = (text: string): ReadonlyMap<string, string> | undefined => {
  const words = new Map<string, string>()
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=')
    const [label, word] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    if (at < 1 || label === '' || word === '' || words.has(label)) return undefined
    words.set(label, word)
  }
  return words
}
