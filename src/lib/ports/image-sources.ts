import type { ManifestText } from './image-uploads.ts'

/** Images on this machine: a folder in OCI layout, an archive of either kind. */
export interface ImageSources {
  /** Opens one; callers must `close` it. DataError MLC-CTR-107 for what is no image. */
  open(path: string, options: OpenImage): Promise<ImageSource>
  /** Writes an archive as it comes, without holding it in memory. */
  keep(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void>
}

export type OpenImage = {
  /** Told what is being made ready, and of how many bytes of how many. */
  readonly onProgress?: (done: number, total: number) => void
  readonly signal: AbortSignal
}

export interface ImageSource {
  readonly kind: 'oci-layout' | 'oci-archive' | 'docker-archive'
  /**
   * Where reading begins: the index of an OCI layout; for a docker archive a manifest that is made of
   * it. Its layers, which an archive holds as plain tar, are compressed into a temporary folder.
   */
  readonly root: ManifestText
  /** A blob in full: a manifest or a config. DataError MLC-CTR-107 when it is not there or not whole. */
  readAll(digest: string): Promise<Uint8Array>
  /** Fills `into` from a position of a blob; answers how many bytes were read. */
  read(digest: string, into: Uint8Array, position: number): Promise<number>
  close(): Promise<void>
}
