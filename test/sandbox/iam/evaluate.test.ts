import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Conditions, conditionsHold } from '../../../src/sandbox/iam/conditions.ts'
import { evaluate, type Policy } from '../../../src/sandbox/iam/evaluate.ts'
import { matchesWildcard } from '../../../src/sandbox/iam/glob.ts'
import { parsePolicy } from '../../../src/sandbox/iam/policy-document.ts'
import { contextOf } from '../../../src/sandbox/iam/variables.ts'
import { cpuMs } from '../../support/cpu-time.ts'

type Values = Readonly<Record<string, string | readonly string[]>>

const policy = (...statements: object[]): Policy => ({
  id: 'p',
  type: 'IAM Policy',
  statements: parsePolicy(
    JSON.stringify({ Version: '2012-10-17', Statement: statements }),
    'identity',
  ),
})

const decide = (
  policies: Policy[],
  request: readonly [string, string, Values?],
  boundary?: Policy,
) => {
  const [action, resource, values = {}] = request
  return evaluate(policies, boundary, { action, resource, context: contextOf(values) })
}

const allow = (Action: string | string[], Resource: string | string[] = '*', more = {}) =>
  ({ Effect: 'Allow', Action, Resource, ...more }) as const
const deny = (Action: string | string[], Resource: string | string[] = '*', more = {}) =>
  ({ Effect: 'Deny', Action, Resource, ...more }) as const

/** `<key>` as the variable of that key, which a linter takes for a forgotten template string. */
const withVariables = (text: string) => text.replace(/<([^>]*)>/g, '$${$1}')

const OBJECT = 'arn:aws:s3:::data/in/train.jsonl'

describe('statements', () => {
  it.each([
    [allow('s3:GetObject'), 'allowed'],
    [allow('S3:getobject'), 'allowed'],
    [allow('s3:Get*'), 'allowed'],
    [allow('s3:Ge?Object'), 'allowed'],
    [allow('*'), 'allowed'],
    [allow('s3:PutObject'), 'implicitDeny'],
    [allow(['s3:PutObject', 's3:GetObject']), 'allowed'],
    [allow('s3:GetObject', 'arn:aws:s3:::data/*'), 'allowed'],
    [allow('s3:GetObject', 'arn:aws:s3:::data'), 'implicitDeny'],
    [allow('s3:GetObject', ['arn:aws:s3:::other/*', OBJECT]), 'allowed'],
    [allow('s3:GetObject', 'arn:aws:s3:::DATA/*'), 'implicitDeny'],
    [{ Effect: 'Allow', NotAction: 's3:Put*', Resource: '*' }, 'allowed'],
    [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }, 'implicitDeny'],
    [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::data/*' }, 'implicitDeny'],
    [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::other/*' }, 'allowed'],
    [deny('s3:*'), 'explicitDeny'],
  ])('%j on GetObject: %s', (statement, expected) => {
    expect(decide([policy(statement)], ['s3:GetObject', OBJECT]).decision).toBe(expected)
  })

  it('are nothing when there are none', () => {
    expect(decide([], ['s3:GetObject', OBJECT]).decision).toBe('implicitDeny')
  })

  it('that deny win over any that allow, in whichever policy', () => {
    const statements = fc.shuffledSubarray(
      [allow('*'), allow('s3:GetObject', OBJECT), deny('s3:Get*'), allow('s3:*')],
      { minLength: 1 },
    )
    fc.assert(
      fc.property(statements, (chosen) => {
        const { decision } = decide(
          chosen.map((each) => policy(each)),
          ['s3:GetObject', OBJECT],
        )
        const denies = chosen.some(({ Effect }) => Effect === 'Deny')
        expect(decision).toBe(denies ? 'explicitDeny' : 'allowed')
      }),
    )
  })
})

describe('a permissions boundary', () => {
  it.each([
    [allow('*'), allow('s3:*'), 'allowed', true],
    [allow('*'), allow('iam:*'), 'implicitDeny', false],
    [allow('iam:*'), allow('*'), 'implicitDeny', true],
    [allow('*'), deny('s3:*'), 'explicitDeny', false],
    [deny('*'), allow('*'), 'explicitDeny', true],
  ])('with policy %j and boundary %j: %s', (own, cap, expected, allowedByBoundary) => {
    const result = decide([policy(own)], ['s3:GetObject', OBJECT], policy(cap))
    expect(result).toMatchObject({ decision: expected, allowedByBoundary })
  })
})

describe('conditions', () => {
  const held = (conditions: Conditions, values: Values) =>
    conditionsHold(conditions, contextOf(values))

  it.each<[string, string, string[], Values, boolean]>([
    ['StringEquals', 'aws:SourceAccount', ['1', '2'], { 'AWS:sourceaccount': '2' }, true],
    ['StringEquals', 'k', ['a'], { k: 'A' }, false],
    ['StringEquals', 'k', ['a'], {}, false],
    ['StringEqualsIfExists', 'k', ['a'], {}, true],
    ['StringEqualsIfExists', 'k', ['a'], { k: 'b' }, false],
    ['StringEqualsIgnoreCase', 'k', ['a'], { k: 'A' }, true],
    ['StringNotEquals', 'k', ['a', 'b'], { k: 'b' }, false],
    ['StringNotEquals', 'k', ['a', 'b'], { k: 'c' }, true],
    ['StringNotEquals', 'k', ['a'], {}, true],
    ['StringLike', 'k', ['data/*'], { k: 'data/x' }, true],
    ['StringEquals', 'k', ['data/*'], { k: 'data/x' }, false],
    ['StringNotLike', 'k', ['data/*'], { k: 'data/x' }, false],
    [
      'ArnLike',
      'k',
      ['arn:aws:bedrock:*:1:model-customization-job/*'],
      { k: 'arn:aws:bedrock:us-east-1:1:model-customization-job/a/b' },
      true,
    ],
    [
      'ArnEquals',
      'k',
      ['arn:aws:bedrock:*:1:job/*'],
      { k: 'arn:aws:bedrock:us-east-1:1:job/a' },
      true,
    ],
    [
      'ArnLike',
      'k',
      ['arn:aws:bedrock:*:job/*'],
      { k: 'arn:aws:bedrock:us-east-1:1:job/a' },
      false,
    ],
    ['ArnLike', 'k', ['*'], { k: 'arn:aws:s3:::b' }, false],
    ['ArnNotLike', 'k', ['arn:aws:s3:::a'], { k: 'arn:aws:s3:::b' }, true],
    ['Bool', 'aws:SecureTransport', ['true'], { 'aws:SecureTransport': 'true' }, true],
    ['Bool', 'aws:SecureTransport', ['true'], { 'aws:SecureTransport': 'false' }, false],
    ['Null', 'k', ['true'], {}, true],
    ['Null', 'k', ['true'], { k: 'a' }, false],
    ['Null', 'k', ['false'], { k: 'a' }, true],
    ['NumericLessThanEquals', 'k', ['10'], { k: '9.5' }, true],
    ['NumericGreaterThan', 'k', ['10'], { k: '9.5' }, false],
    ['NumericEquals', 'k', ['10'], { k: 'ten' }, false],
    ['DateLessThan', 'k', ['2026-01-02T00:00:00Z'], { k: '2026-01-01T00:00:00Z' }, true],
    ['IpAddress', 'k', ['10.0.0.0/8'], { k: '10.1.2.3' }, true],
    ['IpAddress', 'k', ['10.0.0.0/8'], { k: '11.1.2.3' }, false],
    ['NotIpAddress', 'k', ['10.0.0.0/8'], { k: '11.1.2.3' }, true],
    ['ForAnyValue:StringEquals', 'k', ['a', 'b'], { k: ['x', 'b'] }, true],
    ['ForAnyValue:StringEquals', 'k', ['a', 'b'], { k: ['x', 'y'] }, false],
    ['ForAnyValue:StringEquals', 'k', ['a'], {}, false],
    ['ForAllValues:StringEquals', 'k', ['a', 'b'], { k: ['a', 'b'] }, true],
    ['ForAllValues:StringEquals', 'k', ['a', 'b'], { k: ['a', 'x'] }, false],
    ['ForAllValues:StringEquals', 'k', ['a'], {}, true],
    ['ForAnyValue:StringNotEquals', 'k', ['a'], { k: ['a', 'b'] }, true],
    ['ForAllValues:StringNotEquals', 'k', ['a'], { k: ['a', 'b'] }, false],
  ])('%s %s %j on %j: %j', (operator, key, wanted, values, expected) => {
    expect(held({ [operator]: { [key]: wanted } }, values)).toBe(expected)
  })

  it('must all hold', () => {
    const conditions = { StringEquals: { a: ['1'], b: ['2'] }, Bool: { c: ['true'] } }
    expect(held(conditions, { a: '1', b: '2', c: 'true' })).toBe(true)
    expect(held(conditions, { a: '1', b: '2', c: 'false' })).toBe(false)
    expect(held(conditions, { a: '1', b: '3', c: 'true' })).toBe(false)
  })

  it('never turn a negation and its positive form true or false together', () => {
    const word = fc.string({ maxLength: 3 })
    fc.assert(
      fc.property(word, fc.array(word, { minLength: 1, maxLength: 3 }), (value, wanted) => {
        const literal = wanted.map((text) => text.replaceAll('$', ''))
        const is = held({ StringEquals: { k: literal } }, { k: value })
        expect(held({ StringNotEquals: { k: literal } }, { k: value })).toBe(!is)
      }),
    )
  })
})

describe('policy variables', () => {
  it.each([
    [
      'arn:aws:s3:::data/<aws:username>/*',
      { 'aws:username': 'ann' },
      'arn:aws:s3:::data/ann/x',
      'allowed',
    ],
    [
      'arn:aws:s3:::data/<aws:username>/*',
      { 'aws:username': 'bob' },
      'arn:aws:s3:::data/ann/x',
      'implicitDeny',
    ],
    ['arn:aws:s3:::data/<aws:username>/*', {}, 'arn:aws:s3:::data/ann/x', 'implicitDeny'],
    [
      'arn:aws:s3:::data/<aws:username>',
      { 'aws:username': '*' },
      'arn:aws:s3:::data/ann',
      'implicitDeny',
    ],
    ["arn:aws:s3:::data/<aws:PrincipalTag/team, 'all'>", {}, 'arn:aws:s3:::data/all', 'allowed'],
    ['arn:aws:s3:::data/<*>', {}, 'arn:aws:s3:::data/*', 'allowed'],
    ['arn:aws:s3:::data/<*>', {}, 'arn:aws:s3:::data/x', 'implicitDeny'],
  ])('%s with %j on %s: %s', (resource, values, asked, expected) => {
    const own = policy(allow('s3:GetObject', withVariables(resource)))
    expect(decide([own], ['s3:GetObject', asked, values]).decision).toBe(expected)
  })

  it('and condition keys that the request lacks are named', () => {
    const own = policy(
      allow('s3:GetObject', withVariables('arn:aws:s3:::data/<aws:username>/*'), {
        Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } },
      }),
      allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': 'x' } } }),
    )
    const { missing } = decide([own], ['s3:GetObject', OBJECT])
    expect(missing).toEqual(['aws:SourceVpc', 'aws:username'])
  })
})

describe('wildcards', () => {
  it('match as the regular expression they stand for', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })
    fc.assert(
      fc.property(pattern, text, (wild, plain) => {
        const regex = new RegExp(`^${wild.replaceAll('*', '.*').replaceAll('?', '.')}$`)
        expect(matchesWildcard(wild, plain)).toBe(regex.test(plain))
      }),
    )
  })

  it('do not explode', () => {
    const took = cpuMs(() =>
      expect(matchesWildcard('*a'.repeat(40), 'a'.repeat(2000).concat('b'))).toBe(false),
    )
    expect(took).toBeLessThan(2_000)
  })
})

describe('a policy document', () => {
  const STATEMENT = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }
  const of = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: statement })
  const TRUST = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'x.amazonaws.com' },
  }

  it.each([
    ['not JSON', 'nonsense', 'identity'],
    ['without statements', '{"Version":"2012-10-17"}', 'identity'],
    ['with another version', '{"Version":"2020-01-01","Statement":[]}', 'identity'],
    ['with an unknown field', of({ ...STATEMENT, Actions: 'x' }), 'identity'],
    ['with another effect', of({ ...STATEMENT, Effect: 'allow' }), 'identity'],
    ['without action', of({ Effect: 'Allow', Resource: '*' }), 'identity'],
    ['with a bare action', of({ ...STATEMENT, Action: 'GetObject' }), 'identity'],
    ['without resource', of({ Effect: 'Allow', Action: 's3:GetObject' }), 'identity'],
    ['with a resource that is no ARN', of({ ...STATEMENT, Resource: 'data/*' }), 'identity'],
    ['of permissions with a principal', of({ ...STATEMENT, Principal: '*' }), 'identity'],
    [
      'with an unknown operator',
      of({ ...STATEMENT, Condition: { Equals: { a: 'b' } } }),
      'identity',
    ],
    [
      'with a Sid twice',
      of([
        { ...STATEMENT, Sid: 'a' },
        { ...STATEMENT, Sid: 'a' },
      ]),
      'identity',
    ],
    ['of trust with a resource', of({ ...TRUST, Resource: '*' }), 'trust'],
    ['of trust without principal', of({ Effect: 'Allow', Action: 'sts:AssumeRole' }), 'trust'],
    ['of trust with an odd principal', of({ ...TRUST, Principal: { Person: 'ann' } }), 'trust'],
  ] as const)('%s is malformed', (_, document, kind) => {
    expect(() => parsePolicy(document, kind)).toThrow(
      expect.objectContaining({ code: 'MalformedPolicyDocument' }),
    )
  })
})
