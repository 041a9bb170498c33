import type { Question } from '../../ports/io.ts'
import type { FactName, Facts, Rules } from './facts.ts'

/** Answers by question id, as texts: what a flag would carry. Saved after every answer. */
export type Answers = Readonly<Record<string, string>>

/** All that decides which question comes next. */
export type World = {
  readonly answers: Answers
  readonly facts: Facts
  readonly rules: Rules
}

/** One question. Its answer is checked again on every pass, so a change elsewhere re-opens it. */
export type Step = {
  readonly id: string
  /** The flag that answers it: `--base-model`. */
  readonly flag: string
  /** For the table of answers. */
  readonly title: string
  readonly question: Question<string>
  /** Undefined when the answer still fits the world. */
  readonly problem?: (answer: string) => string | undefined
  /** How the answer reads in the table of answers. */
  readonly show?: (answer: string) => string
  /** The answer taken where nobody can be asked; absent: the flag is required there. */
  readonly otherwise?: string
}

/** What a group of questions consists of, in order. */
export type Item =
  | { readonly kind: 'ask'; readonly step: Step }
  /** Something must be looked up before the next question can be worded. */
  | { readonly kind: 'look'; readonly fact: FactName }
  /** The data breaks rules: it is mended or replaced before anything else is asked. */
  | { readonly kind: 'mend' }

/** A group of questions as a function of what is known. */
export type Group = (world: World) => readonly Item[]

export type Next =
  | { readonly do: 'ask'; readonly step: Step; readonly problem?: string }
  | { readonly do: 'look'; readonly fact: FactName }
  | { readonly do: 'mend' }
  /** Everything is answered; `steps` are the questions that counted. */
  | { readonly do: 'ready'; readonly steps: readonly Step[] }

/**
 * What the wizard does next. A pure function of answers and facts: started again after a Ctrl-C or a
 * kill it comes to the same question.
 */
export const next = (groups: readonly Group[], world: World): Next => {
  const steps: Step[] = []
  for (const group of groups) {
    for (const item of group(world)) {
      if (item.kind === 'look') return { do: 'look', fact: item.fact }
      if (item.kind === 'mend') return { do: 'mend' }
      const answer = world.answers[item.step.id]
      if (answer === undefined) return { do: 'ask', step: item.step }
      const problem = item.step.problem?.(answer)
      if (problem !== undefined) return { do: 'ask', step: item.step, problem }
      steps.push(item.step)
    }
  }
  return { do: 'ready', steps }
}

/**
 * Flags of all open questions that have no answer of their own where nobody can be asked. What only a
 * look could tell is left out.
 */
export const missingFlags = (groups: readonly Group[], world: World): readonly string[] => [
  ...new Set(
    groups.flatMap((group) =>
      group(world).flatMap((item) =>
        item.kind === 'ask' &&
        item.step.otherwise === undefined &&
        world.answers[item.step.id] === undefined
          ? [item.step.flag]
          : [],
      ),
    ),
  ),
]

/** The answers without one of them: what "change this" means. */
export const without = (answers: Answers, id: string): Answers =>
  Object.fromEntries(Object.entries(answers).filter(([name]) => name !== id))

export const ask = (step: Step): Item => ({ kind: 'ask', step })
export const look = (fact: FactName): Item => ({ kind: 'look', fact })
