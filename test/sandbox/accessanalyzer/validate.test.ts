import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PolicyKind } from '../../../src/sandbox/accessanalyzer/check-grammar.ts'
import { linkOf } from '../../../src/sandbox/accessanalyzer/finding.ts'
import {
  JsonPlaceError,
  positionOf,
  readPlaces,
} from '../../../src/sandbox/accessanalyzer/json-places.ts'
import { findingsIn } from '../../../src/sandbox/accessanalyzer/validate.ts'

const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })
const allow = (more: object = {}) => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::data/*',
  ...more,
})
const without = (name: string, statement: Record<string, unknown> = allow()) => {
  const { [name]: _gone, ...rest } = statement
  return rest
}

const IDENTITY: PolicyKind = { type: 'IDENTITY_POLICY' }
const RESOURCE: PolicyKind = { type: 'RESOURCE_POLICY' }
const SCP: PolicyKind = { type: 'SERVICE_CONTROL_POLICY' }
const TRUST: PolicyKind = {
  type: 'RESOURCE_POLICY',
  resourceType: 'AWS::IAM::AssumeRolePolicyDocument',
}

const codes = async (document: unknown, kind: PolicyKind = IDENTITY) =>
  (await findingsIn(JSON.stringify(document), kind)).map(
    ({ code, path }) => `${code} ${path.join('/')}`,
  )

const when = (operator: string, key: string, value: unknown = 'x') =>
  allow({ Condition: { [operator]: { [key]: value } } })

describe('a good policy has no finding', () => {
  it.each([
    [IDENTITY, policy(allow())],
    [IDENTITY, { Version: '2012-10-17', Statement: allow() }],
    [IDENTITY, policy(allow({ Action: 's3:Get*', Sid: 'Read1' }))],
    [IDENTITY, policy(allow({ Action: 'dynamodb:AnythingAtAll', Resource: '*' }))],
    [IDENTITY, policy(when('ForAnyValue:StringLike', 'aws:TagKeys', ['a*']))],
    [IDENTITY, policy(when('DateGreaterThan', 'aws:CurrentTime', '2026-01-01T00:00:00Z'))],
    [IDENTITY, policy(when('StringEquals', 'aws:RequestTag/team', 'risk'))],
    [IDENTITY, policy(when('Null', 'aws:SourceVpce', 'true'))],
    [
      IDENTITY,
      policy(
        allow({
          Action: 'iam:PassRole',
          Resource: '*',
          Condition: { StringEquals: { 'iam:PassedToService': 'bedrock.amazonaws.com' } },
        }),
      ),
    ],
    [RESOURCE, policy(allow({ Principal: { AWS: '*' } }))],
    [SCP, policy({ Effect: 'Deny', Action: '*', Resource: '*' })],
    [
      TRUST,
      policy({
        Effect: 'Allow',
        Principal: { Service: 'bedrock.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
      }),
    ],
  ])('%j %j', async (kind, document) => {
    expect(await codes(document, kind)).toEqual([])
  })
})

describe('a policy that cannot be read or does not follow the grammar', () => {
  it.each<[string, PolicyKind, unknown]>([
    ['DATA_TYPE_MISMATCH ', IDENTITY, []],
    ['MISSING_STATEMENT ', IDENTITY, { Version: '2012-10-17' }],
    ['INVALID_VERSION Version', IDENTITY, { Version: '2020', Statement: [allow()] }],
    ['MISSING_VERSION ', IDENTITY, { Statement: [allow()] }],
    ['INVALID_POLICY_ELEMENT Name', IDENTITY, { ...policy(allow()), Name: 'x' }],
    ['INVALID_POLICY_ELEMENT Statement/0/Efect', IDENTITY, policy(allow({ Efect: 'x' }))],
    ['MISSING_EFFECT Statement/0', IDENTITY, policy(without('Effect'))],
    ['INVALID_EFFECT Statement/0/Effect', IDENTITY, policy(allow({ Effect: 'allow' }))],
    ['MISSING_ACTION Statement/0', IDENTITY, policy(without('Action'))],
    ['MISSING_RESOURCE Statement/0', IDENTITY, policy(without('Resource'))],
    ['MISSING_PRINCIPAL Statement/0', RESOURCE, policy(allow())],
    ['UNSUPPORTED_PRINCIPAL Statement/0/Principal', IDENTITY, policy(allow({ Principal: '*' }))],
    ['SCP_SYNTAX_ERROR_PRINCIPAL Statement/0/Principal', SCP, policy(allow({ Principal: '*' }))],
    ['UNSUPPORTED_ELEMENT_COMBINATION Statement/0', IDENTITY, policy(allow({ NotAction: 's3:*' }))],
    ['DATA_TYPE_MISMATCH Statement/0/Action/1', IDENTITY, policy(allow({ Action: ['s3:*', 1] }))],
    ['UNSUPPORTED_SID Statement/0/Sid', IDENTITY, policy(allow({ Sid: 'a b' }))],
    [
      'UNIQUE_SIDS_REQUIRED Statement/1/Sid',
      IDENTITY,
      policy(allow({ Sid: 'a' }), allow({ Sid: 'a', Action: 's3:PutObject' })),
    ],
  ])('%s', async (code, kind, document) => {
    expect(await codes(document, kind)).toEqual([code])
  })

  it('that is no JSON is told the place', async () => {
    const [found] = await findingsIn('{\n  "Version": nonsense', IDENTITY)
    expect(found).toMatchObject({
      code: 'JSON_SYNTAX_ERROR',
      details: 'Fix the JSON syntax error at index 15 line 2 column 13.',
    })
  })
})

describe('elements that name nothing', () => {
  it.each<[string, PolicyKind, unknown]>([
    ['INVALID_ACTION Statement/0/Action', IDENTITY, policy(allow({ Action: 's3:GetObjects' }))],
    ['INVALID_ACTION Statement/0/Action', IDENTITY, policy(allow({ Action: 's3:ListBuckets' }))],
    ['INVALID_ACTION Statement/0/Action', IDENTITY, policy(allow({ Action: 'bedrock:Converse' }))],
    ['INVALID_ACTION Statement/0/Action', IDENTITY, policy(allow({ Action: 'kms:Xyz*' }))],
    [
      'INVALID_SERVICE_IN_ACTION Statement/0/Action',
      IDENTITY,
      policy(allow({ Action: 'sagemakr:CreateModel' })),
    ],
    ['INVALID_ARN_PREFIX Statement/0/Resource', IDENTITY, policy(allow({ Resource: 'data/*' }))],
    ['MISSING_ARN_FIELD Statement/0/Resource', IDENTITY, policy(allow({ Resource: 'arn:aws:s3' }))],
    [
      'INVALID_PARTITION Statement/0/Resource',
      IDENTITY,
      policy(allow({ Resource: 'arn:amazon:s3:::data' })),
    ],
    [
      'ARN_ACCOUNT_NOT_ALLOWED Statement/0/Resource',
      IDENTITY,
      policy(allow({ Resource: 'arn:aws:s3::123456789012:data' })),
    ],
    [
      'INVALID_ARN_ACCOUNT Statement/0/Resource',
      IDENTITY,
      policy(allow({ Action: 'iam:GetRole', Resource: 'arn:aws:iam::1234:role/a' })),
    ],
    [
      'ARN_REGION_NOT_ALLOWED Statement/0/Resource',
      IDENTITY,
      policy(
        allow({ Action: 'iam:GetRole', Resource: 'arn:aws:iam:us-east-1:123456789012:role/a' }),
      ),
    ],
    [
      'INVALID_PRINCIPAL_KEY Statement/0/Principal/Aws',
      RESOURCE,
      policy(allow({ Principal: { Aws: '*' } })),
    ],
    [
      'UNSUPPORTED_WILDCARD_IN_PRINCIPAL Statement/0/Principal/AWS',
      RESOURCE,
      policy(allow({ Principal: { AWS: 'arn:aws:iam::123456789012:role/*' } })),
    ],
    [
      'INVALID_CONDITION_OPERATOR Statement/0/Condition/StringIs',
      IDENTITY,
      policy(when('StringIs', 'aws:username')),
    ],
    [
      'NULL_WITH_IF_EXISTS Statement/0/Condition/NullIfExists',
      IDENTITY,
      policy(when('NullIfExists', 'aws:username')),
    ],
    [
      'INVALID_CONDITION_KEY_FORMAT Statement/0/Condition/StringEquals/username',
      IDENTITY,
      policy(when('StringEquals', 'username')),
    ],
    [
      'INVALID_GLOBAL_CONDITION_KEY Statement/0/Condition/StringEquals/aws:SourceVpcId',
      IDENTITY,
      policy(when('StringEquals', 'aws:SourceVpcId')),
    ],
    [
      'TYPE_MISMATCH Statement/0/Condition/StringEquals/aws:SourceIp',
      IDENTITY,
      policy(when('StringEquals', 'aws:SourceIp', '10.0.0.0/8')),
    ],
    [
      'TYPE_MISMATCH Statement/0/Condition/NumericEquals/aws:username',
      IDENTITY,
      policy(when('NumericEquals', 'aws:username', 1)),
    ],
  ])('%s of %j %j', async (code, kind, document) => {
    expect(await codes(document, kind)).toEqual([code])
  })
})

describe('a policy that works and is unwise', () => {
  it('everything on everything has the two findings that AWS gives', async () => {
    expect(await codes(policy({ Effect: 'Allow', Action: '*', Resource: '*' }))).toEqual([
      'PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE Statement/0/Action',
      'CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE Statement/0/Action',
    ])
  })

  it.each<[string, PolicyKind, unknown]>([
    [
      'PASS_ROLE_WITH_STAR_IN_RESOURCE Statement/0/Resource',
      IDENTITY,
      policy(allow({ Action: 'iam:PassRole', Resource: 'arn:aws:iam::123456789012:role/*' })),
    ],
    [
      'CREATE_SLR_WITH_STAR_IN_RESOURCE Statement/0/Resource',
      IDENTITY,
      policy(allow({ Action: 'iam:CreateServiceLinkedRole', Resource: '*' })),
    ],
    [
      'ALLOW_WITH_NOT_PRINCIPAL Statement/0/NotPrincipal',
      RESOURCE,
      policy(allow({ NotPrincipal: { AWS: '123456789012' } })),
    ],
    [
      'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL Statement/0/Principal/Service',
      TRUST,
      policy({
        Effect: 'Allow',
        Principal: { Service: 'sagemaker.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
    ],
    [
      'REDUNDANT_ACTION Statement/0/Action/1',
      IDENTITY,
      policy(allow({ Action: ['s3:Get*', 's3:GetObject'] })),
    ],
    [
      'REDUNDANT_RESOURCE Statement/0/Resource/0',
      IDENTITY,
      policy(allow({ Resource: ['arn:aws:s3:::data/a', 'arn:aws:s3:::data/*'] })),
    ],
    ['REDUNDANT_STATEMENT Statement/1', IDENTITY, policy(allow(), allow({ Sid: 'again' }))],
    ['EMPTY_ARRAY_ACTION Statement/0/Action', IDENTITY, policy(allow({ Action: [] }))],
    ['EMPTY_ARRAY_RESOURCE Statement/0/Resource', IDENTITY, policy(allow({ Resource: [] }))],
  ])('%s', async (code, kind, document) => {
    expect(await codes(document, kind)).toEqual([code])
  })

  it('an error goes before a warning, and each links to its explanation', async () => {
    const found = await findingsIn(
      JSON.stringify({ Statement: [allow({ Action: 's3:Nothing' })] }),
      IDENTITY,
    )
    expect(found.map(({ type }) => type)).toEqual(['ERROR', 'WARNING'])
    expect(found.map(linkOf)[0]).toMatch(
      /#access-analyzer-reference-policy-checks-error-invalid-action$/,
    )
  })
})

describe('the places in a JSON text', () => {
  it('are those of the values, whatever they are and however they are spaced', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = ` ${JSON.stringify(value, undefined, indent)}\n`
        const root = readPlaces(text)
        expect(JSON.stringify(root.value)).toBe(JSON.stringify(value))
        expect(JSON.parse(text.slice(root.start, root.end))).toEqual(JSON.parse(text))
        for (const { name, node } of root.members ?? []) {
          expect(JSON.parse(text.slice(node.start, node.end)), name).toEqual(node.value)
        }
      }),
    )
  })

  it('exist exactly for what JSON.parse takes', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '1', ' ', 'true', '"', '\\')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        const parses = (read: () => unknown) => {
          try {
            read()
            return true
          } catch (error) {
            expect(error instanceof SyntaxError || error instanceof JsonPlaceError).toBe(true)
            return false
          }
        }
        expect(parses(() => readPlaces(text))).toBe(parses(() => JSON.parse(text)))
      }),
    )
  })

  it('count lines from 1 and columns from 0', () => {
    expect(positionOf('a\nbc', 3)).toEqual({ line: 2, column: 1, offset: 3 })
  })
})
