import { CancelledError } from '../errors.ts'
import type { Question } from '../ports/io.ts'

/** Stdout carries the result alone, so that `mlctl … --json > file` stays clean while asking. */
const context = (signal: AbortSignal) => ({ output: process.stderr, signal })

/** Asks on the terminal. inquirer is loaded at the first question: scripts never pay for it. */
export const prompt = async <T>(
  question: Question<T>,
  signal: AbortSignal,
  accessible: boolean,
): Promise<T> => {
  try {
    return await ask(question, signal, accessible)
  } catch (cause) {
    // Matched by name: inquirer may come in several copies.
    const name = cause instanceof Error ? cause.name : ''
    if (name !== 'ExitPromptError' && name !== 'AbortPromptError') throw cause
    throw new CancelledError('MLC-IO-002', 'Cancelled; nothing was changed.', { cause })
  }
}

const ask = async <T>(
  question: Question<T>,
  signal: AbortSignal,
  accessible: boolean,
): Promise<T> => {
  const prompts = await import('@inquirer/prompts')
  if (question.help !== undefined) process.stderr.write(`  ${question.help}\n`)
  const { message } = question
  switch (question.kind) {
    case 'confirm':
      return question.read(
        await prompts.confirm({ message, default: question.initial }, context(signal)),
      )
    case 'text': {
      const validate = async (text: string) => (await question.check?.(text)) ?? true
      const initial = question.initial === undefined ? {} : { default: question.initial }
      return question.read(await prompts.input({ message, validate, ...initial }, context(signal)))
    }
    case 'choice':
      return choose(prompts, question, signal, accessible)
  }
}

const choose = async <T>(
  prompts: typeof import('@inquirer/prompts'),
  question: Extract<Question<T>, { kind: 'choice' }>,
  signal: AbortSignal,
  accessible: boolean,
): Promise<T> => {
  const { message } = question
  const choices = question.choices.map(({ value, label, description, disabled }) => ({
    value,
    name: label,
    ...(description === undefined ? {} : { description }),
    ...(disabled === undefined ? {} : { disabled: `(${disabled})` }),
  }))
  if (accessible) return prompts.rawlist({ message, choices }, context(signal))
  if (question.searchable === true) {
    const source = (term: string | undefined) =>
      choices.filter((choice) => matches(`${choice.name} ${choice.description ?? ''}`, term))
    return prompts.search({ message, source, pageSize: 12 }, context(signal))
  }
  const initial = question.initial === undefined ? {} : { default: question.initial }
  return prompts.select({ message, choices, pageSize: 12, ...initial }, context(signal))
}

const matches = (text: string, term: string | undefined): boolean =>
  (term ?? '')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word))
