import type { Call } from '../../service.ts'
import { type Answer, answer } from '../stand-in/answer.ts'
import { hashText } from '../stand-in/random.ts'
import type { Target } from './target.ts'

/** A prompt and how to answer it; `temperature` 0 unless the request says otherwise. */
export type Question = {
  readonly prompt: string
  /** Characters of all texts sent: what input tokens are estimated from. */
  readonly characters: number
  readonly maxTokens: number | undefined
  readonly temperature: number | undefined
  readonly stopSequences: readonly string[]
}

export type Reply = Answer & {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly latencyMs: number
}

const MOST_TOKENS = 400
/** AWS's own estimate for data sets (model-customization-prepare.html); the sandbox has no tokenizer. */
const CHARACTERS_PER_TOKEN = 6

const tokensOf = (characters: number): number => Math.ceil(characters / CHARACTERS_PER_TOKEN)

/** What the base model says: nothing that could be mistaken for an answer of it. */
const untrained = ({ model }: Target): Answer => ({
  text: `[Sandbox: an untrained stand-in answers for ${model.name}; it knows nothing.]`,
  stopReason: 'end_turn',
})

/** A made-up but repeatable latency: a first token, the others, and some jitter by prompt. */
const latencyOf = (prompt: string, outputTokens: number): number =>
  180 + 9 * outputTokens + (hashText(prompt) % 60)

/** Answers a question; token counts are estimates and the latency is made up. */
export const replyTo = (call: Call, target: Target, question: Question): Reply => {
  const said =
    target.standIn === undefined
      ? untrained(target)
      : answer(target.standIn, question.prompt, {
          maxTokens: Math.min(MOST_TOKENS, question.maxTokens ?? MOST_TOKENS),
          temperature: question.temperature ?? 0,
          stopSequences: question.stopSequences,
          seed: call.requestId,
        })
  const outputTokens = tokensOf(said.text.length)
  return {
    ...said,
    inputTokens: tokensOf(question.characters),
    outputTokens,
    latencyMs: latencyOf(question.prompt, outputTokens),
  }
}

/** Token counts as Converse and Nova word them. */
export const usageOf = ({ inputTokens, outputTokens }: Reply) => ({
  inputTokens,
  outputTokens,
  totalTokens: inputTokens + outputTokens,
})

/** The text in pieces, as a stream would bring it: word by word. */
export const piecesOf = (text: string): readonly string[] => text.match(/\s*\S+|\s+/g) ?? []
