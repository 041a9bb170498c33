import { list, optionalNumber, optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { unsupported } from './errors.ts'
import { changeKey, requireKeyItself, requireUsable } from './find.ts'
import { checkKeyPolicy } from './key-policy.ts'
import { checkedTags, kmsPage, requireCustomers } from './keys.ts'
import type { KeyRecord, KeyTag } from './records.ts'

const DAY_MS = 86_400_000

const named = (call: Call, input: Input): KeyRecord => requireKeyItself(call, text(input, 'KeyId'))

/** Keys have one policy, called default. */
const requireDefault = (input: Input): void => {
  if ((optionalText(input, 'PolicyName') ?? 'default') === 'default') return
  throw new ServiceError('NotFoundException', 'No such policy exists')
}

const getPolicy = (call: Call, input: Input): Output => {
  const key = named(call, input)
  requireDefault(input)
  return { Policy: key.policy, PolicyName: 'default' }
}

const putPolicy = (call: Call, input: Input): Output => {
  const key = requireCustomers(named(call, input))
  requireDefault(input)
  const policy = text(input, 'Policy')
  checkKeyPolicy(call, policy, input.BypassPolicyLockoutSafetyCheck === true)
  changeKey(call, key.arn, (record) => {
    record.policy = policy
  })
  return {}
}

/** Only symmetric keys of this origin rotate by themselves, once in 90 to 2560 days. */
const enableRotation = (call: Call, input: Input): Output => {
  const key = requireUsable(requireCustomers(named(call, input)))
  if (key.spec !== 'SYMMETRIC_DEFAULT') throw unsupported(`${key.arn} cannot be rotated.`)
  const days = optionalNumber(input, 'RotationPeriodInDays') ?? 365
  changeKey(call, key.arn, (record) => {
    record.rotationDays = days
    record.rotatesAt = call.clock.now() + days * DAY_MS
  })
  return {}
}

const disableRotation = (call: Call, input: Input): Output => {
  const key = requireUsable(requireCustomers(named(call, input)))
  changeKey(call, key.arn, (record) => {
    delete record.rotationDays
    delete record.rotatesAt
  })
  return {}
}

const rotationStatus = (call: Call, input: Input): Output => {
  const { id, rotationDays, rotatesAt, createdAt, deletionAt } = named(call, input)
  if (rotationDays === undefined || deletionAt !== undefined) {
    return { KeyId: id, KeyRotationEnabled: false }
  }
  return {
    KeyId: id,
    KeyRotationEnabled: true,
    RotationPeriodInDays: rotationDays,
    NextRotationDate: new Date(rotatesAt ?? createdAt + rotationDays * DAY_MS),
  }
}

const tag = (call: Call, input: Input): Output => {
  const key = requireCustomers(named(call, input))
  const given = checkedTags(list<KeyTag>(input, 'Tags'))
  const names = new Set(given.map(({ TagKey }) => TagKey))
  changeKey(call, key.arn, (record) => {
    record.tags = [...record.tags.filter(({ TagKey }) => !names.has(TagKey)), ...given]
  })
  return {}
}

const untag = (call: Call, input: Input): Output => {
  const key = requireCustomers(named(call, input))
  const gone = new Set(list<string>(input, 'TagKeys'))
  changeKey(call, key.arn, (record) => {
    record.tags = record.tags.filter(({ TagKey }) => !gone.has(TagKey))
  })
  return {}
}

export const settingOperations = {
  GetKeyPolicy: getPolicy,
  PutKeyPolicy: putPolicy,
  ListKeyPolicies: (call: Call, input: Input): Output => {
    named(call, input)
    return kmsPage('PolicyNames', ['default'], input)
  },
  EnableKeyRotation: enableRotation,
  DisableKeyRotation: disableRotation,
  GetKeyRotationStatus: rotationStatus,
  TagResource: tag,
  UntagResource: untag,
  ListResourceTags: (call: Call, input: Input): Output =>
    kmsPage('Tags', named(call, input).tags, input),
}
