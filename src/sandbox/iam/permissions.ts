import type { Policy } from './evaluate.ts'
import { defaultDocument } from './managed-policies.ts'
import { parsePolicy } from './policy-document.ts'
import type { IamDocument, Identity } from './records.ts'

/** What an identity may do: its inline and attached policies, and the boundary that caps them. */
export type Permissions = {
  readonly policies: readonly Policy[]
  readonly boundary: Policy | undefined
}

/** A policy that denies all: a boundary whose policy is gone allows nothing. */
const NOTHING: Policy = { id: 'missing boundary', type: 'none', statements: [] }

/** A managed policy by ARN: AWS's or the account's own. */
export const managedPolicy = (iam: IamDocument, arn: string): Policy | undefined => {
  const document = defaultDocument(iam, arn)
  if (document === undefined) return undefined
  const type = arn.startsWith('arn:aws:iam::aws:') ? 'aws-managed' : 'user-managed'
  return { id: arn, type, statements: parsePolicy(document, 'identity') }
}

/** The permissions of a role or user. */
export const permissionsOf = (
  iam: IamDocument,
  identity: Identity,
  kind: 'role' | 'user',
): Permissions => {
  const inline = Object.entries(identity.inline).map(([name, document]) => ({
    id: `${kind}_${identity.name}_${name}`,
    type: kind,
    statements: parsePolicy(document, 'identity'),
  }))
  const attached = identity.attached.flatMap((arn) => managedPolicy(iam, arn) ?? [])
  const { boundary } = identity
  return {
    policies: [...inline, ...attached],
    boundary: boundary === undefined ? undefined : (managedPolicy(iam, boundary) ?? NOTHING),
  }
}

/** The role or user that an ARN names. */
export const identityOf = (
  iam: IamDocument,
  arn: string,
): { readonly identity: Identity; readonly kind: 'role' | 'user' } | undefined => {
  const role = Object.values(iam.roles).find((each) => each.arn === arn)
  if (role !== undefined) return { identity: role, kind: 'role' }
  const user = Object.values(iam.users).find((each) => each.arn === arn)
  return user === undefined ? undefined : { identity: user, kind: 'user' }
}
