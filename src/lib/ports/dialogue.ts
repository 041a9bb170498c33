/** Talking with a model at the terminal: text that must not wait for the end of the command. */
export interface Dialogue {
  /** Stdout is a terminal and --json is not given: answers may be written as they arrive. */
  readonly live: boolean
  /** Writes to stdout at once, without a line end. Only where `live`. */
  write(text: string): void
  /** All of stdin as text; undefined when stdin is a terminal. */
  readInput(): Promise<string | undefined>
  /**
   * Runs `work` with a signal of its own: Ctrl-C aborts that signal alone and the command goes on;
   * a second Ctrl-C while `work` has not ended interrupts the command as usual.
   */
  interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>
}
