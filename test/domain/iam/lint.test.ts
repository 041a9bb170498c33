import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PolicyKind } from '../../../src/lib/domain/iam/lint/findings.ts'
import { lintPolicy } from '../../../src/lib/domain/iam/lint/lint.ts'

const place = { account: '111122223333', partition: 'aws', region: 'us-east-1' }
const policy = (...statements: readonly object[]) => ({
  Version: '2012-10-17',
  Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
})
const GOOD = { Sid: 'A', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/*'] }
const TRUST = {
  Principal: { Service: 'bedrock.amazonaws.com' },
  Action: 'sts:AssumeRole',
  Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
}
const rules = (document: unknown, kind: PolicyKind = 'identity') =>
  lintPolicy(document, kind, place).map(({ rule, level }) => `${level} ${rule}`)

it('has nothing to say of good policies', () => {
  expect(rules(policy(GOOD))).toEqual([])
  expect(rules(policy(TRUST), 'trust')).toEqual([])
})

describe('of a policy of a role or user it says', () => {
  it.each([
    ['error document.unreadable', 'no policy'],
    ['error document.unreadable', { Statement: [{ Effect: 'Maybe' }] }],
    [
      'error document.version',
      { Version: '2008-10-17', Statement: [{ Effect: 'Allow', ...GOOD }] },
    ],
    ['error document.empty', policy()],
    ['error action.everything', policy({ ...GOOD, Action: '*' })],
    ['warning action.whole-service', policy({ ...GOOD, Action: 's3:*' })],
    ['error action.all-but', policy({ NotAction: 'iam:*', Resource: '*' })],
    ['error resource.all-but', policy({ Action: 's3:GetObject', NotResource: 'arn:aws:s3:::b/*' })],
    ['error action.unknown', policy({ ...GOOD, Action: 'sagemaker:CreateTrainingJobs' })],
    ['error action.unknown', policy({ ...GOOD, Action: 's3:HeadObject' })],
    ['error action.unknown', policy({ ...GOOD, Action: 's3:GetBucketEncryption' })],
    ['error action.unknown', policy({ ...GOOD, Action: 'bedrock-runtime:InvokeModel' })],
    ['error action.unknown', policy({ ...GOOD, Action: 'kms:Decypt*' })],
    ['error action.unknown', policy({ ...GOOD, Action: 'GetObject' })],
    ['error pass-role.to-anyone', policy({ Action: 'iam:PassRole', Resource: '*' })],
    [
      'error pass-role.to-anyone',
      policy({ Action: 'iam:Pass*', Resource: 'arn:aws:iam::111122223333:role/*' }),
    ],
    [
      'warning pass-role.to-anyone',
      policy({ Action: 'iam:PassRole', Resource: 'arn:aws:iam::111122223333:role/a' }),
    ],
    ['error statement.parts', policy({ Action: 's3:GetObject' })],
    ['error statement.parts', policy({ Resource: '*' })],
    ['error statement.parts', policy({ ...GOOD, Action: [] })],
    [
      'error statement.parts',
      policy({ ...GOOD, Principal: { AWS: 'arn:aws:iam::111122223333:role/a' } }),
    ],
    ['error resource.elsewhere', policy({ ...GOOD, Resource: 'arn:aws-cn:s3:::b/*' })],
    ['error resource.elsewhere', policy({ ...GOOD, Resource: 's3://b/x' })],
    [
      'error resource.elsewhere',
      policy({ Action: 'kms:Decrypt', Resource: 'arn:aws:kms:us-east-1:111122223333:alias/x' }),
    ],
    [
      'warning resource.elsewhere',
      policy({ Action: 'kms:Decrypt', Resource: 'arn:aws:kms:eu-west-1:111122223333:key/x' }),
    ],
    [
      'warning resource.elsewhere',
      policy({ Action: 'kms:Decrypt', Resource: 'arn:aws:kms:us-east-1:999988887777:key/x' }),
    ],
    ['error sid.twice', policy(GOOD, { ...GOOD, Action: 's3:PutObject' })],
    ['error sid.characters', policy({ ...GOOD, Sid: 'read data' })],
  ])('%s: %j', (rule, document) => {
    expect(rules(document)).toEqual([rule])
  })

  it('error document.size where IAM would refuse the length', () => {
    const many = Array.from({ length: 400 }, (_, at) => `arn:aws:s3:::bucket-${at}/folder/*`)
    expect(rules(policy({ ...GOOD, Resource: many }))).toEqual(['error document.size'])
  })
})

describe('of a trust policy it says', () => {
  it.each([
    ['error trust.confused-deputy', { ...TRUST, Condition: undefined }],
    ['error statement.parts', { ...TRUST, Resource: '*' }],
    ['error principal.everyone', { ...TRUST, Principal: '*', Condition: undefined }],
    ['warning principal.everyone', { ...TRUST, Principal: { AWS: '*' } }],
    ['error principal.all-but', { ...TRUST, Principal: undefined, NotPrincipal: { AWS: 'x' } }],
  ])('%s: %j', (rule, statement) => {
    const document = JSON.parse(JSON.stringify(policy(statement))) as unknown
    expect(rules(document, 'trust')).toEqual([rule])
  })
})

it('lets a Deny say what an Allow must not', () => {
  expect(
    rules({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', NotAction: 's3:*', Resource: '*' }],
    }),
  ).toEqual([])
})

it('answers whatever it is given, and never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (action, resource) => {
      const document = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
      }
      expect(Array.isArray(lintPolicy(document, 'identity', place))).toBe(true)
      expect(Array.isArray(lintPolicy(action, 'trust', place))).toBe(true)
    }),
  )
})
