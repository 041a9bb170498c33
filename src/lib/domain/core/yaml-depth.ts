/** Settings, recipes and specs nest less than ten levels. */
const MAX_DEPTH = 100

/** Opens on one line, without indentation: `- - - ? x`. */
const MARKS = /[-?:][ \t]/g

/**
 * Whether a YAML text nests so deeply that a parser, which recurses, would leave the stack; Node ends
 * without a word then. Counted without parsing: brackets in quoted texts count, too, so it may be said
 * of a text with a hundred more opening than closing ones.
 */
export const isTooDeepYaml = (text: string): boolean => {
  let open = 0
  for (const line of text.split('\n')) {
    const start = /^[ \t]*(?:[-?:][ \t]+)*/.exec(line)?.[0] ?? ''
    if (start.length > MAX_DEPTH && depthOf(start) > MAX_DEPTH) return true
    for (const sign of line) {
      if (sign === '[' || sign === '{') open += 1
      else if ((sign === ']' || sign === '}') && open > 0) open -= 1
      if (open > MAX_DEPTH) return true
    }
  }
  return false
}

/** Each column of indentation may be a level, and so may each mark. */
const depthOf = (start: string): number =>
  start.length - start.trimStart().length + (start.match(MARKS)?.length ?? 0)
