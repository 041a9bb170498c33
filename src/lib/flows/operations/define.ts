import type { GenericSchema } from 'valibot'
import type { Ports } from '../../ports/all.ts'

/** What is there now of the one thing a step changes. */
export type Observation = {
  /** Equal when nothing relevant changed. Of this thing alone, so that earlier steps of a plan do not alter it. */
  readonly fingerprint: string
  /** The wanted effect is already there: the step is skipped, and after `perform` this is the proof. */
  readonly satisfied: boolean
  /** What `perform` would have returned, when satisfied. */
  readonly output?: Readonly<Record<string, unknown>>
}

export type Performing = { readonly key: string; readonly signal: AbortSignal }

/**
 * One kind of change, complete in itself: a plan file carries its name and input, and any later
 * process can look whether it has happened, do it, and prove it.
 */
export type Operation<I> = {
  readonly name: string
  /** Plan files come from outside: the input is checked before use. */
  readonly input: GenericSchema<unknown, I>
  /** Reads only. */
  readonly observe: (ports: Ports, input: I) => Promise<Observation>
  /** Must be safe to repeat: a client token, or an effect that is the same twice. */
  readonly perform: (
    ports: Ports,
    input: I,
    context: Performing,
  ) => Promise<Readonly<Record<string, unknown>>>
  /** How long the effect may take to be seen by `observe`, in milliseconds; 60 s when absent. */
  readonly settlesWithinMs?: number
}

export const defineOperation = <I>(operation: Operation<I>): Operation<I> => operation

// biome-ignore lint/suspicious/noExplicitAny: a table of operations mixes input types
export type AnyOperation = Operation<any>
