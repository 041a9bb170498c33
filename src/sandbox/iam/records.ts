import { SANDBOX_USER, SANDBOX_USER_ARN } from '../account.ts'
import type { Documents } from '../service.ts'

/** What the sandbox keeps of IAM; times are milliseconds, documents are JSON text as given. */

export type Tag = { readonly Key: string; readonly Value: string }

/** A user or a role: somebody with permissions. */
export type Identity = {
  readonly name: string
  readonly id: string
  readonly arn: string
  readonly path: string
  readonly createdAt: number
  inline: Record<string, string>
  attached: string[]
  boundary?: string
  tags: readonly Tag[]
}

export type RoleRecord = Identity & {
  trust: string
  trustChangedAt: number
  description?: string
  maxSessionSeconds: number
}

export type AccessKeyRecord = {
  readonly id: string
  isActive: boolean
  readonly createdAt: number
  lastUsed?: { readonly at: number; readonly service: string; readonly region: string }
}

/** A user; the members are absent in a user who never had any of it. */
export type UserRecord = Identity & {
  /** When the console password was set. */
  passwordSetAt?: number
  mfaDevices?: { readonly serialNumber: string; readonly enabledAt: number }[]
  accessKeys?: AccessKeyRecord[]
}

export type PolicyVersion = {
  readonly id: string
  readonly document: string
  readonly createdAt: number
}

export type PolicyRecord = {
  readonly name: string
  readonly id: string
  readonly arn: string
  readonly path: string
  readonly createdAt: number
  changedAt: number
  readonly description?: string
  defaultVersion: string
  nextVersion: number
  versions: PolicyVersion[]
  readonly tags: readonly Tag[]
}

export type IamDocument = {
  roles: Record<string, RoleRecord>
  users: Record<string, UserRecord>
  /** Customer managed policies, by ARN. */
  policies: Record<string, PolicyRecord>
  /** The root user, which no call changes: with MFA and without keys, unless somebody plants it. */
  root?: { readonly hasMfa: boolean; readonly accessKeys: number }
  /** MFA devices that no user has yet, by serial number. */
  virtualDevices?: Record<string, { readonly createdAt: number }>
  /** When the credential report was last written. */
  reportedAt?: number
}

export const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess'

export const IAM_DOCUMENT = 'iam'

/** A new account: one user who may do everything, so that nothing stands in a beginner's way. */
export const NEW_ACCOUNT: IamDocument = {
  roles: {},
  users: {
    [SANDBOX_USER]: {
      name: SANDBOX_USER,
      id: 'AIDASANDBOXSANDBOXSA',
      arn: SANDBOX_USER_ARN,
      path: '/',
      createdAt: 0,
      inline: {},
      attached: [ADMINISTRATOR],
      tags: [],
    },
  },
  policies: {},
}

export const readIam = (documents: Documents): IamDocument =>
  documents.read(IAM_DOCUMENT, NEW_ACCOUNT)

export const changeIam = <R>(documents: Documents, change: (iam: IamDocument) => R): R =>
  documents.update(IAM_DOCUMENT, NEW_ACCOUNT, change)
