import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { questionOf } from './conversation.ts'
import { eventsOf } from './converse.ts'
import { piecesOf, type Question, type Reply, replyTo, usageOf } from './reply.ts'
import { type Target, targetOf } from './target.ts'

type Members = Readonly<Record<string, unknown>>

const malformed = (what: string) =>
  refusal.validation(`Malformed input request: ${what}, please reformat your input and try again.`)

/** A body format of a model family. */
type Format = {
  readonly question: (body: Members, target: Target) => Question
  readonly whole: (reply: Reply) => Output
  readonly frames: (reply: Reply) => readonly Output[]
}

const metricsOf = (reply: Reply) => ({
  inputTokenCount: reply.inputTokens,
  outputTokenCount: reply.outputTokens,
  invocationLatency: reply.latencyMs,
  firstByteLatency: Math.min(reply.latencyMs, 180),
})

/** The frames with the invocation's metrics on the last one, as the runtime adds them. */
const measured = (frames: readonly Output[], reply: Reply): readonly Output[] =>
  frames.map((frame, i) =>
    i === frames.length - 1
      ? { ...frame, 'amazon-bedrock-invocationMetrics': metricsOf(reply) }
      : frame,
  )

/** https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html */
const NOVA: Format = {
  question: (body, { model }) => {
    if (!Array.isArray(body.messages)) throw malformed('#: required key [messages] not found')
    return questionOf(body, model)
  },
  whole: (reply) => ({
    output: { message: { role: 'assistant', content: [{ text: reply.text }] } },
    stopReason: reply.stopReason,
    usage: usageOf(reply),
  }),
  frames: (reply) => measured(eventsOf(reply), reply),
}

const number = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined

const generation = (reply: Reply, text: string, last: boolean): Output => ({
  generation: text,
  prompt_token_count: reply.inputTokens,
  generation_token_count: reply.outputTokens,
  stop_reason: last ? (reply.stopReason === 'max_tokens' ? 'length' : 'stop') : null,
})

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html */
const LLAMA: Format = {
  question: (body) => {
    if (typeof body.prompt !== 'string') throw malformed('#: required key [prompt] not found')
    return {
      prompt: body.prompt,
      characters: body.prompt.length,
      maxTokens: number(body.max_gen_len),
      temperature: number(body.temperature),
      stopSequences: [],
    }
  },
  whole: (reply) => generation(reply, reply.text, true),
  frames: (reply) => {
    const pieces = piecesOf(reply.text).map((text) => generation(reply, text, false))
    return measured([...pieces, generation(reply, '', true)], reply)
  },
}

const formatOf = ({ model }: Target): Format => {
  if (model.body === 'nova') return NOVA
  if (model.body === 'llama') return LLAMA
  throw refusal.validation(`The sandbox does not know the request body of ${model.name}.`)
}

const bodyOf = (body: unknown): Members => {
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : ''
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null) return parsed as Members
  } catch {
    // Answered below, in the same words as a body that is JSON but no object.
  }
  throw malformed('the body is not a JSON object')
}

const answered = async (call: Call, input: Input): Promise<{ format: Format; reply: Reply }> => {
  const target = await targetOf(call, String(input.modelId))
  const format = formatOf(target)
  return { format, reply: replyTo(call, target, format.question(bodyOf(input.body), target)) }
}

const encoded = (value: Output): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

/** Answers a request in the model family's own body format. */
export const invokeModel = async (call: Call, input: Input): Promise<Output> => {
  const { format, reply } = await answered(call, input)
  return { body: encoded(format.whole(reply)), contentType: 'application/json' }
}

async function* chunks(frames: readonly Output[]): AsyncGenerator<Output> {
  for (const frame of frames) yield { chunk: { bytes: encoded(frame) } }
}

/** The same, as a stream of chunks. */
export const invokeModelWithResponseStream = async (call: Call, input: Input): Promise<Output> => {
  const { format, reply } = await answered(call, input)
  return { body: chunks(format.frames(reply)), contentType: 'application/json' }
}
