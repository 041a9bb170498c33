/** CloudWatch Logs, as far as reading goes. */
export interface Logs {
  /** Streams whose name begins so; none while the group does not exist. */
  streams(group: string, prefix: string): Promise<readonly LogStreamView[]>
  /**
   * One page of a stream, oldest first from `token`, or from its beginning (its end with `tail`). The
   * same token again means that there is nothing new.
   */
  page(group: string, stream: string, options?: LogPageOptions): Promise<LogPage>
}

export type LogStreamView = { readonly name: string; readonly lastEventAt?: number }

export type LogPageOptions = {
  readonly token?: string
  /** Lines at most. */
  readonly limit?: number
  /** Begins with the last `limit` lines. */
  readonly tail?: boolean
}

/** Times are milliseconds since the epoch. */
export type LogLine = { readonly at: number; readonly message: string }

export type LogPage = { readonly lines: readonly LogLine[]; readonly token: string }
