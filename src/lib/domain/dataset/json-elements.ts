/** One element of a JSON array, with the line it starts on. */
export type Element = { readonly line: number; readonly text: string }

export type ArrayState = 'before' | 'inside' | 'after'

/** A fault of the outer array; faults inside elements are JSON.parse's to find. */
export class ArrayFault extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/**
 * Cuts the text of one JSON array into its elements as it streams by; keeps one element at most.
 * `end` throws when the array is not closed.
 */
export const arraySplitter = (onElement: (element: Element) => void) => {
  let state: ArrayState = 'before'
  let line = 1
  let startLine = 1
  let depth = 0
  let inString = false
  let escaped = false
  let kept = ''
  let afterComma = false

  const finish = (rest: string) => {
    const text = (kept + rest).trim()
    kept = ''
    if (text !== '') onElement({ line: startLine, text })
    return text !== ''
  }
  const outside = (sign: string) => {
    if (/\s/.test(sign)) return
    if (state === 'before' && sign === '[') state = 'inside'
    else
      throw new ArrayFault(
        line,
        state === 'before' ? 'the file is no JSON array' : 'something follows the array',
      )
  }
  const closes = (sign: string, rest: string) => {
    const had = finish(rest)
    if (!had && (sign === ',' || afterComma)) throw new ArrayFault(line, 'an element is missing')
    afterComma = sign === ','
    if (sign === ']') state = 'after'
  }

  return {
    push: (text: string): void => {
      let from = 0
      for (let i = 0; i < text.length; i++) {
        const sign = text[i] ?? ''
        if (sign === '\n') line++
        if (state !== 'inside') {
          outside(sign)
          from = i + 1
        } else if (inString) {
          if (escaped) escaped = false
          else if (sign === '\\') escaped = true
          else if (sign === '"') inString = false
        } else if (depth === 0 && (sign === ',' || sign === ']')) {
          closes(sign, text.slice(from, i))
          from = i + 1
        } else {
          if (depth === 0 && (kept + text.slice(from, i)).trim() === '') startLine = line
          if (sign === '"') inString = true
          else if (sign === '{' || sign === '[') depth++
          else if (sign === '}' || sign === ']') depth--
        }
      }
      if (state === 'inside') kept += text.slice(from)
    },
    end: (): void => {
      if (state === 'before') throw new ArrayFault(line, 'the file has no JSON array')
      if (state === 'inside') throw new ArrayFault(line, 'the array is not closed')
    },
  }
}
