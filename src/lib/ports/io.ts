/** What a flow may say and ask. It never knows whether a person, a pipe or a test is listening. */
export interface Io {
  /** Questions can be asked: stdin and stderr are terminals, no CI, no --no-input, no --json. */
  readonly interactive: boolean
  /** Stderr may be redrawn: it is a terminal and CI is not set. */
  readonly animated: boolean
  /** Columns of the terminal on stderr; 80 when there is none. */
  readonly columns: number
  readonly style: Style
  /** One line for people, on stderr. Dropped by --quiet. */
  note(line: string): void
  /** A warning on stderr; kept under --quiet. */
  warn(line: string): void
  /** Said only with --verbose. */
  detail(line: string): void
  /** One NDJSON event on stdout when the command streams and --json is given; nothing otherwise. */
  event(event: { readonly type: string; readonly [key: string]: unknown }): void
  /** Lines of the result itself, on stdout, for results that are written as they are made. */
  result(lines: string): void
  /** Starts a wait the user can watch. Callers must `stop` it, also on failure. */
  progress(label: string, total?: ProgressTotal): Progress
  /** A block of lines redrawn in place on a terminal; elsewhere a heartbeat (see `draw`). */
  live(): LiveView
  /**
   * Asks; a UsageError MLC-IO-001 that names the flag when nobody can be asked; a CancelledError
   * MLC-IO-002 on Ctrl-C.
   */
  ask<T>(question: Question<T>): Promise<T>
  /** Aborted by the first Ctrl-C or SIGTERM. Long waits and transfers watch it. */
  readonly signal: AbortSignal
}

export type ProgressTotal = { readonly total: number; readonly unit: 'bytes' | 'records' | 'steps' }

export interface Progress {
  /**
   * `elapsedMs` is how long it has lasted by the caller's clock, where that is not the machine's: the time
   * that is shown, and that heartbeats go by.
   */
  update(now: {
    readonly done?: number
    readonly label?: string
    readonly elapsedMs?: number
  }): void
  stop(final?: string): void
}

export interface LiveView {
  /**
   * `lines` is the whole picture; `heartbeat` the one line that stands for it without a terminal,
   * printed when it changed or 30 s have passed.
   */
  draw(lines: readonly string[], heartbeat: string): void
  /** Leaves the last picture (or `final`) standing and returns to plain output. */
  stop(final?: readonly string[]): void
}

/** Colours and symbols for one stream; the identity when colour is off, ASCII where it must be. */
export type Style = {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly caution: (text: string) => string
  readonly accent: (text: string) => string
  /** False where only ASCII is safe: TERM=dumb, a non-UTF-8 locale, MLCTL_ASCII=1. */
  readonly unicode: boolean
}

/** A question names the flag that answers it, so that scripts can be told what to pass. */
export type Question<T> =
  | (QuestionBase & {
      readonly kind: 'text'
      readonly initial?: string
      /** Undefined when fine, else what is wrong; the same function that checks the flag. */
      readonly check?: (answer: string) => string | undefined | Promise<string | undefined>
      readonly read: (answer: string) => T
    })
  | (QuestionBase & {
      readonly kind: 'choice'
      readonly choices: readonly Choice<T>[]
      readonly initial?: T
      /** Typing filters the list. */
      readonly searchable?: boolean
    })
  | (QuestionBase & {
      readonly kind: 'confirm'
      readonly initial: boolean
      readonly read: (answer: boolean) => T
    })

type QuestionBase = {
  /** As typed on a command line: `--base-model`. */
  readonly flag: string
  readonly message: string
  /** A line shown beneath. */
  readonly help?: string
}

export type Choice<T> = {
  readonly value: T
  readonly label: string
  readonly description?: string
  /** Why this one cannot be taken; it is shown, not offered. */
  readonly disabled?: string
}
