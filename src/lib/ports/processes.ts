/** Programs of the user's own, on this machine. */
export interface Processes {
  /** Runs a line in the user's shell, in the project folder; its output is shown on stderr. */
  shell(line: string, options: ShellOptions): Promise<ShellEnd>
}

export type ShellOptions = {
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Added to the environment of mlctl. */
  readonly variables: Readonly<Record<string, string>>
}

export type ShellEnd = {
  /** Undefined when it did not end by itself: not started, timed out, killed. */
  readonly exitCode: number | undefined
  /** Last line of its output, or why it did not run. */
  readonly detail: string
}
