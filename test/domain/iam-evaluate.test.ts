import { expect, it } from 'vitest'
import type { Statement } from '../../src/lib/domain/core/policy-document.ts'
import { decide } from '../../src/lib/domain/iam/evaluate.ts'
import {
  defaultRoleName,
  principalOf,
  roleNameOf,
  roleNameProblem,
} from '../../src/lib/domain/iam/names.ts'

const decision = (
  statements: readonly Statement[],
  context: Readonly<Record<string, string>> = {},
) =>
  decide([{ name: 'p', policy: { Version: '2012-10-17', Statement: statements } }], {
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/k',
    context,
  }).decision

const allow = (more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: '*',
  ...more,
})
const deny = (more: Partial<Statement> = {}): Statement => ({ ...allow(more), Effect: 'Deny' })
const when = (operator: string, key: string, value: string | string[]): Partial<Statement> => ({
  Condition: { [operator]: { [key]: value } },
})

it.each<[string, Statement[], Record<string, string>, string]>([
  ['no statement', [], {}, 'implicitDeny'],
  ['an Allow', [allow()], {}, 'allowed'],
  ['an Allow of something else', [allow({ Action: 's3:PutObject' })], {}, 'implicitDeny'],
  ['an Allow of another resource', [allow({ Resource: 'arn:aws:s3:::c/*' })], {}, 'implicitDeny'],
  ['an Allow and a Deny', [allow(), deny()], {}, 'explicitDeny'],
  [
    'a Deny of all but this',
    [allow(), { Effect: 'Deny', NotAction: 's3:Get*', Resource: '*' }],
    {},
    'allowed',
  ],
  [
    'an Allow on all but this',
    [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::b/*' }],
    {},
    'implicitDeny',
  ],
  [
    'StringEquals that holds',
    [allow(when('StringEquals', 'aws:a', ['x', 'y']))],
    { 'aws:A': 'y' },
    'allowed',
  ],
  [
    'StringEquals that does not',
    [allow(when('StringEquals', 'aws:a', 'x'))],
    { 'aws:a': 'y' },
    'implicitDeny',
  ],
  ['StringEquals without the key', [allow(when('StringEquals', 'aws:a', 'x'))], {}, 'implicitDeny'],
  [
    'StringEqualsIfExists without the key',
    [allow(when('StringEqualsIfExists', 'aws:a', 'x'))],
    {},
    'allowed',
  ],
  [
    'StringNotEquals without the key',
    [allow(when('StringNotEquals', 'aws:a', 'x'))],
    {},
    'allowed',
  ],
  [
    'StringNotEquals of a list',
    [allow(when('StringNotEquals', 'aws:a', ['x', 'y']))],
    { 'aws:a': 'y' },
    'implicitDeny',
  ],
  ['StringLike', [allow(when('StringLike', 'aws:a', 'job-*'))], { 'aws:a': 'job-7' }, 'allowed'],
  [
    'ArnLike part by part',
    [allow(when('ArnLike', 'aws:s', 'arn:aws:bedrock:*:1:job/*'))],
    { 'aws:s': 'arn:aws:bedrock:us-east-1:1:job/x' },
    'allowed',
  ],
  [
    'ArnLike across parts',
    [allow(when('ArnLike', 'aws:s', 'arn:aws:bedrock:*:job/*'))],
    { 'aws:s': 'arn:aws:bedrock:us-east-1:1:job/x' },
    'implicitDeny',
  ],
  ['Null of an absent key', [allow(when('Null', 'aws:a', 'true'))], {}, 'allowed'],
  [
    'Null of a present key',
    [allow(when('Null', 'aws:a', 'true'))],
    { 'aws:a': 'x' },
    'implicitDeny',
  ],
  [
    'Bool in another case',
    [deny(when('Bool', 'aws:SecureTransport', 'false')), allow()],
    { 'aws:securetransport': 'FALSE' },
    'explicitDeny',
  ],
  [
    'ForAllValues without the key',
    [allow(when('ForAllValues:StringEquals', 'aws:TagKeys', 'a'))],
    {},
    'allowed',
  ],
  [
    'ForAnyValue without the key',
    [allow(when('ForAnyValue:StringEquals', 'aws:TagKeys', 'a'))],
    {},
    'implicitDeny',
  ],
  [
    'an operator we cannot judge',
    [allow(when('IpAddress', 'aws:SourceIp', '10.0.0.0/8'))],
    { 'aws:SourceIp': '10.1.1.1' },
    'unknown',
  ],
  [
    'a Deny we cannot judge',
    [allow(), deny(when('IpAddress', 'aws:SourceIp', '10.0.0.0/8'))],
    {},
    'unknown',
  ],
  [
    'a variable of the caller',
    [allow(when('StringEquals', 'aws:a', ['$', '{aws:username}'].join('')))],
    { 'aws:a': 'ada' },
    'unknown',
  ],
  [
    'an Allow beside one we cannot judge',
    [allow(when('IpAddress', 'aws:SourceIp', '10.0.0.0/8')), allow()],
    {},
    'allowed',
  ],
])('%s', (_, statements, context, expected) => {
  expect(decision(statements, context)).toBe(expected)
})

it.each([
  ['ft-role', 'ft-role'],
  ['arn:aws:iam::111122223333:role/ft-role', 'ft-role'],
  ['arn:aws:iam::111122223333:role/teams/ml/ft-role', 'ft-role'],
  ['arn:aws:sts::111122223333:assumed-role/ft-role/session', 'ft-role'],
])('%s names the role %s', (text, name) => expect(roleNameOf(text)).toBe(name))

it.each([
  [
    'arn:aws:iam::111122223333:user/ada',
    { kind: 'user', arn: 'arn:aws:iam::111122223333:user/ada' },
  ],
  ['arn:aws:sts::111122223333:assumed-role/ci/run', { kind: 'role', roleName: 'ci' }],
  ['arn:aws:iam::111122223333:root', { kind: 'root' }],
  ['arn:aws:sts::111122223333:federated-user/x', { kind: 'other' }],
])('%s is a principal of its kind', (arn, principal) => expect(principalOf(arn)).toEqual(principal))

it('default role names stay within 64 characters and apart from each other', () => {
  const [a, b] = [defaultRoleName(`${'x'.repeat(80)}1`), defaultRoleName(`${'x'.repeat(80)}2`)]
  expect(a).not.toBe(b)
  for (const name of [a, b, defaultRoleName('my project')]) {
    expect(roleNameProblem(name)).toBeUndefined()
  }
})
