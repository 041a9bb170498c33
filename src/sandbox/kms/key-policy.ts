import { askerOf } from '../iam/asker.ts'
import { parsePolicy } from '../iam/policy-document.ts'
import { readIam } from '../iam/records.ts'
import { decideForPrincipal } from '../iam/resource-access.ts'
import { unknownPrincipals } from '../iam/trust.ts'
import { contextOf } from '../iam/variables.ts'
import { type Call, ServiceError } from '../service.ts'
import { malformedPolicy } from './errors.ts'

const document = (statements: readonly unknown[], id: string): string =>
  JSON.stringify({ Version: '2012-10-17', Id: id, Statement: statements }, undefined, 2)

/**
 * What a key gets whose maker gives no policy: the account may do all, so IAM policies decide.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export const defaultKeyPolicy = (accountId: string): string =>
  document(
    [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
    'key-default-1',
  )

/** A key of AWS's own in this account: usable through its service only, and by nobody changed. */
export const awsManagedPolicy = (
  { accountId, region }: { readonly accountId: string; readonly region: string },
  service: string,
): string =>
  document(
    [
      {
        Sid: `Allow access through ${service} for all principals in the account`,
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:CallerAccount': accountId,
            'kms:ViaService': `${service}.${region}.amazonaws.com`,
          },
        },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
    `auto-${service}`,
  )

/**
 * Checks a key policy as CreateKey and PutKeyPolicy do: well-formed, its principals exist, and,
 * unless bypassed, the caller may change it again.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
export const checkKeyPolicy = (call: Call, policy: string, bypassesLockout: boolean): void => {
  const statements = (() => {
    try {
      return parsePolicy(policy, 'resource')
    } catch (error) {
      throw malformedPolicy(error instanceof ServiceError ? error.message : String(error))
    }
  })()
  if (unknownPrincipals(readIam(call.documents), statements).length > 0) {
    throw malformedPolicy('Policy contains a statement with one or more invalid principals.')
  }
  if (bypassesLockout) return
  const asker = askerOf(call)
  const context = contextOf({ 'kms:CallerAccount': call.accountId })
  const request = { action: 'kms:PutKeyPolicy', resource: '*', context }
  const { grant, denies } = decideForPrincipal(statements, asker.principal, request)
  if (grant !== undefined && !denies) return
  throw malformedPolicy(
    'The new key policy will not allow you to update the key policy in the future.',
  )
}
