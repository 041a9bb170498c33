/** What the sandbox keeps of a bucket, an object and an upload; times are milliseconds. */

export type Tag = { readonly Key: string; readonly Value: string }

export type BucketRecord = {
  region: string
  createdAt: number
  /** Account that owns it. */
  owner: string
  /** Configurations in the API's own form; absent is "never set" or "deleted". */
  encryption?: unknown
  publicAccessBlock?: unknown
  ownershipControls?: unknown
  policy?: string
  versioning?: unknown
  logging?: unknown
  tags?: readonly Tag[]
}

export type S3Document = { buckets: Record<string, BucketRecord> }

export const S3_DOCUMENT = 's3'
export const NO_BUCKETS: S3Document = { buckets: {} }

/** Headers that an object keeps and gives back as they came. */
export type ObjectHeaders = {
  readonly ContentType?: string
  readonly ContentEncoding?: string
  readonly ContentDisposition?: string
  readonly ContentLanguage?: string
  readonly CacheControl?: string
  readonly StorageClass?: string
  readonly ServerSideEncryption?: string
  readonly SSEKMSKeyId?: string
  readonly BucketKeyEnabled?: boolean
  readonly Metadata?: Readonly<Record<string, string>>
}

export type StoredObject = {
  readonly key: string
  readonly size: number
  /** With its quotation marks, as the API gives it. */
  readonly etag: string
  /** Name of the data file beside the sidecar. */
  readonly file: string
  readonly modifiedAt: number
  readonly headers: ObjectHeaders
  /** By member name: ChecksumCRC32 and the like, in base64 (composite ones end in `-parts`). */
  readonly checksums: Readonly<Record<string, string>>
  readonly checksumType?: 'COMPOSITE' | 'FULL_OBJECT'
  readonly parts?: number
}
