import { refusal } from '../errors.ts'

export type Token =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string }

const PATTERN =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z][A-Za-z0-9_]*)|"([^"]*)"|'([^']*)'|(==|!=|<=|>=|&&|\|\||[-+*/^()[\],<>]))/y

/** The words of a metric math expression. Throws ValidationError for what is none. */
export const tokensOf = (expression: string): readonly Token[] => {
  const tokens: Token[] = []
  const text = expression.trimEnd()
  PATTERN.lastIndex = 0
  while (PATTERN.lastIndex < text.length) {
    const start = PATTERN.lastIndex
    const found = PATTERN.exec(text)
    if (found === null) throw refusal.validation(`Unexpected text at ${start} in '${expression}'`)
    const [, number, name, double, single, sign = ''] = found
    if (number !== undefined) tokens.push({ kind: 'number', value: Number(number) })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name })
    else if (double !== undefined || single !== undefined)
      tokens.push({ kind: 'text', text: double ?? single ?? '' })
    else tokens.push({ kind: 'sign', text: sign })
  }
  return tokens
}
