/** Folders that live as long as a piece of work. */
export interface ScratchFolders {
  make(): Promise<ScratchFolder>
}

export interface ScratchFolder {
  readonly path: string
  /** A folder inside that anyone may write to, as containers run under any user. */
  folder(name: string): Promise<string>
  /** Every file below a folder inside, relative to it, sorted. */
  tree(name: string): Promise<readonly ScratchEntry[]>
  /** Undefined when there is no such file. */
  bytes(name: string): Promise<Uint8Array | undefined>
  remove(): Promise<void>
}

export type ScratchEntry = {
  readonly path: string
  readonly kind: 'file' | 'link'
  readonly sizeBytes: number
}
