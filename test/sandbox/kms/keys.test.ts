import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeyPoliciesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  RetireGrantCommand,
  RevokeGrantCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-kms'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEngine, type Engine } from '../../../src/sandbox/engine.ts'
import { inProcessHandler } from '../../../src/sandbox/in-process.ts'
import { problemOf } from '../../support/policies.ts'
import { newEngine } from '../clients.ts'

const ROOT = 'arn:aws:iam::000000000000:root'

const kmsOf = (engine: Engine, region = 'us-east-1') =>
  new KMSClient({
    region,
    credentials: { accessKeyId: 'AKIASANDBOX000000000', secretAccessKey: 's' },
    requestHandler: inProcessHandler(engine) as never,
    maxAttempts: 1,
  })

const newKey = async (kms: KMSClient, input = {}) => {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand(input))
  return { id: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '' }
}

const bytes = (text: string) => new TextEncoder().encode(text)
const textOf = (value: Uint8Array | undefined) => Buffer.from(value ?? []).toString()

describe('a key', () => {
  it('is made with a policy that leaves all to the account, and found by all its names', async () => {
    const kms = kmsOf(newEngine())
    const { id, arn } = await newKey(kms, { Description: 'for jobs' })
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/mlctl', TargetKeyId: id }))
    const names = [id, arn, 'alias/mlctl', arn.replace(/key\/.*/, 'alias/mlctl')]
    for (const KeyId of names) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }))
      expect(KeyMetadata).toMatchObject({
        Arn: arn,
        KeyState: 'Enabled',
        KeySpec: 'SYMMETRIC_DEFAULT',
        KeyManager: 'CUSTOMER',
        Description: 'for jobs',
      })
    }
    const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId: id }))
    expect(JSON.parse(Policy ?? '').Statement[0].Principal).toEqual({ AWS: ROOT })
    const { PolicyNames } = await kms.send(new ListKeyPoliciesCommand({ KeyId: id }))
    expect(PolicyNames).toEqual(['default'])
    const { Keys } = await kms.send(new ListKeysCommand({}))
    expect(Keys).toEqual([{ KeyId: id, KeyArn: arn }])
    const elsewhere = kmsOf(newEngine(), 'eu-west-1')
    expect((await elsewhere.send(new ListKeysCommand({}))).Keys).toEqual([])
  })

  it.each([
    [
      'alias/none',
      /^NotFoundException: Alias arn:aws:kms:us-east-1:000000000000:alias\/none is not found\.$/,
    ],
    ['11111111-2222-3333-4444-555555555555', /^NotFoundException: Key 'arn:.*' does not exist$/],
    ['fraud', /^NotFoundException: Invalid keyId 'fraud'$/],
  ])('called %s is not there', async (KeyId, expected) => {
    expect(await problemOf(kmsOf(newEngine()).send(new DescribeKeyCommand({ KeyId })))).toMatch(
      expected,
    )
  })

  it('of a service is made when somebody first asks, and is nobody else’s to change', async () => {
    const kms = kmsOf(newEngine())
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/aws/s3' }))
    expect(KeyMetadata?.KeyManager).toBe('AWS')
    const { Aliases } = await kms.send(new ListAliasesCommand({}))
    expect(Aliases?.map(({ AliasName }) => AliasName)).toEqual(['alias/aws/s3'])
    const disable = new DisableKeyCommand({ KeyId: KeyMetadata?.KeyId })
    expect(await problemOf(kms.send(disable))).toMatch(/^AccessDeniedException/)
  })

  it('has tags, rotation, and pages', async () => {
    const kms = kmsOf(newEngine())
    const { id: KeyId } = await newKey(kms, { Tags: [{ TagKey: 'a', TagValue: '1' }] })
    await kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'b', TagValue: '2' }] }))
    await kms.send(new UntagResourceCommand({ KeyId, TagKeys: ['a'] }))
    const { Tags } = await kms.send(new ListResourceTagsCommand({ KeyId }))
    expect(Tags).toEqual([{ TagKey: 'b', TagValue: '2' }])
    const rotated = async () =>
      (await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled
    expect(await rotated()).toBe(false)
    await kms.send(new EnableKeyRotationCommand({ KeyId }))
    expect(await rotated()).toBe(true)
    await kms.send(new DisableKeyRotationCommand({ KeyId }))
    expect(await rotated()).toBe(false)
    await newKey(kms)
    const first = await kms.send(new ListKeysCommand({ Limit: 1 }))
    expect(first).toMatchObject({ Truncated: true })
    const rest = await kms.send(new ListKeysCommand({ Limit: 1, Marker: first.NextMarker }))
    expect(rest).toMatchObject({ Truncated: false })
    expect(rest.Keys?.[0]?.KeyId).not.toBe(first.Keys?.[0]?.KeyId)
    const twice = [
      { TagKey: 'x', TagValue: '1' },
      { TagKey: 'x', TagValue: '2' },
    ]
    expect(await problemOf(newKey(kms, { Tags: twice }))).toMatch(/^TagException/)
  })
})

describe('aliases', () => {
  it.each([
    ['mlctl', /^ValidationException/],
    ['alias/aws/mine', /^NotAuthorizedException/],
    ['alias/a b', /^(InvalidAliasName|Validation)Exception/],
    [
      'alias/taken',
      /^AlreadyExistsException: An alias with the name arn:.*alias\/taken already exists$/,
    ],
  ])('%s is refused', async (AliasName, expected) => {
    const kms = kmsOf(newEngine())
    const { id: TargetKeyId } = await newKey(kms)
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/taken', TargetKeyId }))
    const again = kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }))
    expect(await problemOf(again)).toMatch(expected)
  })

  it('can be taken again once deleted', async () => {
    const kms = kmsOf(newEngine())
    const { id: TargetKeyId } = await newKey(kms)
    const AliasName = 'alias/a'
    await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }))
    await kms.send(new DeleteAliasCommand({ AliasName }))
    expect(await problemOf(kms.send(new DeleteAliasCommand({ AliasName })))).toMatch(/^NotFound/)
    const again = kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }))
    expect(await problemOf(again)).toBe('done')
  })
})

describe('key policies', () => {
  const policy = (Principal: unknown, Action = 'kms:*') =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal, Action, Resource: '*' }],
    })

  it.each([
    ['{', {}, /^MalformedPolicyDocumentException/],
    [
      policy({ AWS: '111122223333' }),
      {},
      /will not allow you to update the key policy in the future/,
    ],
    [policy({ AWS: ROOT }, 'kms:Decrypt'), {}, /will not allow you to update the key policy/],
    [policy({ AWS: '111122223333' }), { BypassPolicyLockoutSafetyCheck: true }, /^done$/],
    [
      policy({ AWS: 'arn:aws:iam::000000000000:role/ghost' }),
      { BypassPolicyLockoutSafetyCheck: true },
      /one or more invalid principals/,
    ],
    [policy({ AWS: ROOT }), {}, /^done$/],
    [policy({ AWS: 'arn:aws:iam::000000000000:user/sandbox' }), {}, /^done$/],
  ])('%s %j', async (Policy, more, expected) => {
    const kms = kmsOf(newEngine())
    const { id: KeyId } = await newKey(kms)
    const put = kms.send(new PutKeyPolicyCommand({ KeyId, Policy, ...more }))
    expect(await problemOf(put)).toMatch(expected)
    expect(await problemOf(newKey(kms, { Policy, ...more }))).toMatch(expected)
  })
})

describe('encryption', () => {
  it('gives back what went in, with the same context only', async () => {
    const kms = kmsOf(newEngine())
    const { id, arn } = await newKey(kms)
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        fc.dictionary(
          fc.string({ minLength: 1, maxLength: 4 }),
          fc.string({ minLength: 1, maxLength: 4 }),
        ),
        async (Plaintext, EncryptionContext) => {
          const about = { EncryptionContext }
          const made = await kms.send(new EncryptCommand({ KeyId: id, Plaintext, ...about }))
          const { CiphertextBlob } = made
          expect(Buffer.from(CiphertextBlob ?? []).includes(Buffer.from(Plaintext))).toBe(
            Plaintext.length < 2 &&
              Buffer.from(CiphertextBlob ?? []).includes(Buffer.from(Plaintext)),
          )
          const back = await kms.send(new DecryptCommand({ CiphertextBlob, ...about }))
          expect([back.KeyId, Buffer.from(back.Plaintext ?? [])]).toEqual([
            arn,
            Buffer.from(Plaintext),
          ])
          const other = { EncryptionContext: { ...EncryptionContext, other: 'x' } }
          const wrong = kms.send(new DecryptCommand({ CiphertextBlob, ...other }))
          expect(await problemOf(wrong)).toMatch(/^InvalidCiphertextException/)
        },
      ),
      { numRuns: 15 },
    )
  })

  it('notices a changed byte, a foreign text and another key', async () => {
    const kms = kmsOf(newEngine())
    const { id: KeyId } = await newKey(kms)
    const { CiphertextBlob = new Uint8Array() } = await kms.send(
      new EncryptCommand({ KeyId, Plaintext: bytes('secret') }),
    )
    const changed = Uint8Array.from(CiphertextBlob)
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
    for (const blob of [changed, bytes('nothing of ours')]) {
      const opened = kms.send(new DecryptCommand({ CiphertextBlob: blob }))
      expect(await problemOf(opened)).toMatch(/^InvalidCiphertextException/)
    }
    const other = await newKey(kms)
    const opened = kms.send(new DecryptCommand({ CiphertextBlob, KeyId: other.id }))
    expect(await problemOf(opened)).toMatch(/^IncorrectKeyException/)
  })

  it('makes data keys of both sizes, whose sealed form opens to the plain one', async () => {
    const kms = kmsOf(newEngine())
    const { id: KeyId } = await newKey(kms)
    for (const [more, size] of [
      [{ KeySpec: 'AES_256' }, 32],
      [{ KeySpec: 'AES_128' }, 16],
      [{ NumberOfBytes: 100 }, 100],
    ] as const) {
      const made = await kms.send(new GenerateDataKeyCommand({ KeyId, ...more }))
      expect(made.Plaintext).toHaveLength(size)
      const { CiphertextBlob } = made
      const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob }))
      expect(Buffer.from(Plaintext ?? [])).toEqual(Buffer.from(made.Plaintext ?? []))
    }
    const neither = kms.send(new GenerateDataKeyCommand({ KeyId }))
    expect(await problemOf(neither)).toMatch(/^ValidationException: Please specify either/)
  })

  it('stops when the key is disabled or about to go, and ends with the key', async () => {
    const directory = newEngine().directory
    const at = (clock: string) => kmsOf(createEngine({ directory, clock }))
    const kms = at('2026-01-01T00:00:00Z')
    const { id: KeyId, arn } = await newKey(kms)
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext: bytes('s') }))
    const opening = (client: KMSClient) =>
      client.send(new DecryptCommand({ CiphertextBlob })).then(({ Plaintext }) => textOf(Plaintext))
    await kms.send(new DisableKeyCommand({ KeyId }))
    expect(await problemOf(opening(kms))).toBe(`DisabledException: ${arn} is disabled.`)
    await kms.send(new EnableKeyCommand({ KeyId }))
    expect(await opening(kms)).toBe('s')
    const soon = kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 3 }))
    expect(await problemOf(soon)).toMatch(/^ValidationException: .*greater than or equal to 7$/)
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }))
    const pending = `KMSInvalidStateException: ${arn} is pending deletion.`
    expect(await problemOf(opening(kms))).toBe(pending)
    expect(await problemOf(kms.send(new EnableKeyCommand({ KeyId })))).toBe(pending)
    const late = at('2026-01-08T00:00:00Z')
    expect(await problemOf(late.send(new DescribeKeyCommand({ KeyId })))).toMatch(/^NotFound/)
    const before = at('2026-01-07T23:59:59Z')
    await before.send(new CancelKeyDeletionCommand({ KeyId }))
    const { KeyMetadata } = await before.send(new DescribeKeyCommand({ KeyId }))
    expect(KeyMetadata?.KeyState).toBe('Disabled')
    const again = before.send(new CancelKeyDeletionCommand({ KeyId }))
    expect(await problemOf(again)).toBe(`KMSInvalidStateException: ${arn} is not pending deletion.`)
  })
})

describe('grants', () => {
  it('are made once by name, listed, revoked and retired', async () => {
    const kms = kmsOf(newEngine())
    const { id: KeyId } = await newKey(kms)
    const grant = new CreateGrantCommand({
      KeyId,
      Name: 'job',
      GranteePrincipal: 'arn:aws:iam::000000000000:role/job',
      Operations: ['Decrypt'],
    })
    const { GrantId } = await kms.send(grant)
    const { GrantId: again, GrantToken } = await kms.send(grant)
    expect(again).toBe(GrantId)
    const { Grants } = await kms.send(new ListGrantsCommand({ KeyId }))
    expect(Grants).toMatchObject([{ GrantId, Name: 'job', Operations: ['Decrypt'] }])
    await kms.send(new RetireGrantCommand({ GrantToken }))
    const gone = kms.send(new RevokeGrantCommand({ KeyId, GrantId }))
    expect(await problemOf(gone)).toMatch(/^NotFoundException: Grant ID/)
  })
})
