import type { Call, Input, Output } from '../../service.ts'
import { questionOf } from './conversation.ts'
import { piecesOf, type Reply, replyTo, usageOf } from './reply.ts'
import { targetOf } from './target.ts'

const replyOf = async (call: Call, input: Input): Promise<Reply> => {
  const target = await targetOf(call, String(input.modelId))
  return replyTo(call, target, questionOf(input, target.model))
}

/** Answers a conversation in one piece. */
export const converse = async (call: Call, input: Input): Promise<Output> => {
  const reply = await replyOf(call, input)
  return {
    output: { message: { role: 'assistant', content: [{ text: reply.text }] } },
    stopReason: reply.stopReason,
    usage: usageOf(reply),
    metrics: { latencyMs: reply.latencyMs },
  }
}

/** Events of a streamed answer, in the order of the API; also the frames of a Nova body. */
export const eventsOf = (reply: Reply): readonly Output[] => [
  { messageStart: { role: 'assistant' } },
  ...piecesOf(reply.text).map((text) => ({
    contentBlockDelta: { delta: { text }, contentBlockIndex: 0 },
  })),
  { contentBlockStop: { contentBlockIndex: 0 } },
  { messageStop: { stopReason: reply.stopReason } },
  { metadata: { usage: usageOf(reply), metrics: { latencyMs: reply.latencyMs } } },
]

async function* streamed(events: readonly Output[]): AsyncGenerator<Output> {
  yield* events
}

/** Answers a conversation as a stream of events. */
export const converseStream = async (call: Call, input: Input): Promise<Output> => ({
  stream: streamed(eventsOf(await replyOf(call, input))),
})
