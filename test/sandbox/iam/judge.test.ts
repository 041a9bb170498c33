import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Policy } from '../../../src/sandbox/iam/evaluate.ts'
import { judge, type Layers, type ResourcePolicy } from '../../../src/sandbox/iam/judge.ts'
import { parsePolicy } from '../../../src/sandbox/iam/policy-document.ts'
import type { Principal } from '../../../src/sandbox/iam/principals.ts'
import { contextOf } from '../../../src/sandbox/iam/variables.ts'

const OWN = '000000000000'
const OTHER = '111122223333'
const USER = `arn:aws:iam::${OWN}:user/ann`
const ROLE = `arn:aws:iam::${OWN}:role/job`
const SESSION = `arn:aws:sts::${OWN}:assumed-role/job/s`
const ROOT = `arn:aws:iam::${OWN}:root`
const OBJECT = 'arn:aws:s3:::data/k'

const user: Principal = { kind: 'AWS', arn: USER, account: OWN }
const session: Principal = { kind: 'AWS', arn: SESSION, roleArn: ROLE, account: OWN }

const parse = (kind: 'identity' | 'resource', statements: readonly object[]) =>
  parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind)
const policy = (...statements: object[]): Policy => ({
  id: 'p',
  type: 'none',
  statements: parse('identity', statements),
})
const say = (Effect: 'Allow' | 'Deny', Action = 's3:*', more = {}) => ({
  Effect,
  Action,
  Resource: '*',
  ...more,
})
const ALLOW = policy(say('Allow'))
const DENY = policy(say('Deny'))
const SILENT = policy(say('Allow', 'iam:*'))

const on = (
  Principal: unknown,
  { effect = 'Allow', account = OWN, voice = 'may' as 'may' | 'must', ...more } = {},
): ResourcePolicy => ({
  statements: parse('resource', [{ ...say(effect as 'Allow'), Principal, ...more }]),
  account,
  voice,
})

const decide = (
  layers: Omit<Layers, 'identity'> & { identity?: readonly Policy[] },
  values = {},
) => {
  const request = { action: 's3:GetObject', resource: OBJECT, context: contextOf(values) }
  const refusal = judge({ identity: [], ...layers }, request)
  return refusal === undefined
    ? 'allowed'
    : `${refusal.isExplicit ? 'denied' : 'not allowed'} by ${refusal.layer}`
}

describe('one row per rule of AWS', () => {
  it.each<[string, Parameters<typeof decide>[0], string]>([
    ['nothing allows', { principal: user }, 'not allowed by identity'],
    ['an identity policy allows', { principal: user, identity: [ALLOW] }, 'allowed'],
    [
      'an identity policy denies',
      { principal: user, identity: [ALLOW, DENY] },
      'denied by identity',
    ],
    ['a boundary allows too', { principal: user, identity: [ALLOW], boundary: ALLOW }, 'allowed'],
    [
      'a boundary is silent',
      { principal: user, identity: [ALLOW], boundary: SILENT },
      'not allowed by boundary',
    ],
    [
      'a boundary alone grants nothing',
      { principal: user, boundary: ALLOW },
      'not allowed by identity',
    ],
    [
      'a boundary denies',
      { principal: user, identity: [ALLOW], boundary: policy(say('Allow'), say('Deny')) },
      'denied by boundary',
    ],
    [
      'a session policy is silent',
      { principal: session, identity: [ALLOW], session: [SILENT] },
      'not allowed by session',
    ],
    [
      'one of two session policies allows',
      { principal: session, identity: [ALLOW], session: [SILENT, ALLOW] },
      'allowed',
    ],
    [
      'a session policy denies',
      { principal: session, identity: [ALLOW], session: [DENY] },
      'denied by session',
    ],
    [
      'the organization is silent',
      { principal: user, identity: [ALLOW], controls: [SILENT] },
      'not allowed by control',
    ],
    [
      'the organization denies',
      { principal: user, identity: [ALLOW], controls: [ALLOW, DENY] },
      'denied by control',
    ],
    [
      'the organization alone grants nothing',
      { principal: user, controls: [ALLOW] },
      'not allowed by identity',
    ],
    [
      'the organization caps a resource policy too',
      { principal: user, controls: [SILENT], resource: on({ AWS: USER }) },
      'not allowed by control',
    ],
    [
      'a resource policy names the user',
      { principal: user, resource: on({ AWS: USER }) },
      'allowed',
    ],
    [
      'it names the user, and a boundary is silent: the grant is direct',
      { principal: user, boundary: SILENT, resource: on({ AWS: USER }) },
      'allowed',
    ],
    ['a resource policy lets everyone in', { principal: user, resource: on('*') }, 'allowed'],
    [
      'a resource policy names the account: its own policies decide',
      { principal: user, resource: on({ AWS: ROOT }) },
      'not allowed by identity',
    ],
    [
      'the same, and they allow',
      { principal: user, identity: [ALLOW], resource: on({ AWS: OWN }) },
      'allowed',
    ],
    [
      'a resource policy names the role',
      { principal: session, resource: on({ AWS: ROLE }) },
      'allowed',
    ],
    [
      'it names the role: a boundary caps it',
      { principal: session, boundary: SILENT, resource: on({ AWS: ROLE }) },
      'not allowed by boundary',
    ],
    [
      'it names the role: a session policy caps it',
      { principal: session, session: [SILENT], resource: on({ AWS: ROLE }) },
      'not allowed by session',
    ],
    [
      'it names the session: nothing caps it',
      { principal: session, boundary: SILENT, session: [SILENT], resource: on({ AWS: SESSION }) },
      'allowed',
    ],
    [
      'a resource policy denies the role',
      { principal: session, identity: [ALLOW], resource: on({ AWS: ROLE }, { effect: 'Deny' }) },
      'denied by resource',
    ],
    [
      'a resource policy denies the account',
      { principal: user, identity: [ALLOW], resource: on({ AWS: OWN }, { effect: 'Deny' }) },
      'denied by resource',
    ],
    [
      "somebody else's resource needs both: only ours allow",
      { principal: user, identity: [ALLOW], resource: on({ AWS: OTHER }, { account: OTHER }) },
      'not allowed by resource',
    ],
    [
      "somebody else's resource needs both: only theirs allows",
      { principal: user, resource: on({ AWS: USER }, { account: OTHER }) },
      'not allowed by identity',
    ],
    [
      "somebody else's resource, both allow",
      { principal: user, identity: [ALLOW], resource: on({ AWS: ROOT }, { account: OTHER }) },
      'allowed',
    ],
    [
      'a key that is silent refuses even administrators',
      { principal: user, identity: [ALLOW], resource: on({ AWS: OTHER }, { voice: 'must' }) },
      'not allowed by resource',
    ],
    [
      'a key that names the account leaves it to IAM',
      { principal: user, identity: [ALLOW], resource: on({ AWS: ROOT }, { voice: 'must' }) },
      'allowed',
    ],
    [
      'the same, and IAM is silent',
      { principal: user, resource: on({ AWS: ROOT }, { voice: 'must' }) },
      'not allowed by identity',
    ],
    [
      'a key that names the role needs no IAM',
      { principal: session, resource: on({ AWS: ROLE }, { voice: 'must' }) },
      'allowed',
    ],
    [
      'a grant needs neither',
      {
        principal: session,
        resource: { ...on({ AWS: OTHER }, { voice: 'must' }), isGranted: true },
      },
      'allowed',
    ],
    [
      'an explicit deny beats a grant',
      {
        principal: session,
        identity: [DENY],
        resource: { ...on({ AWS: OTHER }, { voice: 'must' }), isGranted: true },
      },
      'denied by identity',
    ],
  ])('%s', (_, layers, expected) => {
    expect(decide(layers)).toBe(expected)
  })
})

describe('NotPrincipal', () => {
  const allBut = (...AWS: string[]): ResourcePolicy => ({
    statements: parse('resource', [{ ...say('Deny'), NotPrincipal: { AWS } }]),
    account: OWN,
    voice: 'may',
  })

  it.each<[string, Principal, string[], string]>([
    ['whoever is named', user, [USER, ROOT], 'allowed'],
    ['nobody by the account alone', user, [ROOT], 'denied by resource'],
    ['a session by its role', session, [ROLE, ROOT], 'allowed'],
    ['nobody with a boundary', { ...user, isBounded: true }, [USER, ROOT], 'denied by resource'],
  ])('spares %s', (_, principal, named, expected) => {
    expect(decide({ principal, identity: [ALLOW], resource: allBut(...named) })).toBe(expected)
  })
})

describe('conditions of a resource policy', () => {
  const deny = (Condition: object) => on('*', { effect: 'Deny', Condition } as object)

  it.each([
    [{ Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:SecureTransport': 'true' }, 'allowed'],
    [
      { Bool: { 'aws:SecureTransport': 'false' } },
      { 'aws:SecureTransport': 'false' },
      'denied by resource',
    ],
    [{ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }, {}, 'denied by resource'],
    [
      { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
      { 'aws:SourceVpce': 'vpce-1' },
      'allowed',
    ],
    [{ ArnNotLike: { 'aws:PrincipalArn': ROLE } }, { 'aws:PrincipalArn': ROLE }, 'allowed'],
    [
      { ArnNotLike: { 'aws:PrincipalArn': ROLE } },
      { 'aws:PrincipalArn': USER },
      'denied by resource',
    ],
    [{ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, { 'aws:SourceIp': '10.1.2.3' }, 'allowed'],
    [
      { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      { 'aws:SourceIp': '8.8.8.8' },
      'denied by resource',
    ],
  ])('%j with %j: %s', (condition, values, expected) => {
    const layers = { principal: user, identity: [ALLOW], resource: deny(condition) }
    expect(decide(layers, values)).toBe(expected)
  })
})

describe('the laws of evaluation', () => {
  /** Most worlds must allow something, or the laws would say nothing. */
  const mostly = <T>(first: T, ...others: T[]) =>
    fc.oneof({ weight: 9, arbitrary: fc.constant(first) }, fc.constantFrom(...others))
  const statement = fc.record({
    Effect: mostly<'Allow' | 'Deny'>('Allow', 'Deny'),
    Action: mostly('s3:*', 's3:GetObject', 's3:PutObject', '*'),
    Resource: mostly('*', OBJECT, 'arn:aws:s3:::other/*'),
  })
  const anyPolicy = fc
    .array(statement, { maxLength: 3 })
    .map((all) => policy(...all, say('Allow', 'iam:*')))
  const anyResource = fc
    .tuple(
      statement,
      fc.constantFrom('*', USER, ROLE, SESSION, ROOT, OTHER),
      fc.constantFrom(OWN, OTHER),
    )
    .map(
      ([one, AWS, account]): ResourcePolicy => ({
        statements: parse('resource', [{ ...one, Principal: { AWS } }]),
        account,
        voice: 'may',
      }),
    )
  const world = fc.record({
    principal: fc.constantFrom(user, session),
    identity: fc.array(anyPolicy, { minLength: 1, maxLength: 2 }),
    boundary: fc.option(anyPolicy, { nil: undefined }),
    session: fc.option(fc.array(anyPolicy, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    controls: fc.option(fc.array(anyPolicy, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    resource: fc.option(anyResource, { nil: undefined }),
  })

  it('an explicit deny in any layer always wins', () => {
    fc.assert(
      fc.property(
        world,
        fc.constantFrom('identity', 'boundary', 'session', 'controls'),
        (layers, where) => {
          const denied = {
            ...layers,
            [where]:
              where === 'boundary'
                ? DENY
                : [...((layers[where] as Policy[] | undefined) ?? []), DENY],
          }
          expect(decide(denied)).toMatch(/^denied by/)
        },
      ),
    )
  })

  it('an allow more never turns an allowance into a refusal', () => {
    fc.assert(
      fc.property(world, (layers) => {
        fc.pre(decide(layers) === 'allowed')
        expect(decide({ ...layers, identity: [...layers.identity, ALLOW] })).toBe('allowed')
      }),
    )
  })

  it.each(['boundary', 'session', 'controls'] as const)('a %s only narrows', (where) => {
    fc.assert(
      fc.property(world, anyPolicy, (layers, limit) => {
        const free = { ...layers, [where]: undefined }
        const capped = { ...layers, [where]: where === 'boundary' ? limit : [limit] }
        fc.pre(decide(capped) === 'allowed')
        expect(decide(free)).toBe('allowed')
      }),
    )
  })

  it('a resource policy that is silent takes nothing away within one account', () => {
    fc.assert(
      fc.property(world, (layers) => {
        fc.pre(decide({ ...layers, resource: undefined }) === 'allowed')
        expect(decide({ ...layers, resource: on({ AWS: OTHER }) })).toBe('allowed')
      }),
    )
  })
})
