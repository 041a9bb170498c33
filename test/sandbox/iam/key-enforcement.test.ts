import {
  CreateGrantCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  PutKeyPolicyCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms'
import { PutBucketEncryptionCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { allow, deny, policyText, problemOf } from '../../support/policies.ts'
import { ROLE, readBy, SESSION, USER, workerWorld } from './worker-world.ts'

describe('keys', () => {
  const texts = (action: string, key: string, why: string) =>
    `AccessDeniedException: User: ${SESSION} is not authorized to perform: ${action} on resource: ${key} ${why}`

  it('say through their policies who may use them', async () => {
    const { control, user, grant, as } = await workerWorld()
    const { KeyMetadata } = await user.kms.send(new CreateKeyCommand({}))
    const KeyId = KeyMetadata?.Arn ?? ''
    const Plaintext = new Uint8Array([1])
    const { CiphertextBlob } = await user.kms.send(new EncryptCommand({ KeyId, Plaintext }))
    control.iam.enforce(true)
    const decrypt = async () =>
      problemOf((await as()).kms.send(new DecryptCommand({ CiphertextBlob })))
    expect(await decrypt()).toBe(
      texts('kms:Decrypt', KeyId, 'because no identity-based policy allows the kms:Decrypt action'),
    )
    await grant(policyText(allow('kms:Decrypt', KeyId)))
    expect(await decrypt()).toBe('done')
    const setPolicy = (...statements: object[]) =>
      user.kms.send(new PutKeyPolicyCommand({ KeyId, Policy: policyText(...statements) }))
    const onlyUser = allow('kms:*', '*', { Principal: { AWS: USER } })
    await setPolicy(onlyUser)
    expect(await decrypt()).toBe(
      texts('kms:Decrypt', KeyId, 'because no resource-based policy allows the kms:Decrypt action'),
    )
    await setPolicy(onlyUser, allow('kms:Decrypt', '*', { Principal: { AWS: ROLE } }))
    await grant(policyText(allow('s3:*')))
    expect(await decrypt()).toBe('done')
    await setPolicy(
      onlyUser,
      allow('kms:Decrypt', '*', { Principal: { AWS: ROLE } }),
      deny('kms:Decrypt', '*', {
        Principal: '*',
        Condition: { StringNotEquals: { 'kms:EncryptionContext:app': 'a' } },
      }),
    )
    expect(await decrypt()).toBe(
      texts('kms:Decrypt', KeyId, 'with an explicit deny in a resource-based policy'),
    )
    await setPolicy(onlyUser)
    const { GrantId } = await user.kms.send(
      new CreateGrantCommand({ KeyId, GranteePrincipal: ROLE, Operations: ['Decrypt'] }),
    )
    expect(await decrypt()).toBe('done')
    const session = await as()
    const other = session.kms.send(new DescribeKeyCommand({ KeyId }))
    expect(await problemOf(other)).toMatch(/kms:DescribeKey .* no resource-based policy allows/)
    await user.kms.send(new RevokeGrantCommand({ KeyId, GrantId }))
    expect(await decrypt()).toMatch(/^AccessDeniedException/)
  })

  it.each([
    ['EncryptionContextSubset', { app: 'a' }, 'done'],
    ['EncryptionContextSubset', { app: 'a', more: 'b' }, 'done'],
    ['EncryptionContextSubset', { more: 'b' }, 'AccessDeniedException'],
    ['EncryptionContextEquals', { app: 'a' }, 'done'],
    ['EncryptionContextEquals', { app: 'a', more: 'b' }, 'AccessDeniedException'],
  ])('a grant under %s is for context %j: %s', async (constraint, context, expected) => {
    const { control, user, as } = await workerWorld()
    const { KeyMetadata } = await user.kms.send(new CreateKeyCommand({}))
    const KeyId = KeyMetadata?.Arn ?? ''
    const about = { EncryptionContext: context as Record<string, string> }
    const Plaintext = new Uint8Array([1])
    const sealed = await user.kms.send(new EncryptCommand({ KeyId, Plaintext, ...about }))
    await user.kms.send(
      new CreateGrantCommand({
        KeyId,
        GranteePrincipal: ROLE,
        Operations: ['Decrypt'],
        Constraints: { [constraint]: { app: 'a' } },
      }),
    )
    control.iam.enforce(true)
    const { CiphertextBlob } = sealed
    const opened = (await as()).kms.send(new DecryptCommand({ CiphertextBlob, ...about }))
    expect((await problemOf(opened)).split(':')[0]).toBe(expected)
  })

  it('of a bucket are needed to read and write it, through S3 only', async () => {
    const { control, user, grant, as } = await workerWorld()
    const { KeyMetadata } = await user.kms.send(new CreateKeyCommand({}))
    const KMSMasterKeyID = KeyMetadata?.Arn ?? ''
    const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID }
    const Rules = [{ ApplyServerSideEncryptionByDefault: byDefault }]
    await user.s3.send(
      new PutBucketEncryptionCommand({
        Bucket: 'data',
        ServerSideEncryptionConfiguration: { Rules },
      }),
    )
    const put = new PutObjectCommand({ Bucket: 'data', Key: 'k', Body: 'y' })
    expect(await user.s3.send(put)).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: KMSMasterKeyID,
    })
    control.iam.enforce(true)
    await grant(policyText(allow('s3:*')))
    const read = await readBy(await as())
    expect(read).toMatch(/is not authorized to perform: kms:Decrypt on resource: arn:aws:kms/)
    const ViaService = { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }
    const through = allow(['kms:Decrypt', 'kms:GenerateDataKey'], '*', { Condition: ViaService })
    await grant(policyText(allow('s3:*'), through))
    const session = await as()
    expect(await readBy(session)).toBe('done')
    expect(await problemOf(session.s3.send(put))).toBe('done')
    const direct = session.kms.send(
      new EncryptCommand({ KeyId: KMSMasterKeyID, Plaintext: new Uint8Array([1]) }),
    )
    expect(await problemOf(direct)).toMatch(/kms:Encrypt/)
  })
})
