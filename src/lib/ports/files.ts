import type { ScannedLines, Scanner } from './scanner.ts'

/** The local file system. Errors are typed: StateError when missing, AccessError when forbidden. */
export interface Files {
  /** Undefined when there is nothing at `path`. */
  stat(path: string): Promise<FileStat | undefined>
  /**
   * The bytes in chunks of about 1 MiB, from `start` (inclusive) to `end` (exclusive). The path `-`
   * is standard input.
   */
  read(
    path: string,
    range?: { readonly start: number; readonly end: number },
  ): AsyncIterable<Uint8Array>
  /** Fills `into` from `position`; answers how many bytes were read. Opens and closes no descriptor per call. */
  open(path: string): Promise<RandomAccess>
  readText(path: string): Promise<string>
  /** Writes to a temporary file beside, fsyncs, renames. Creates missing folders. Mode 0600 if `secret`. */
  writeText(path: string, text: string, options?: { readonly secret?: boolean }): Promise<void>
  writeBytes(path: string, bytes: Uint8Array): Promise<void>
  /** A stream of text written atomically: the file appears at `close`, or never at `abort`. */
  writer(path: string): Promise<TextWriter>
  /**
   * The content of a packed stream. DataError when it is cut short or broken; UsageError when this
   * Node.js cannot unpack that kind.
   */
  unpack(
    chunks: AsyncIterable<Uint8Array>,
    packing: Packing,
    name: string,
  ): AsyncIterable<Uint8Array>
  /** A fast reader of lines; absent, or undefined, where this machine has none or it is not wanted. */
  scanner?(lines: ScannedLines): Promise<Scanner | undefined>
  /** Room on disk for what does not fit into memory; absent where there is none. */
  scratch?(): Scratch
  /** Names in a folder, sorted; empty when there is none. */
  list(path: string): Promise<readonly string[]>
  remove(path: string): Promise<void>
  /**
   * Everything below a folder, in order of names; links are told and not followed. Folders that
   * `enter` refuses are told and not looked into.
   */
  tree(path: string, enter?: (relativePath: string) => boolean): AsyncIterable<TreeEntry>
  /** Absolute path, resolved against the working directory. */
  absolute(path: string): string
}

export type Packing = 'gzip' | 'zstd'

export type FileStat = {
  readonly kind: 'file' | 'folder' | 'other'
  readonly sizeBytes: number
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAt: number
}

export type TreeEntry = {
  /** Relative to the folder, with `/`. */
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly sizeBytes: number
  /** Somebody may execute it; always false where the file system has no such bit. */
  readonly executable: boolean
}

export interface RandomAccess {
  read(into: Uint8Array, position: number): Promise<number>
  close(): Promise<void>
}

/** A file without a name, gone when it is closed or the process ends. For callers that cannot wait. */
export interface Scratch {
  append(bytes: Uint8Array): void
  /** Answers how many bytes were read. */
  read(into: Uint8Array, position: number): number
  close(): void
}

export interface TextWriter {
  write(text: string): Promise<void>
  /** As `write`, done when it returns: for callers that cannot wait, between whose calls nothing runs. */
  writeNow(text: string): void
  close(): Promise<void>
  abort(): Promise<void>
}
