import type {
  ConverseCommandInput,
  ConverseCommandOutput,
  ConverseStreamOutput,
  TokenUsage,
} from '@aws-sdk/client-bedrock-runtime'
import type {
  ConverseAnswer,
  ConverseChunk,
  ConverseRequest,
  Invocations,
  Usage,
} from '../ports/invocations.ts'
import type { AwsSession } from './session.ts'
import { present } from './values.ts'

export const invocationsOf = (aws: AwsSession): Invocations => ({
  converse: async (request) => {
    const answer = await aws.bedrockRuntime(
      { operation: 'Converse', subject: subject(request) },
      (client, sdk) => client.send(new sdk.ConverseCommand(input(request))),
    )
    return view(answer)
  },
  converseStream: async (request, signal) => {
    const what = { operation: 'ConverseStream', subject: subject(request) }
    const answer = await aws.bedrockRuntime(what, (client, sdk) =>
      client.send(
        new sdk.ConverseStreamCommand(input(request)),
        signal === undefined ? {} : { abortSignal: signal },
      ),
    )
    return chunks(aws, what, answer.stream ?? emptyStream())
  },
})

const subject = ({ modelId }: ConverseRequest): string => `model ${modelId}`

const input = (request: ConverseRequest): ConverseCommandInput => ({
  modelId: request.modelId,
  messages: request.messages.map(({ role, text }) => ({ role, content: [{ text }] })),
  ...(request.system === undefined ? {} : { system: [{ text: request.system }] }),
  inferenceConfig: present({ maxTokens: request.maxTokens, temperature: request.temperature }),
})

const view = (answer: ConverseCommandOutput): ConverseAnswer => ({
  text: (answer.output?.message?.content ?? []).map(({ text }) => text ?? '').join(''),
  stopReason: answer.stopReason ?? 'end_turn',
  usage: usage(answer.usage),
  ...present({ latencyMs: answer.metrics?.latencyMs }),
})

const usage = (counted: TokenUsage | undefined): Usage => ({
  inputTokens: counted?.inputTokens ?? 0,
  outputTokens: counted?.outputTokens ?? 0,
})

type What = { readonly operation: string; readonly subject: string }

/** The service's events as chunks; a failure in the middle is explained like one at the start. */
async function* chunks(
  aws: AwsSession,
  what: What,
  stream: AsyncIterable<ConverseStreamOutput>,
): AsyncGenerator<ConverseChunk> {
  const events = stream[Symbol.asyncIterator]()
  let stopReason = 'end_turn'
  let metadata: ConverseStreamOutput['metadata']
  try {
    for (;;) {
      const { done, value } = await aws.bedrockRuntime(what, () => events.next())
      if (done) break
      const text = value.contentBlockDelta?.delta?.text
      if (text) yield { kind: 'text', text }
      stopReason = value.messageStop?.stopReason ?? stopReason
      metadata = value.metadata ?? metadata
    }
  } finally {
    await events.return?.()
  }
  yield {
    kind: 'end',
    stopReason,
    usage: usage(metadata?.usage),
    ...present({ latencyMs: metadata?.metrics?.latencyMs }),
  }
}

async function* emptyStream(): AsyncGenerator<ConverseStreamOutput> {}
