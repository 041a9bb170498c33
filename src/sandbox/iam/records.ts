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
  users: Record<string, Identity>
  /** Customer managed policies, by ARN. */
  policies: Record<string, PolicyRecord>
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
