import { addUsage, NO_USAGE, type TokenUsage } from '../../domain/invoke/usage.ts'
import { CancelledError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ConverseAnswer, ConverseRequest } from '../../ports/invocations.ts'
import {
  type AnswerCost,
  type Asking,
  costDocument,
  requestFor,
  streamAnswer,
  type TargetDocument,
  targetDocument,
} from './ask.ts'
import type { InvokeTarget } from './target.ts'

type Message = ConverseRequest['messages'][number]

export type Chat = {
  readonly mode: 'chat'
  readonly target: TargetDocument
  readonly turns: number
  /** Answers that were stopped: the service does not say what they used, so the sums lack them. */
  readonly stoppedAnswers: number
  readonly usage: TokenUsage
  readonly cost: AnswerCost
}

type ChatPorts = Pick<Ports, 'invocations' | 'dialogue' | 'io'>

/** Words of the conversation itself, not for the model. */
const LEAVE = ['/exit', '/quit']
const CLEAR = '/clear'

/**
 * Talks with a model until the person leaves: Ctrl-C stops an answer, at the prompt (or twice) it
 * ends the conversation. What was heard of a stopped answer stays part of it.
 */
export const chat = async (
  ports: ChatPorts,
  target: InvokeTarget,
  asking: Asking,
): Promise<Chat> => {
  ports.io.note(
    `Talking with ${target.name}. ${LEAVE[0]} leaves, ${CLEAR} starts over, Ctrl-C stops an answer.`,
  )
  let messages: readonly Message[] = []
  let usage = NO_USAGE
  let turns = 0
  let stoppedAnswers = 0
  for (;;) {
    const line = await nextLine(ports)
    if (line === undefined || LEAVE.includes(line)) break
    if (line === CLEAR) messages = []
    if (line === '' || line === CLEAR) continue
    const asked: readonly Message[] = [...messages, { role: 'user', text: line }]
    const answer = await answerTo(ports, requestFor(target, asking, asked))
    if (answer?.stopReason === 'stopped') stoppedAnswers++
    if (ports.io.signal.aborted) break
    // The roles must alternate: a question without an answer is forgotten.
    if (answer === undefined || answer.text === '') continue
    messages = [...asked, { role: 'assistant', text: answer.text }]
    usage = addUsage(usage, answer.usage)
    turns++
  }
  const cost = costDocument(usage, target.prices)
  return { mode: 'chat', target: targetDocument(target), turns, stoppedAnswers, usage, cost }
}

/** Undefined when the person leaves. */
const nextLine = async (ports: ChatPorts): Promise<string | undefined> => {
  try {
    return await ports.io.ask({
      kind: 'text',
      flag: '--prompt',
      message: 'you',
      read: (text) => text.trim(),
    })
  } catch (error) {
    if (error instanceof CancelledError) return undefined
    throw error
  }
}

/** Undefined when nothing came; a passing fault does not end the conversation. */
const answerTo = async (
  ports: ChatPorts,
  request: ConverseRequest,
): Promise<ConverseAnswer | undefined> => {
  let heard = ''
  return ports.dialogue.interruptible(async (signal) => {
    try {
      return await streamAnswer(ports, request, signal, (piece) => {
        heard += piece
      })
    } catch (error) {
      if (signal.aborted) {
        ports.dialogue.write('\n')
        ports.io.note('Stopped.')
        return { text: heard, stopReason: 'stopped', usage: NO_USAGE }
      }
      if (!(error instanceof TemporaryError)) throw error
      ports.io.warn(`No answer: ${error.message} You can ask again.`)
      return undefined
    }
  })
}
