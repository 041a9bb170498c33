import type { Choice, Question } from '../../ports/io.ts'

type Base = {
  readonly flag: string
  readonly message: string
  readonly help?: string
}

/** A free text; blanks around it are dropped. */
export const text = (
  base: Base & {
    readonly initial?: string
    readonly check?: (answer: string) => string | undefined
  },
): Question<string> => {
  const { check, ...rest } = base
  return {
    kind: 'text',
    ...rest,
    ...(check === undefined ? {} : { check: (answer: string) => check(answer.trim()) }),
    read: (answer) => answer.trim(),
  }
}

export const choice = (
  base: Base & {
    readonly choices: readonly Choice<string>[]
    readonly initial?: string
    readonly searchable?: boolean
  },
): Question<string> => ({ kind: 'choice', ...base })

/** Yes or no as the texts `yes` and `no`. */
export const yesNo = (base: Base & { readonly initial: boolean }): Question<string> => ({
  kind: 'confirm',
  ...base,
  read: (answer) => (answer ? 'yes' : 'no'),
})

/** Refuses an empty text, then asks `check`. */
export const filled =
  (what: string, check?: (answer: string) => string | undefined) =>
  (answer: string): string | undefined =>
    answer === '' ? `${what} is needed.` : check?.(answer)
