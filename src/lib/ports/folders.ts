/** Whole folders on this machine: looked through, packed into one file, and unpacked from one. */
export interface Folders {
  /** What lies in a folder, by name, links not followed. Throws as `Files`. */
  entries(path: string): Promise<readonly FolderEntry[]>
  /**
   * Packs files and links below `folder` into a .tar.gz: the same content gives the same tar, whatever
   * the machine, the owner and the times.
   */
  pack(folder: string, entries: readonly PackedEntry[], to: string): Promise<Packed>
  /** Writes a stream of bytes to a file that appears whole or not at all. */
  save(chunks: AsyncIterable<Uint8Array>, to: string): Promise<void>
  /** The headers of a .tar.gz, in order. Throws DataError MLC-RMT-010 for what is none. */
  archiveHeaders(archive: string): Promise<readonly ArchiveHeader[]>
  /**
   * Unpacks a .tar.gz whose headers were judged harmless. `folder` is made anew: it appears whole, in
   * place of what was there, or not at all.
   */
  unpack(archive: string, folder: string): Promise<void>
  /** Removes a folder with all that is in it; nothing when there is none. */
  remove(folder: string): Promise<void>
}

export type FolderEntry = {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly sizeBytes: number
  readonly executable: boolean
  /** Of a link: what it says. */
  readonly target?: string
}

/** An entry with its path below the folder, written with slashes. */
export type PackedEntry = Omit<FolderEntry, 'name'> & { readonly path: string }

export type Packed = {
  /** SHA-256 of the tar before compression, in hex: zlib versions differ, the tar does not. */
  readonly tarSha256: string
  readonly sizeBytes: number
}

export type ArchiveHeader = {
  readonly name: string
  readonly type: string
  readonly linkname?: string
  readonly sizeBytes: number
}
