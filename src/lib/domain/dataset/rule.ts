import type { Block, Turn } from './conversation.ts'
import type { RecordLimits } from './limits.ts'

export type Severity = 'error' | 'warning'

/** One rule as users meet it: in findings, in `dataset formats`, in the documentation. */
export type Rule = {
  /** Stable: `converse.first-role-user`. */
  readonly id: string
  /** `warning` where the sources are in doubt or the service accepts it. */
  readonly severity: Severity
  /** What must hold. */
  readonly what: string
  readonly why: string
  readonly fix: string
  /** Address or name of the source. */
  readonly source: string
  /** `dataset validate --fix` repairs it. */
  readonly fixable?: true
}

/** A place in a record that breaks a rule. */
export type Place = {
  /** JSON pointer of the value meant, or of what should contain it. */
  readonly pointer: string
  readonly message: string
  /** The key is meant, not its value. */
  readonly key?: true
  /** UTF-16 index inside the decoded string meant. */
  readonly within?: number
}

export type JsonObject = Readonly<Record<string, unknown>>

/** A record taken apart once for all rules. Flat formats have no turns. */
export type RecordView = {
  readonly root: JsonObject
  readonly system: readonly Block[]
  readonly turns: readonly Turn[]
  /** All blocks, those of the system prompt first. */
  readonly blocks: readonly Block[]
}

/** A rule about one record; `example` is both documentation and test. */
export type RecordRule = Rule & {
  readonly check: (view: RecordView, limits: RecordLimits) => readonly Place[]
  readonly example: {
    readonly accepted: JsonObject
    readonly refused: JsonObject
    /** What the model must say for the rule to apply. */
    readonly limits?: RecordLimits
  }
}

export const NONE: readonly Place[] = []

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** For messages: `a number`, `an array`, `missing`. */
export const kindOf = (value: unknown): string => {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
