/**
 * The append-only record of what was changed: fsynced before and after each mutating call. It is the
 * source of resume, undo, lineage and history.
 */
export interface Journal {
  /** Where it lives, for messages. */
  readonly path: string
  /** Appends one record and fsyncs. A torn last line of an earlier crash is closed off first. */
  append(record: JournalRecord): Promise<void>
  /** All readable records, oldest first; torn or foreign lines are counted, not fatal. */
  read(): Promise<{ readonly records: readonly JournalRecord[]; readonly skippedLines: number }>
  /**
   * Runs `work` while no other mlctl process applies a plan in this project; a TemporaryError
   * MLC-JRN-001 that names the holder when another one does.
   */
  exclusively<T>(work: () => Promise<T>): Promise<T>
  /**
   * Runs `work` while no other mlctl process of this project does the same named thing, for hours if
   * need be; undefined, at once, when another one does.
   */
  claim<T>(name: string, work: () => Promise<T>): Promise<{ readonly result: T } | undefined>
  /** Small named JSON documents beside the journal (wizard progress, upload parts), atomic. */
  readState<T>(name: string): Promise<T | undefined>
  writeState(name: string, value: unknown): Promise<void>
  removeState(name: string): Promise<void>
}

type RecordBase = {
  readonly v: 1
  /** ISO-8601 UTC. */
  readonly at: string
  /** One run of mlctl: groups the records of one command line. */
  readonly run: string
}

export type JournalRecord =
  | (RecordBase & {
      readonly kind: 'run'
      readonly command: string
      /** A registry that is not ECR has its host for an account, and no region. */
      readonly target: 'aws' | 'sandbox' | 'registry'
      readonly account: string
      readonly region: string
      /** ARN that the calls were made as, where it was asked for. */
      readonly caller?: string
    })
  | (RecordBase & {
      readonly kind: 'intent'
      readonly step: string
      readonly operation: string
      readonly input: Readonly<Record<string, unknown>>
      /** Content-derived; the same content gives the same key on every run and machine. */
      readonly key: string
    })
  | (RecordBase & {
      readonly kind: 'outcome'
      readonly step: string
      readonly operation: string
      readonly key: string
      readonly result: 'done' | 'found' | 'failed'
      readonly output?: Readonly<Record<string, unknown>>
      readonly error?: { readonly code: string; readonly message: string }
    })
  | (RecordBase & {
      /** Facts worth keeping for lineage: a data digest, a job that was seen to complete. */
      readonly kind: 'fact'
      readonly subject: string
      readonly data: Readonly<Record<string, unknown>>
    })
