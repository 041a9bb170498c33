import { type Money, money } from '../../domain/core/money.ts'
import { answerCost, type TokenPrices, type TokenUsage } from '../../domain/invoke/usage.ts'
import type { Ports } from '../../ports/all.ts'
import type { ConverseAnswer, ConverseRequest } from '../../ports/invocations.ts'
import type { SystemPrompt } from './system-prompt.ts'
import type { InvokeTarget } from './target.ts'

/** How to ask; absent values are the model's defaults. */
export type Asking = {
  readonly system: SystemPrompt | undefined
  readonly maxTokens: number | undefined
  readonly temperature: number | undefined
}

/** Who answered, as every invoke result says it. */
export type TargetDocument = Pick<InvokeTarget, 'modelId' | 'kind' | 'name' | 'modelArn'>

export type Answer = {
  readonly mode: 'answer'
  readonly target: TargetDocument
  readonly system?: SystemPrompt
  readonly text: string
  readonly stopReason: string
  readonly usage: TokenUsage
  readonly cost: AnswerCost
  readonly latencyMs?: number
  /** The text is on stdout already. */
  readonly streamed: boolean
}

/** Unknown when a token price is not in the catalogue. */
export type AnswerCost = Money | 'unknown'

/** Asks one question; on a terminal the answer is written as it arrives. */
export const askOnce = async (
  ports: Pick<Ports, 'invocations' | 'dialogue' | 'io'>,
  target: InvokeTarget,
  question: Asking & { readonly prompt: string },
): Promise<Answer> => {
  const request = requestFor(target, question, [{ role: 'user', text: question.prompt }])
  const streamed = ports.dialogue.live
  const answer = streamed
    ? await streamAnswer(ports, request, ports.io.signal)
    : await ports.invocations.converse(request)
  const { text, stopReason, usage, latencyMs } = answer
  return {
    mode: 'answer',
    target: targetDocument(target),
    ...(question.system === undefined ? {} : { system: question.system }),
    text,
    stopReason,
    usage,
    cost: costDocument(usage, target.prices),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    streamed,
  }
}

export const requestFor = (
  target: InvokeTarget,
  asking: Asking,
  messages: ConverseRequest['messages'],
): ConverseRequest => ({
  modelId: target.modelId,
  messages,
  ...(asking.system === undefined ? {} : { system: asking.system.text }),
  ...(asking.maxTokens === undefined ? {} : { maxTokens: asking.maxTokens }),
  ...(asking.temperature === undefined ? {} : { temperature: asking.temperature }),
})

/** Writes an answer as it arrives; `heard` gets every piece, so that a stopped answer is not lost. */
export const streamAnswer = async (
  ports: Pick<Ports, 'invocations' | 'dialogue'>,
  request: ConverseRequest,
  signal: AbortSignal,
  heard: (piece: string) => void = () => undefined,
): Promise<ConverseAnswer> => {
  let text = ''
  let end: Omit<ConverseAnswer, 'text'> = {
    stopReason: 'unknown',
    usage: { inputTokens: 0, outputTokens: 0 },
  }
  for await (const chunk of await ports.invocations.converseStream(request, signal)) {
    if (chunk.kind === 'text') {
      text += chunk.text
      heard(chunk.text)
      ports.dialogue.write(chunk.text)
    } else {
      const { kind: _, ...rest } = chunk
      end = rest
    }
  }
  if (!text.endsWith('\n')) ports.dialogue.write('\n')
  return { text, ...end }
}

export const costDocument = (usage: TokenUsage, prices: TokenPrices): AnswerCost => {
  const cost = answerCost(usage, prices)
  return cost === undefined ? 'unknown' : money(cost)
}

export const targetDocument = ({
  modelId,
  kind,
  name,
  modelArn,
}: InvokeTarget): TargetDocument => ({
  modelId,
  kind,
  name,
  ...(modelArn === undefined ? {} : { modelArn }),
})
