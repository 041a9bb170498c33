import { TemporaryError } from '../../src/lib/errors.ts'
import type {
  ConverseChunk,
  ConverseRequest,
  Invocations,
} from '../../src/lib/ports/invocations.ts'

type Options = {
  readonly answer: (prompt: string, request: ConverseRequest) => string
  /** The next so many calls are throttled. */
  readonly throttled?: number
  /** Prompts that no patience helps. */
  readonly hopeless?: readonly string[]
}

/** A model in memory that answers by a function and remembers what it was asked. */
export const fakeInvocations = (options: Options) => {
  const asked: ConverseRequest[] = []
  let throttled = options.throttled ?? 0
  let running = 0
  let mostAtOnce = 0
  const promptOf = (request: ConverseRequest) => request.messages.at(-1)?.text ?? ''
  const admit = (request: ConverseRequest) => {
    if (options.hopeless?.includes(promptOf(request))) throw throttling()
    if (throttled > 0) {
      throttled--
      throw throttling()
    }
    asked.push(request)
  }
  const invocations: Invocations = {
    async converse(request) {
      running++
      mostAtOnce = Math.max(mostAtOnce, running)
      await Promise.resolve()
      running--
      admit(request)
      const text = options.answer(promptOf(request), request)
      const usage = { inputTokens: 1_000, outputTokens: 100 }
      return { text, stopReason: 'end_turn', usage, latencyMs: 20 }
    },
    async converseStream(request, signal) {
      admit(request)
      return words(options.answer(promptOf(request), request), signal)
    },
  }
  return { invocations, asked, mostAtOnce: () => mostAtOnce }
}

const throttling = () => new TemporaryError('MLC-AWS-020', 'Too many requests.')

async function* words(text: string, signal?: AbortSignal): AsyncGenerator<ConverseChunk> {
  for (const word of text.split(/(?<= )/)) {
    await Promise.resolve()
    if (signal?.aborted) throw signal.reason
    yield { kind: 'text', text: word }
  }
  yield { kind: 'end', stopReason: 'end_turn', usage: { inputTokens: 1_000, outputTokens: 100 } }
}
