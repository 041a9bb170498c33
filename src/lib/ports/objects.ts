/** S3: buckets and objects. Missing things are undefined, refusals are typed errors. */
export interface Objects {
  /** Undefined when there is no such bucket; `owned: false` when it belongs to another account. */
  bucket(name: string): Promise<BucketView | undefined>
  listBuckets(): Promise<readonly string[]>
  createBucket(name: string, region: string): Promise<void>
  blockPublicAccess(bucket: string): Promise<void>
  /** Default encryption: AES256, or aws:kms with the given key. */
  encrypt(bucket: string, kmsKeyArn?: string): Promise<void>
  /** Null when there is no policy. */
  bucketPolicy(bucket: string): Promise<unknown | null>
  putBucketPolicy(bucket: string, policy: unknown): Promise<void>

  /** Undefined when there is no such object. */
  head(at: ObjectAddress): Promise<ObjectView | undefined>
  /** The object's bytes, or a part of them. */
  get(
    at: ObjectAddress,
    range?: { readonly start: number; readonly end: number },
  ): Promise<AsyncIterable<Uint8Array>>
  getText(at: ObjectAddress): Promise<string>
  put(at: ObjectAddress, body: Uint8Array, options?: PutOptions): Promise<{ readonly etag: string }>
  list(
    bucket: string,
    prefix: string,
    /** No more than this many, and no more pages than that takes. */
    limit?: number,
  ): Promise<readonly { readonly key: string; readonly sizeBytes: number }[]>

  createMultipartUpload(at: ObjectAddress, options?: PutOptions): Promise<string>
  /** `signal` stops the transfer. */
  uploadPart(
    at: ObjectAddress,
    part: UploadPart,
    signal?: AbortSignal,
  ): Promise<{ readonly etag: string }>
  /** Undefined when the upload id is unknown (aborted or completed). */
  listParts(at: ObjectAddress, uploadId: string): Promise<readonly UploadedPart[] | undefined>
  completeMultipartUpload(
    at: ObjectAddress,
    uploadId: string,
    parts: readonly UploadedPart[],
  ): Promise<{ readonly etag: string }>
  abortMultipartUpload(at: ObjectAddress, uploadId: string): Promise<void>
}

export type ObjectAddress = { readonly bucket: string; readonly key: string }

export type BucketView = {
  readonly name: string
  readonly region: string
  readonly owned: boolean
  /** Undefined where the caller may not ask. */
  readonly encryption?: { readonly algorithm: string; readonly kmsKeyArn?: string }
  readonly publicAccessBlocked?: boolean
}

export type ObjectView = {
  readonly sizeBytes: number
  readonly etag: string
  readonly metadata: Readonly<Record<string, string>>
}

export type PutOptions = {
  readonly contentType?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly kmsKeyArn?: string
}

export type UploadPart = {
  readonly uploadId: string
  readonly partNumber: number
  readonly body: Uint8Array
}
export type UploadedPart = {
  readonly partNumber: number
  readonly etag: string
  readonly sizeBytes?: number
}
