/** IAM: how the account and its users are protected. */
export interface AccountSecurity {
  /** Whether the root user has MFA, and access keys. */
  root(): Promise<{ readonly hasMfa: boolean; readonly hasAccessKeys: boolean }>
  users(): Promise<readonly UserView[]>
}

export type UserView = {
  readonly userName: string
  readonly arn: string
  readonly hasConsolePassword: boolean
  readonly hasMfa: boolean
  readonly accessKeys: readonly {
    readonly accessKeyId: string
    readonly isActive: boolean
    readonly createdAt: string
    readonly lastUsedAt?: string
  }[]
}
