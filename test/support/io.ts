import { UsageError } from '../../src/lib/errors.ts'
import { styleFor } from '../../src/lib/io/style.ts'
import type { Io, Question } from '../../src/lib/ports/io.ts'

/** Answers by flag; a list is used up one by one, the last one stays. */
export type Answers = Readonly<Record<string, unknown>>

export type ScriptedIo = Io & {
  readonly notes: string[]
  readonly warnings: string[]
  readonly results: string[]
  readonly asked: string[]
  readonly events: { readonly type: string; readonly [key: string]: unknown }[]
  /** Ctrl-C. */
  readonly interrupt: () => void
}

/**
 * A person at a terminal who answers by flag name, or nobody at all when no answers are given. An
 * unscripted question is an error, as is an answer that its own check refuses.
 */
export const scriptedIo = (answers?: Answers): ScriptedIo => {
  const notes: string[] = []
  const warnings: string[] = []
  const results: string[] = []
  const asked: string[] = []
  const events: { type: string }[] = []
  const queues = new Map(
    Object.entries(answers ?? {}).map(([flag, value]) => [
      flag,
      Array.isArray(value) ? [...value] : [value],
    ]),
  )
  const controller = new AbortController()
  const answerFor = (flag: string): unknown => {
    const name = flag.split(' ')[0] ?? flag
    const queue = queues.get(name)
    if (queue === undefined) throw new Error(`no answer scripted for ${flag}`)
    return queue.length > 1 ? queue.shift() : queue[0]
  }
  return {
    notes,
    warnings,
    results,
    asked,
    events,
    interrupt: () => controller.abort(new Error('SIGINT')),
    interactive: answers !== undefined,
    animated: false,
    columns: 80,
    style: styleFor(false, true),
    signal: controller.signal,
    note: (line) => void notes.push(line),
    warn: (line) => void warnings.push(line),
    detail: () => undefined,
    event: (event) => void events.push(event),
    result: (lines) => void results.push(...lines.split('\n')),
    progress: () => ({ update: () => undefined, stop: () => undefined }),
    live: () => ({
      draw: (_lines, heartbeat) => void notes.push(heartbeat),
      stop: () => undefined,
    }),
    async ask<T>(question: Question<T>): Promise<T> {
      if (answers === undefined)
        throw new UsageError('MLC-IO-001', `${question.flag} is required here.`)
      asked.push(question.flag)
      return readAnswer(question, answerFor(question.flag))
    },
  }
}

const readAnswer = async <T>(question: Question<T>, answer: unknown): Promise<T> => {
  if (question.kind === 'confirm') return question.read(answer === true)
  if (question.kind === 'text') {
    const text = String(answer)
    const problem = await question.check?.(text)
    if (problem !== undefined) throw new Error(`${question.flag}: "${text}" refused: ${problem}`)
    return question.read(text)
  }
  const choice = question.choices.find(
    ({ value, label }) => value === answer || label === answer || label.startsWith(String(answer)),
  )
  if (choice === undefined || choice.disabled !== undefined) {
    const offered = question.choices.map(({ label }) => label).join(' | ')
    throw new Error(`${question.flag}: ${String(answer)} is not offered: ${offered}`)
  }
  return choice.value
}
