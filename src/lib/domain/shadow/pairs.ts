import type { CapturedAnswer } from './captured.ts'

/** What two answers to the same request are known by. */
export type PairedBy = 'inferenceId' | 'eventId' | 'input'

export type AnswerPair = {
  readonly production: CapturedAnswer
  readonly shadow: CapturedAnswer
  readonly by: PairedBy
}

export type Pairing = {
  readonly pairs: readonly AnswerPair[]
  /** Answers to requests that the other variant has no captured answer to. */
  readonly unpaired: { readonly production: number; readonly shadow: number }
}

/** From the surest to the weakest: equal inputs need not be the same request, but want the same answer. */
const KEYS: readonly (readonly [PairedBy, (of: CapturedAnswer) => string | undefined])[] = [
  ['inferenceId', ({ inferenceId }) => inferenceId],
  ['eventId', ({ eventId }) => eventId],
  ['input', ({ input }) => input?.text],
]

/**
 * Puts the two answers to each request together: by the caller's id, else by SageMaker's, else by an
 * equal input in the order of time. No answer is used twice.
 */
export const pairAnswers = (
  production: readonly CapturedAnswer[],
  shadow: readonly CapturedAnswer[],
): Pairing => {
  const pairs: AnswerPair[] = []
  let [left, right] = [inTime(production), inTime(shadow)]
  for (const [by, keyOf] of KEYS) {
    const waiting = new Map<string, CapturedAnswer[]>()
    for (const one of right) {
      const key = keyOf(one)
      if (key === undefined) continue
      const queue = waiting.get(key)
      if (queue === undefined) waiting.set(key, [one])
      else queue.push(one)
    }
    const used = new Set<CapturedAnswer>()
    left = left.filter((one) => {
      const key = keyOf(one)
      const other = key === undefined ? undefined : waiting.get(key)?.shift()
      if (other === undefined) return true
      pairs.push({ production: one, shadow: other, by })
      used.add(other)
      return false
    })
    right = right.filter((one) => !used.has(one))
  }
  return { pairs, unpaired: { production: left.length, shadow: right.length } }
}

const inTime = (answers: readonly CapturedAnswer[]): readonly CapturedAnswer[] =>
  [...answers].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
