import type { Ports } from '../lib/ports/all.ts'
import type { Style } from '../lib/ports/io.ts'

/** A flag as parser, help, completion, config and docs need it. */
export type Flag = {
  /** Commander's notation: `--base-model <id>`, `-o, --out <file>`, `--force`. */
  readonly spec: string
  readonly describe: string
  /**
   * How the text becomes a value; `text` when absent. `duration` (30s, 45m, 2h) gives milliseconds,
   * `list` may be repeated, `pairs` (k=v, repeatable) gives a record.
   */
  readonly kind?: 'text' | 'number' | 'integer' | 'boolean' | 'duration' | 'list' | 'pairs'
  readonly choices?: readonly string[]
  /** Must be given (flag, variable or config); commands that ask leave it out and ask. */
  readonly required?: true
  /** Key in mlctl.yaml, and with it the variable MLCTL_<KEY>: `finetune.baseModel`. */
  readonly config?: string
  readonly default?: string | number | boolean
  /** Where completion finds values: a path, or a word list given by `choices`. */
  readonly completes?: 'file' | 'folder'
}

export type FlagTable = Readonly<Record<string, Flag>>

type Raw<F extends Flag> = F extends { readonly kind: 'number' | 'integer' | 'duration' }
  ? number
  : F extends { readonly kind: 'boolean' }
    ? boolean
    : F extends { readonly kind: 'list' }
      ? readonly string[]
      : F extends { readonly kind: 'pairs' }
        ? Readonly<Record<string, string>>
        : F extends { readonly choices: readonly (infer C)[] }
          ? C
          : string

type IsSure<F> = F extends { readonly required: true }
  ? true
  : F extends { readonly default: string | number | boolean }
    ? true
    : false

/** What `run` gets for a table of flags. */
export type FlagValues<T extends FlagTable> = {
  readonly [K in keyof T]: Raw<T[K]> | (IsSure<T[K]> extends true ? never : undefined)
}

/** The flags every command takes, already resolved with config and environment. */
export type GlobalFlags = {
  readonly json: boolean
  readonly yes: boolean
  readonly dryRun: boolean
  /** Where to save the plan instead of applying it. */
  readonly planOut: string | undefined
  /** Undefined: neither --wait nor --no-wait was given. */
  readonly wait: boolean | undefined
  readonly timeoutMs: number | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly verbose: boolean
  /** `--dry-run` answers 10 when changes are pending. */
  readonly detailedExitcode: boolean
}

export type CommandInput<T extends FlagTable> = {
  readonly flags: FlagValues<T>
  readonly args: readonly string[]
  readonly globals: GlobalFlags
  /** The whole table, for commands about commands: completion, schema, `iam policy`. */
  readonly commands: readonly AnyCommand[]
}

/** How a result is worded for a person. */
export type View = { readonly style: Style; readonly columns: number; readonly tty: boolean }

/**
 * A command is a value. `run` turns strings into typed input, calls one flow and returns its result;
 * it prints nothing. `--json` serialises that result and `render` words it, so the two cannot differ.
 */
export type CommandDef<T extends FlagTable, Result> = {
  readonly path: readonly [string, ...string[]]
  readonly summary: string
  /** A paragraph for help and docs. */
  readonly about?: string
  /** Positional arguments; at most one kind. */
  readonly args?: {
    readonly name: string
    readonly describe: string
    readonly required?: true
    readonly variadic?: true
    readonly completes?: 'file' | 'folder'
  }
  readonly flags: T
  /** Not shown in help: `__complete`. */
  readonly hidden?: true
  readonly changes: 'nothing' | 'files' | 'aws'
  /** It plans and applies: `--dry-run`, `--plan-out`, `--yes` mean something here. */
  readonly plans?: true
  /**
   * Looks at broken setups: settings that cannot be read are handed to it, and nobody is asked where calls
   * go or for what signs them.
   */
  readonly diagnoses?: true
  /** Emits NDJSON events under --json instead of one document. */
  readonly streams?: true
  /** The IAM actions its caller needs, for `iam policy --for`; each must be real. */
  readonly iamActions: readonly string[]
  readonly examples: readonly { readonly run: string; readonly why: string }[]
  /** The list inside the result that `--fields` selects from. */
  readonly items?: string
  readonly run: (ports: Ports, input: CommandInput<T>) => Promise<Result>
  readonly render: (result: Result, view: View) => string
  /**
   * Follows a result that was shown on a terminal where questions can be asked: offers what can be done
   * about it. Answers the state afterwards, which is shown, gives the exit code and is offered about again;
   * undefined ends it.
   */
  readonly offer?: (
    ports: Ports,
    result: Result,
    input: CommandInput<T>,
  ) => Promise<Result | undefined>
  /** For reports that are a result and a verdict at once (`dataset validate` exits 3). 0 if absent. */
  readonly exitCode?: (result: Result) => number
}

export const defineCommand = <const T extends FlagTable, Result>(
  def: CommandDef<T, Result>,
): CommandDef<T, Result> => def

// biome-ignore lint/suspicious/noExplicitAny: a table of commands mixes flag and result types
export type AnyCommand = CommandDef<any, any>

/**
 * A command that is also the name of a group: `mlctl rollout --weight 10` beside `mlctl rollout
 * status`. Flags that such a command and a member both declare mean the same for both.
 */
export const isGroupAction = (def: AnyCommand, commands: readonly AnyCommand[]): boolean =>
  membersOf(def, commands).length > 0

/** The commands whose path begins with this one's. */
export const membersOf = (
  def: AnyCommand,
  commands: readonly AnyCommand[],
): readonly AnyCommand[] =>
  commands.filter(
    (other) =>
      other.path.length > def.path.length &&
      def.path.every((part: string, at: number) => other.path[at] === part),
  )
