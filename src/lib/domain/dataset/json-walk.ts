/** Deeper nesting is legal JSON, but no record format needs it and parsers differ. */
export const MAX_DEPTH = 64
/** Where the walker itself stops, well before its own stack does. */
const STACK_DEPTH = 1_000

/** Where a value stands in the line, in UTF-16 units; `key` is where its key starts. */
export type Span = { readonly start: number; readonly end: number; readonly key?: number }

export type JsonProblem = {
  readonly kind: 'syntax' | 'duplicate-key' | 'lone-surrogate' | 'depth'
  readonly index: number
  readonly pointer: string
  readonly message: string
}

export type Walked = {
  readonly problems: readonly JsonProblem[]
  /** By JSON pointer; the root is ''. */
  readonly spans: ReadonlyMap<string, Span>
}

/**
 * Reads one line as JSON for its positions and for what JSON.parse cannot see: duplicate keys and
 * lone surrogates. Slow and exact: it runs on lines that something is wrong with.
 */
export const walkJson = (text: string): Walked => {
  const spans = new Map<string, Span>()
  const problems: JsonProblem[] = []
  const state: State = { text, at: 0, spans, problems, deep: false }
  try {
    value(state, '', 0)
    skipSpace(state)
    if (state.at < text.length) fail(state, 'something follows the end of the record')
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop
    problems.push({ kind: 'syntax', ...stop.place })
  }
  return { problems, spans }
}

/** The pointer of a member: `/messages/0/role`; `~` and `/` are escaped (RFC 6901). */
export const child = (pointer: string, name: string | number): string =>
  typeof name === 'number' || !/[~/]/.test(name)
    ? `${pointer}/${name}`
    : `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`

/** UTF-16 index in the line of the `within`-th unit of the string that starts at `start`. */
export const indexInString = (text: string, start: number, within: number): number => {
  let at = start + 1
  for (let i = 0; i < within && at < text.length; i++) {
    if (text[at] !== '\\') at += 1
    else at += text[at + 1] === 'u' ? 6 : 2
  }
  return at
}

type State = {
  readonly text: string
  at: number
  readonly spans: Map<string, Span>
  readonly problems: JsonProblem[]
  deep: boolean
}

class Stop extends Error {
  readonly place: { readonly index: number; readonly pointer: string; readonly message: string }
  constructor(index: number, pointer: string, message: string) {
    super(message)
    this.place = { index, pointer, message }
  }
}

const fail = (state: State, message: string, pointer = '', index = state.at): never => {
  throw new Stop(index, pointer, message)
}

const skipSpace = (state: State) => {
  while (' \t\r\n'.includes(state.text[state.at] ?? 'x')) state.at++
}

const value = (state: State, pointer: string, depth: number, key?: number): void => {
  skipSpace(state)
  const start = state.at
  const sign = state.text[start]
  if (sign === '{') object(state, pointer, depth + 1)
  else if (sign === '[') array(state, pointer, depth + 1)
  else if (sign === '"') string(state, pointer)
  else scalar(state, pointer)
  state.spans.set(pointer, { start, end: state.at, ...(key === undefined ? {} : { key }) })
}

const checkDepth = (state: State, pointer: string, depth: number) => {
  if (depth > STACK_DEPTH) fail(state, `nested deeper than ${STACK_DEPTH} levels`, pointer)
  if (depth <= MAX_DEPTH || state.deep) return
  state.deep = true
  const message = `nested deeper than ${MAX_DEPTH} levels`
  state.problems.push({ kind: 'depth', index: state.at, pointer, message })
}

const object = (state: State, pointer: string, depth: number) => {
  checkDepth(state, pointer, depth)
  const seen = new Set<string>()
  state.at++
  skipSpace(state)
  if (state.text[state.at] === '}') return void state.at++
  for (;;) {
    skipSpace(state)
    const index = state.at
    if (state.text[index] !== '"') fail(state, expectedKey(state), pointer)
    const name = string(state, pointer)
    const at = child(pointer, name)
    if (seen.has(name)) {
      const message = `the key ${JSON.stringify(name)} appears twice`
      state.problems.push({ kind: 'duplicate-key', index, pointer: at, message })
    }
    seen.add(name)
    skipSpace(state)
    if (state.text[state.at] !== ':') fail(state, `a colon is missing after the key`, at)
    state.at++
    value(state, at, depth, index)
    if (closed(state, '}', pointer)) return
  }
}

const array = (state: State, pointer: string, depth: number) => {
  checkDepth(state, pointer, depth)
  state.at++
  skipSpace(state)
  if (state.text[state.at] === ']') return void state.at++
  for (let i = 0; ; i++) {
    value(state, child(pointer, i), depth)
    if (closed(state, ']', pointer)) return
  }
}

/** Takes the comma or the closing bracket; true at the bracket. */
const closed = (state: State, bracket: '}' | ']', pointer: string): boolean => {
  skipSpace(state)
  const sign = state.text[state.at]
  if (sign === bracket) {
    state.at++
    return true
  }
  if (sign === undefined) fail(state, `the line ends before ${bracket}`, pointer)
  if (sign !== ',') fail(state, `expected a comma or ${bracket}`, pointer)
  const comma = state.at++
  skipSpace(state)
  if (state.text[state.at] === bracket) fail(state, `a comma before ${bracket}`, pointer, comma)
  return false
}

const expectedKey = (state: State): string => {
  const sign = state.text[state.at]
  if (sign === undefined) return 'the line ends inside an object'
  return sign === "'" ? 'keys need double quotes, not single ones' : 'expected a key in quotes'
}

const string = (state: State, pointer: string): string => {
  const { text } = state
  const start = state.at
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 34) {
      state.at = at + 1
      return decoded(state, start, pointer)
    }
    if (unit === 92) at = escapeEnd(state, at, pointer)
    else if (unit < 32) {
      const code = unit.toString(16).padStart(4, '0')
      fail(
        state,
        `a raw control character (U+${code}) inside a string; write \\u${code}`,
        pointer,
        at,
      )
    }
  }
  return fail(state, 'a string is not closed', pointer, start)
}

/** Index of the last unit of the escape that starts at `at`. */
const escapeEnd = (state: State, at: number, pointer: string): number => {
  const letter = state.text[at + 1] ?? ''
  if (letter === 'u') {
    if (/^[0-9a-fA-F]{4}$/.test(state.text.slice(at + 2, at + 6))) return at + 5
    fail(state, '\\u needs four hexadecimal digits', pointer, at)
  }
  if (letter === '' || !'"\\/bfnrt'.includes(letter)) {
    fail(state, `\\${letter} is no JSON escape`, pointer, at)
  }
  return at + 1
}

const decoded = (state: State, start: number, pointer: string): string => {
  const found: unknown = JSON.parse(state.text.slice(start, state.at))
  const text = typeof found === 'string' ? found : ''
  const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text)
  if (lone !== null) {
    const index = indexInString(state.text, start, lone.index)
    const message = `half of a surrogate pair (U+${lone[0].charCodeAt(0).toString(16)})`
    state.problems.push({ kind: 'lone-surrogate', index, pointer, message })
  }
  return text
}

const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y

const scalar = (state: State, pointer: string) => {
  SCALAR.lastIndex = state.at
  const found = SCALAR.exec(state.text)
  if (found !== null) {
    state.at += found[0].length
    return
  }
  const word = /^[^\s,\]}]{0,20}/.exec(state.text.slice(state.at))?.[0] ?? ''
  if (word === '') fail(state, 'a value is missing', pointer)
  fail(
    state,
    `${word.startsWith("'") ? 'strings need double quotes' : `${word} is no JSON value`}`,
    pointer,
  )
}
