import { accountIn } from '../account.ts'
import { list, optionalNumber, optionalText, text } from '../members.ts'
import { pageOf } from '../pages.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { invalid, notPendingDeletion, pendingDeletion, unsupported } from './errors.ts'
import { changeKey, keyArn, newKey, requireKey, requireKeyItself } from './find.ts'
import { checkKeyPolicy, defaultKeyPolicy } from './key-policy.ts'
import { changeKms, isGone, type KeyRecord, type KeyTag, readKms } from './records.ts'

const DAY_MS = 86_400_000

const stateOf = (key: KeyRecord): string =>
  key.deletionAt !== undefined ? 'PendingDeletion' : key.isEnabled ? 'Enabled' : 'Disabled'

const metadata = (key: KeyRecord): Output => ({
  AWSAccountId: accountIn(key.arn),
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: new Date(key.createdAt),
  Enabled: stateOf(key) === 'Enabled',
  Description: key.description,
  KeyUsage: key.usage,
  KeyState: stateOf(key),
  Origin: 'AWS_KMS',
  KeyManager: key.manager,
  CustomerMasterKeySpec: key.spec,
  KeySpec: key.spec,
  MultiRegion: key.isMultiRegion,
  ...(key.usage === 'ENCRYPT_DECRYPT' && key.spec === 'SYMMETRIC_DEFAULT'
    ? { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }
    : {}),
  ...(key.deletionAt === undefined ? {} : { DeletionDate: new Date(key.deletionAt) }),
  ...(key.isMultiRegion
    ? {
        MultiRegionConfiguration: {
          MultiRegionKeyType: 'PRIMARY',
          PrimaryKey: { Arn: key.arn, Region: key.region },
          ReplicaKeys: [],
        },
      }
    : {}),
})

/** Throws TagException for a key given twice. */
export const checkedTags = (tags: readonly KeyTag[]): readonly KeyTag[] => {
  if (new Set(tags.map(({ TagKey }) => TagKey)).size === tags.length) return tags
  throw new ServiceError('TagException', 'Duplicate tag keys')
}

const createKey = (call: Call, input: Input): Output => {
  const policy = optionalText(input, 'Policy') ?? defaultKeyPolicy(call.accountId)
  checkKeyPolicy(call, policy, input.BypassPolicyLockoutSafetyCheck === true)
  const spec =
    optionalText(input, 'KeySpec') ??
    optionalText(input, 'CustomerMasterKeySpec') ??
    'SYMMETRIC_DEFAULT'
  if ((optionalText(input, 'Origin') ?? 'AWS_KMS') !== 'AWS_KMS') {
    throw unsupported('The sandbox makes keys of origin AWS_KMS only.')
  }
  const key = newKey(call, {
    description: optionalText(input, 'Description') ?? '',
    policy,
    manager: 'CUSTOMER',
    tags: checkedTags(list<KeyTag>(input, 'Tags')),
    usage: optionalText(input, 'KeyUsage') ?? 'ENCRYPT_DECRYPT',
    spec,
    isMultiRegion: input.MultiRegion === true,
  })
  changeKms(call.documents, ({ keys }) => {
    keys[key.arn] = key
  })
  return { KeyMetadata: metadata(key) }
}

const listKeys = (call: Call, input: Input): Output => {
  const here = Object.values(readKms(call.documents).keys).filter(
    (key) => key.arn.startsWith(keyArn(call, '')) && !isGone(key, call.clock.now()),
  )
  const keys = here.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn }))
  return kmsPage('Keys', keys, input)
}

/** A page in KMS's form: Truncated and NextMarker. */
export const kmsPage = (member: string, all: readonly unknown[], input: Input): Output => {
  const { items, next } = pageOf(all, {
    token: optionalText(input, 'Marker'),
    size: optionalNumber(input, 'Limit') ?? 100,
    invalid: () => new ServiceError('InvalidMarkerException', 'The marker is not valid.'),
  })
  return {
    [member]: items,
    Truncated: next !== undefined,
    ...(next === undefined ? {} : { NextMarker: next }),
  }
}

/** AWS's own keys cannot be steered by the account. */
export const requireCustomers = (key: KeyRecord): KeyRecord => {
  if (key.manager === 'CUSTOMER') return key
  throw new ServiceError(
    'AccessDeniedException',
    `The operation is not allowed on the AWS managed key ${key.arn}.`,
  )
}

const setEnabled = (call: Call, input: Input, isEnabled: boolean): Output => {
  const key = requireCustomers(requireKeyItself(call, text(input, 'KeyId')))
  if (key.deletionAt !== undefined) throw pendingDeletion(key.arn)
  changeKey(call, key.arn, (record) => {
    record.isEnabled = isEnabled
  })
  return {}
}

const scheduleDeletion = (call: Call, input: Input): Output => {
  const key = requireCustomers(requireKeyItself(call, text(input, 'KeyId')))
  if (key.deletionAt !== undefined) throw pendingDeletion(key.arn)
  const days = optionalNumber(input, 'PendingWindowInDays') ?? 30
  if (days < 7 || days > 30) {
    const bound = days < 7 ? 'greater than or equal to 7' : 'less than or equal to 30'
    throw invalid(
      `1 validation error detected: Value '${days}' at 'pendingWindowInDays' failed to satisfy constraint: Member must have value ${bound}`,
    )
  }
  const deletionAt = call.clock.now() + days * DAY_MS
  changeKey(call, key.arn, (record) => {
    record.deletionAt = deletionAt
    record.isEnabled = false
  })
  return {
    KeyId: key.arn,
    DeletionDate: new Date(deletionAt),
    KeyState: 'PendingDeletion',
    PendingWindowInDays: days,
  }
}

const cancelDeletion = (call: Call, input: Input): Output => {
  const key = requireKeyItself(call, text(input, 'KeyId'))
  if (key.deletionAt === undefined) throw notPendingDeletion(key.arn)
  changeKey(call, key.arn, (record) => {
    delete record.deletionAt
  })
  return { KeyId: key.arn }
}

export const keyOperations = {
  CreateKey: createKey,
  DescribeKey: (call: Call, input: Input): Output => ({
    KeyMetadata: metadata(requireKey(call, text(input, 'KeyId'))),
  }),
  ListKeys: listKeys,
  EnableKey: (call: Call, input: Input): Output => setEnabled(call, input, true),
  DisableKey: (call: Call, input: Input): Output => setEnabled(call, input, false),
  ScheduleKeyDeletion: scheduleDeletion,
  CancelKeyDeletion: cancelDeletion,
}
