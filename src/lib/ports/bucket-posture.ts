/** S3: how a bucket is protected. Undefined means that nothing is set; what may not be read throws AccessError. */
export interface BucketPosture {
  region(bucket: string): Promise<string>
  /** All of the account. */
  list(): Promise<readonly string[]>
  encryption(bucket: string): Promise<BucketEncryption | undefined>
  publicAccessBlock(bucket: string): Promise<PublicAccessBlock | undefined>
  policy(bucket: string): Promise<unknown>
  isPolicyPublic(bucket: string): Promise<boolean>
  versioning(bucket: string): Promise<'Enabled' | 'Suspended' | undefined>
  loggingTarget(bucket: string): Promise<string | undefined>
  ownership(bucket: string): Promise<string | undefined>
  tags(bucket: string): Promise<Readonly<Record<string, string>>>
  putEncryption(bucket: string, encryption: BucketEncryption): Promise<void>
  putPublicAccessBlock(bucket: string, block: PublicAccessBlock): Promise<void>
  putPolicy(bucket: string, policy: unknown): Promise<void>
  enableVersioning(bucket: string): Promise<void>
  putOwnership(bucket: string, ownership: 'BucketOwnerEnforced'): Promise<void>
}

export type BucketEncryption = {
  readonly algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse'
  readonly kmsKeyId?: string
  readonly bucketKeyEnabled?: boolean
}

export type PublicAccessBlock = {
  readonly blockPublicAcls: boolean
  readonly ignorePublicAcls: boolean
  readonly blockPublicPolicy: boolean
  readonly restrictPublicBuckets: boolean
}
