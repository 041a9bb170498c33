import { accountIn } from '../account.ts'
import type { Needed } from '../iam/needed.ts'
import { members, optionalText } from '../members.ts'
import type { Call, Input } from '../service.ts'
import { keyIdIn } from './crypto.ts'
import { noKey } from './errors.ts'
import { aliasArn, lookUpKey } from './find.ts'
import { type KeyRecord, readKms } from './records.ts'

type Keys = Record<string, string | readonly string[]>

/** The condition keys of an encryption context. */
export const encryptionContextKeys = (context: Readonly<Record<string, unknown>>): Keys => {
  const names = Object.keys(context)
  if (names.length === 0) return {}
  const each = Object.entries(context).map(([name, value]): [string, string] => [
    `kms:EncryptionContext:${name}`,
    String(value),
  ])
  return { ...Object.fromEntries(each), 'kms:EncryptionContextKeys': names }
}

const aboutKey = (call: Pick<Call, 'documents' | 'accountId'>, key: KeyRecord): Keys => {
  const { aliases } = readKms(call.documents)
  const names = Object.values(aliases).flatMap(({ name, keyArn }) =>
    keyArn === key.arn ? [name] : [],
  )
  return {
    'kms:CallerAccount': call.accountId,
    'kms:KeySpec': key.spec,
    'kms:KeyUsage': key.usage,
    'kms:KeyOrigin': 'AWS_KMS',
    ...(names.length === 0 ? {} : { 'kms:ResourceAliases': names }),
    ...Object.fromEntries(
      key.tags.map(({ TagKey, TagValue }) => [`aws:ResourceTag/${TagKey}`, TagValue]),
    ),
  }
}

const aboutRequest = (input: Input): Keys => {
  const given = optionalText(input, 'KeyId')
  const grantee = optionalText(input, 'GranteePrincipal')
  return {
    ...encryptionContextKeys(members(input, 'EncryptionContext')),
    ...(given?.includes('alias/') ? { 'kms:RequestAlias': given.replace(/^.*:/, '') } : {}),
    ...(grantee === undefined ? {} : { 'kms:GranteePrincipal': grantee }),
    ...(Array.isArray(input.Operations) ? { 'kms:GrantOperations': input.Operations } : {}),
  }
}

const keyOf = (call: Call, input: Input): KeyRecord | undefined => {
  const ciphertext = input.CiphertextBlob
  const made = ciphertext instanceof Uint8Array ? keyIdIn(ciphertext) : undefined
  const given = made ?? optionalText(input, 'KeyId') ?? optionalText(input, 'TargetKeyId')
  return given === undefined ? undefined : lookUpKey(call, given)
}

const ACCOUNT_WIDE = new Set(['CreateKey', 'ListKeys', 'ListAliases'])

/**
 * What another account may be let do with a key.
 * Source: "Cross-account use" in https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html
 */
const ACROSS = new Set([
  'CreateGrant',
  'Decrypt',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GetKeyRotationStatus',
  'GetPublicKey',
  'ListGrants',
  'ReEncrypt',
  'RetireGrant',
  'RevokeGrant',
])

/** Keys of others look as if they were not there to all other operations. */
const checkAcross = (call: Call, key: KeyRecord): void => {
  if (accountIn(key.arn) !== call.accountId && !ACROSS.has(call.operation)) throw noKey(key.arn)
}

/**
 * The permissions a call of KMS needs. About a key that does not exist nothing is asked: the
 * operation says so itself.
 */
export const keyNeeds = (call: Call, input: Input): readonly Needed[] => {
  const action = `kms:${call.operation}`
  const caller = { 'kms:CallerAccount': call.accountId }
  if (ACCOUNT_WIDE.has(call.operation)) return [{ action, resource: '*', context: caller }]
  const key = keyOf(call, input)
  const alias = optionalText(input, 'AliasName')
  const onAlias =
    alias === undefined ? [] : [{ action, resource: aliasArn(call, alias), context: caller }]
  if (key === undefined) return onAlias
  checkAcross(call, key)
  const context = { ...aboutKey(call, key), ...aboutRequest(input) }
  return [...onAlias, { action, resource: key.arn, context }]
}

/** What a service needs of a key for somebody: the service asks in that one's name. */
export const throughService = (
  call: Pick<Call, 'documents' | 'accountId' | 'region'>,
  use: {
    readonly key: KeyRecord
    readonly action: string
    readonly service: string
    readonly encryptionContext?: Readonly<Record<string, string>>
  },
): Needed => ({
  action: use.action,
  resource: use.key.arn,
  context: {
    ...aboutKey(call, use.key),
    ...encryptionContextKeys(use.encryptionContext ?? {}),
    'kms:ViaService': `${use.service}.${call.region}.amazonaws.com`,
    ...(use.action === 'kms:CreateGrant' ? { 'kms:GrantIsForAWSResource': 'true' } : {}),
  },
})
