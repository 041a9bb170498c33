/** One permission that a call needs. */
export type Needed = {
  readonly action: string
  /** ARN, or `*`. */
  readonly resource: string
  readonly context?: Readonly<Record<string, string | readonly string[]>>
}
