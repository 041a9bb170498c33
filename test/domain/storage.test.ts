import { describe, expect, it } from 'vitest'
import {
  bucketNameProblems,
  defaultBucketName,
  partitionOf,
} from '../../src/lib/domain/storage/bucket-names.ts'
import { isTlsOnly, withTlsOnly } from '../../src/lib/domain/storage/bucket-policy.ts'
import { s3UriProblems } from '../../src/lib/domain/storage/s3-uris.ts'

describe('bucket names', () => {
  it.each([
    ['acme-ml', 0],
    ['abc', 0],
    ['ab', 1],
    ['a'.repeat(63), 0],
    ['a'.repeat(64), 1],
    ['Acme', 2],
    ['acme_ml', 1],
    ['-acme', 1],
    ['acme-', 1],
    ['a..b', 1],
    ['10.0.0.1', 1],
    ['xn--acme', 1],
    ['acme--ol-s3', 1],
    ['acme-s3alias', 1],
    ['my.dotted.bucket', 0],
  ])('%s breaks %i rules', (name, count) => expect(bucketNameProblems(name)).toHaveLength(count))

  it('the default is a good one, in every partition', () => {
    for (const region of ['us-east-1', 'ap-southeast-4', 'us-gov-west-1']) {
      expect(bucketNameProblems(defaultBucketName('111122223333', region))).toEqual([])
    }
    expect(['us-east-1', 'us-gov-west-1', 'cn-north-1'].map(partitionOf)).toEqual([
      'aws',
      'aws-us-gov',
      'aws-cn',
    ])
  })
})

describe('S3 URIs that Bedrock takes', () => {
  it.each([
    ['s3://acme/train.jsonl', 'file', undefined],
    ["s3://acme/a/b-c_d!*'().jsonl", 'file', undefined],
    ['s3://acme/folder/', 'folder', undefined],
    ['s3://acme', 'folder', undefined],
    ['s3://acme/dt=2026-11-01/x.jsonl', 'file', '"="'],
    ['s3://acme/a b.jsonl', 'file', '" "'],
    ['s3://acme/a+b.jsonl', 'file', '"+"'],
    ['s3://acme/é.jsonl', 'file', '"é"'],
    ['s3://acme/a//b.jsonl', 'file', 'empty path part'],
    ['s3://acme/folder/', 'file', 'one file'],
    ['s3://acme', 'file', 'one file'],
    ['s3://Acme/x.jsonl', 'file', 'lower-case'],
    ['https://acme/x.jsonl', 'file', 's3://bucket/key'],
    [`s3://acme/${'x'.repeat(1_020)}`, 'file', '1030 characters'],
  ] as const)('%s as a %s: %s', (uri, kind, problem) => {
    const problems = s3UriProblems(uri, kind).join('; ')
    if (problem === undefined) expect(problems).toBe('')
    else expect(problems).toContain(problem)
  })
})

describe('the TLS rule of a bucket', () => {
  const theirs = {
    Sid: 'Theirs',
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: '*',
  }
  const partial = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: 'arn:aws:s3:::acme/*',
    Condition: { Bool: { 'aws:SecureTransport': false } },
  }

  it('is added beside what is there, once', () => {
    const policy = { Version: '2012-10-17', Id: 'x', Statement: [theirs] }
    const once = withTlsOnly(policy, 'aws', 'acme')
    expect(once).toMatchObject({ Id: 'x', Statement: [theirs, { Sid: 'DenyWithoutTls' }] })
    expect(isTlsOnly(once, 'aws', 'acme')).toBe(true)
    expect(withTlsOnly(once, 'aws', 'acme')).toEqual(once)
  })

  it.each([
    ['no policy', null, false],
    ['the rule for the objects alone', partial, false],
    [
      'the rule with a bare false for bucket and objects',
      { ...partial, Resource: ['arn:aws:s3:::acme', 'arn:aws:s3:::acme/*'] },
      true,
    ],
    [
      'the rule for everything',
      { ...partial, Resource: '*', Action: '*', Principal: { AWS: '*' } },
      true,
    ],
    [
      'the rule for one user',
      { ...partial, Resource: '*', Principal: { AWS: 'arn:aws:iam::1:user/a' } },
      false,
    ],
    ['the rule for reads', { ...partial, Resource: '*', Action: 's3:GetObject' }, false],
    ['an Allow with TLS', { ...partial, Resource: '*', Effect: 'Allow' }, false],
  ])('%s is %s', (_, statement, holds) => {
    const policy = statement === null ? null : { Version: '2012-10-17', Statement: statement }
    expect(isTlsOnly(policy, 'aws', 'acme')).toBe(holds)
  })
})
