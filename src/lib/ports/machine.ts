/** This computer, as far as it decides whether work can be done here. Looks; changes nothing. */
export interface Machine {
  /** `20.20.2` */
  readonly nodeVersion: string
  readonly folders: {
    /** Where the journal of this run lies. */
    readonly state: string
    readonly temporary: string
    readonly working: string
  }
  /** The local clock in epoch milliseconds, as it stands: never put right by a service's answers. */
  now(): number
  /** An environment variable; an empty one counts as unset. */
  variable(name: string): string | undefined
  /** Bytes that this user may still write where `path` is or would be made; undefined when it cannot be told. */
  freeBytes(path: string): Promise<number | undefined>
  folder(path: string): Promise<FolderState>
  /** The certificates of a PEM file; empty when it holds none. Throws as `Files`. */
  certificates(path: string): Promise<readonly CertificateView[]>
  /** How far a connection gets. Never throws. */
  reach(ask: ReachAsk): Promise<Reached>
  /** The work's end, or `timed-out` after `ms` of real time; `signal` then tells the work to stop. */
  within<T>(
    ms: number,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<{ readonly value: T } | 'timed-out'>
}

export type FolderState = {
  readonly exists: boolean
  /** It can be written, or made where it does not exist yet. */
  readonly isWritable: boolean
  /** The folder that was looked at: `path`, or the nearest one above it that exists. */
  readonly looked: string
  /** Permission bits of `looked`; undefined where the file system has none. */
  readonly mode?: number
}

export type CertificateView = {
  readonly subject: string
  /** ISO time. */
  readonly validTo: string
}

export type ReachAsk = {
  /** https://sts.us-east-1.amazonaws.com */
  readonly url: string
  /** The proxy's URL, with its login where it has one. */
  readonly proxy?: string
  /** PEM of what is trusted instead of the system's roots. */
  readonly ca?: string
  readonly timeoutMs: number
}

/** `name`: no address is known for it; `connection`: nothing answers there; `proxy`, `tls`: it stopped there. */
export type Reached =
  | { readonly stage: 'reached'; readonly tookMs: number }
  | { readonly stage: 'name' | 'connection' | 'proxy' | 'tls'; readonly detail: string }
