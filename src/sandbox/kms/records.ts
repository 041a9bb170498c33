import type { Documents } from '../service.ts'

/** What the sandbox keeps of KMS; times are milliseconds, policies are JSON text as given. */

export type KeyTag = { readonly TagKey: string; readonly TagValue: string }

export type GrantRecord = {
  readonly id: string
  readonly token: string
  readonly name?: string
  readonly grantee: string
  readonly retiring?: string
  readonly issuer: string
  readonly operations: readonly string[]
  /** `EncryptionContextSubset` and `EncryptionContextEquals`, as given. */
  readonly constraints?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly createdAt: number
}

export type KeyRecord = {
  readonly id: string
  readonly arn: string
  readonly region: string
  readonly createdAt: number
  readonly description: string
  readonly usage: string
  readonly spec: string
  readonly manager: 'AWS' | 'CUSTOMER'
  readonly isMultiRegion: boolean
  /** The 32 bytes that encrypt, in base64. */
  readonly material: string
  policy: string
  isEnabled: boolean
  /** When it goes; set while deletion is scheduled. */
  deletionAt?: number
  rotationDays?: number
  rotatesAt?: number
  tags: readonly KeyTag[]
  grants: GrantRecord[]
}

export type AliasRecord = {
  readonly name: string
  readonly arn: string
  readonly keyArn: string
  readonly createdAt: number
}

export type KmsDocument = {
  /** By ARN. */
  keys: Record<string, KeyRecord>
  /** By ARN. */
  aliases: Record<string, AliasRecord>
}

const KMS_DOCUMENT = 'kms'
const NO_KEYS: KmsDocument = { keys: {}, aliases: {} }

export const readKms = (documents: Documents): KmsDocument => documents.read(KMS_DOCUMENT, NO_KEYS)

export const changeKms = <R>(documents: Documents, change: (kms: KmsDocument) => R): R =>
  documents.update(KMS_DOCUMENT, NO_KEYS, change)

/** A key whose deletion is due is gone, with its aliases. */
export const isGone = (key: KeyRecord, now: number): boolean =>
  key.deletionAt !== undefined && key.deletionAt <= now
