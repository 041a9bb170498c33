/** KMS: customer keys and their policies. */
export interface Keys {
  /** By id, ARN, alias name or alias ARN; undefined when there is none. */
  find(key: string): Promise<KeyView | undefined>
  /** Policy `default`. */
  policy(keyArn: string): Promise<unknown>
  isRotated(keyArn: string): Promise<boolean>
  /** ARNs of all keys of the account in the region, those of AWS too. */
  list(): Promise<readonly string[]>
  tags(keyArn: string): Promise<Readonly<Record<string, string>>>
  /** One request, never repeated by itself: KMS knows no token, and a second request is a second key. */
  create(key: NewKey): Promise<KeyView>
  createAlias(alias: string, keyArn: string): Promise<void>
  putPolicy(keyArn: string, policy: unknown): Promise<void>
  enableRotation(keyArn: string): Promise<void>
}

export type KeyView = {
  readonly keyArn: string
  readonly keyId: string
  readonly account: string
  readonly region: string
  /** Enabled, Disabled, PendingDeletion, PendingImport, … */
  readonly state: string
  readonly usage: string
  readonly spec: string
  readonly manager: 'AWS' | 'CUSTOMER'
  readonly isMultiRegion: boolean
  readonly deletionDate?: string
}

export type NewKey = {
  readonly description: string
  readonly policy: unknown
  readonly tags: Readonly<Record<string, string>>
}
