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
  /**
   * Offers `files`, one after the other, through named pipes `<channel>_0`, `<channel>_1`, … in a folder
   * inside: one for each time that somebody reads them all. The next is there before one is read.
   * StateError MLC-CTR-234 where no such pipe can be made that containers can read.
   */
  feed(name: string, channel: string, files: readonly string[]): Promise<Feeding>
  remove(): Promise<void>
}

/** Pipes that are being fed. */
export interface Feeding {
  readonly channel: string
  /** How many of its pipes were opened so far, and how many of these were read to their end. */
  epochs(): { readonly opened: number; readonly whole: number }
  stop(): Promise<void>
}

export type ScratchEntry = {
  readonly path: string
  readonly kind: 'file' | 'link'
  readonly sizeBytes: number
}
