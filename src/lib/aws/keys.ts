import type { KeyMetadata } from '@aws-sdk/client-kms'
import type { Keys, KeyView } from '../ports/keys.ts'
import { instead, NOT_FOUND } from './explain.ts'
import type { AwsSession } from './session.ts'
import { isoOrAbsent, present } from './values.ts'

export const keysOf = (aws: AwsSession): Keys => ({
  find: async (KeyId) => {
    const answer = await instead(
      aws.kms(what('DescribeKey', KeyId), (client, sdk) =>
        client.send(new sdk.DescribeKeyCommand({ KeyId })),
      ),
      [NOT_FOUND],
      undefined,
    )
    return answer?.KeyMetadata === undefined ? undefined : view(answer.KeyMetadata)
  },
  policy: async (KeyId) => {
    const answer = await aws.kms(what('GetKeyPolicy', KeyId), (client, sdk) =>
      client.send(new sdk.GetKeyPolicyCommand({ KeyId, PolicyName: 'default' })),
    )
    return JSON.parse(answer.Policy ?? '{}') as unknown
  },
  isRotated: async (KeyId) => {
    const answer = await aws.kms(what('GetKeyRotationStatus', KeyId), (client, sdk) =>
      client.send(new sdk.GetKeyRotationStatusCommand({ KeyId })),
    )
    return answer.KeyRotationEnabled ?? false
  },
  list: async () => {
    const found: string[] = []
    let Marker: string | undefined
    do {
      const answer = await aws.kms(
        { operation: 'ListKeys', subject: 'the keys of the account' },
        (client, sdk) => client.send(new sdk.ListKeysCommand({ Limit: 1_000, Marker })),
      )
      found.push(...(answer.Keys ?? []).flatMap(({ KeyArn }) => KeyArn ?? []))
      Marker = answer.NextMarker
    } while (Marker !== undefined)
    return found
  },
  tags: async (KeyId) => {
    // 50 tags at most, and a page holds 50.
    const answer = await aws.kms(what('ListResourceTags', KeyId), (client, sdk) =>
      client.send(new sdk.ListResourceTagsCommand({ KeyId })),
    )
    return Object.fromEntries(
      (answer.Tags ?? []).map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]),
    )
  },
  create: async ({ description, policy, tags }) => {
    const answer = await aws.kmsOnce(
      { operation: 'CreateKey', subject: `new key ${description}` },
      (client, sdk) =>
        client.send(
          new sdk.CreateKeyCommand({
            Description: description,
            Policy: JSON.stringify(policy),
            Tags: Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
          }),
        ),
    )
    return view(answer.KeyMetadata ?? {})
  },
  createAlias: async (AliasName, TargetKeyId) => {
    await aws.kms(what('CreateAlias', AliasName), (client, sdk) =>
      client.send(new sdk.CreateAliasCommand({ AliasName, TargetKeyId })),
    )
  },
  putPolicy: async (KeyId, policy) => {
    const Policy = JSON.stringify(policy)
    await aws.kms(what('PutKeyPolicy', KeyId), (client, sdk) =>
      client.send(new sdk.PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy })),
    )
  },
  enableRotation: async (KeyId) => {
    await aws.kms(what('EnableKeyRotation', KeyId), (client, sdk) =>
      client.send(new sdk.EnableKeyRotationCommand({ KeyId })),
    )
  },
})

const what = (operation: string, key: string) => ({ operation, subject: `key ${key}` })

const view = (key: Partial<KeyMetadata>): KeyView => ({
  keyArn: key.Arn ?? '',
  keyId: key.KeyId ?? '',
  account: key.AWSAccountId ?? key.Arn?.split(':')[4] ?? '',
  region: key.Arn?.split(':')[3] ?? '',
  state: key.KeyState ?? '',
  usage: key.KeyUsage ?? '',
  spec: key.KeySpec ?? '',
  manager: key.KeyManager ?? 'CUSTOMER',
  isMultiRegion: key.MultiRegion ?? false,
  ...present({ deletionDate: isoOrAbsent(key.DeletionDate) }),
})
