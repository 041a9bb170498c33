const PIECES = /\s*(?:[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_])|\s+/gu
const MAX_WORDS = 1_500

/** Number of the token that ends an answer. */
export const END = 0
/** Number of the token that stands for text the stand-in never saw. */
export const UNKNOWN = 1

/** The tokens of a stand-in: words with the space before them; rare words are spelled. */
export type Vocabulary = {
  readonly tokens: readonly string[]
  /** How often each token occurs in the training answers; shapes the tree. */
  readonly counts: readonly number[]
}

/** Number of each token by its text. */
export const numbersOf = (vocabulary: Vocabulary): ReadonlyMap<string, number> =>
  new Map(vocabulary.tokens.map((token, i) => [token, i]))

/** Cuts an answer into known tokens, spelling what is unknown; always ends with END. */
export const tokenize = (numbers: ReadonlyMap<string, number>, text: string): readonly number[] => {
  const tokens: number[] = []
  for (const piece of text.match(PIECES) ?? []) {
    const whole = numbers.get(piece)
    if (whole !== undefined) tokens.push(whole)
    else for (const character of piece) tokens.push(numbers.get(character) ?? UNKNOWN)
  }
  return [...tokens, END]
}

/** The vocabulary of these answers: the commonest words whole, the characters of the others. */
export const vocabularyOf = (answers: readonly string[]): Vocabulary => {
  const words = new Map<string, number>()
  for (const answer of answers) {
    for (const piece of answer.match(PIECES) ?? []) words.set(piece, (words.get(piece) ?? 0) + 1)
  }
  const ranked = [...words].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const counts = new Map<string, number>(ranked.slice(0, MAX_WORDS))
  for (const [word, count] of ranked.slice(MAX_WORDS)) {
    for (const character of word) counts.set(character, (counts.get(character) ?? 0) + count)
  }
  return {
    tokens: ['\u0003', '\u0000', ...counts.keys()],
    counts: [answers.length, 1, ...counts.values()],
  }
}
