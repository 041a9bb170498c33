import { isTlsOnly } from './bucket-policy.ts'

/** A bucket as far as it could be looked at. */
export type BucketFacts = {
  readonly name: string
  readonly partition: string
  readonly publicAccessBlocked?: boolean
  readonly encryption?: { readonly algorithm: string; readonly kmsKeyArn?: string }
  /** Null: none; undefined: could not be read. */
  readonly policy?: unknown
}

export type Protection = 'publicAccessBlock' | 'encryption' | 'tlsOnly'

type Row = {
  readonly protection: Protection
  readonly says: string
  readonly lacks: (bucket: BucketFacts, kmsKeyArn: string | undefined) => boolean
}

/** Only what is known to be missing; what could not be read is no finding. */
const PROTECTIONS: readonly Row[] = [
  {
    protection: 'publicAccessBlock',
    says: 'public access is not blocked',
    lacks: (bucket) => bucket.publicAccessBlocked === false,
  },
  {
    protection: 'encryption',
    says: 'it is not encrypted with the given key',
    lacks: ({ encryption }, key) =>
      key !== undefined && encryption !== undefined && !isEncrypted(encryption, key),
  },
  {
    protection: 'tlsOnly',
    says: 'its policy does not refuse plain HTTP',
    lacks: ({ policy, partition, name }) =>
      policy !== undefined && !isTlsOnly(policy, partition, name),
  },
]

/** Which protections an existing bucket lacks, with words for each. */
export const missingProtections = (
  bucket: BucketFacts,
  kmsKeyArn: string | undefined,
): readonly { readonly protection: Protection; readonly says: string }[] =>
  PROTECTIONS.filter((row) => row.lacks(bucket, kmsKeyArn)).map(({ protection, says }) => ({
    protection,
    says,
  }))

/** Without a key, S3's own encryption (or a key somebody chose) is enough. */
export const isEncrypted = (
  encryption: BucketFacts['encryption'],
  kmsKeyArn: string | undefined,
): boolean => {
  if (encryption === undefined) return false
  return kmsKeyArn === undefined || encryption.kmsKeyArn === kmsKeyArn
}
