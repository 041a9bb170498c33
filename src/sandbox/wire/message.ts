/** One HTTP exchange as both doors see it. */
export type WireRequest = {
  readonly method: string
  /** As sent: still %-encoded, because an ARN in a path carries encoded slashes. */
  readonly path: string
  readonly query: URLSearchParams
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: AsyncIterable<Uint8Array>
}

export type WireResponse = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
}

/** The `reset` and `lost` faults: a door drops the connection instead of answering. */
export class ConnectionResetError extends Error {
  readonly code = 'ECONNRESET'
  constructor() {
    super('socket hang up')
    this.name = 'ConnectionResetError'
  }
}
