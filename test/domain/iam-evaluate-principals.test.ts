import { expect, it } from 'vitest'
import type { Statement } from '../../src/lib/domain/core/policy-document.ts'
import { decide } from '../../src/lib/domain/iam/evaluate.ts'

const ROLE = 'arn:aws:iam::111122223333:role/ml/ft'

const ask = (statement: Partial<Statement>, unknowable?: (key: string) => boolean) =>
  decide(
    [
      {
        name: 'policy',
        policy: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement }],
        },
      },
    ],
    {
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::b/k',
      principal: { AWS: ROLE },
      context: { 'aws:SecureTransport': 'true' },
      ...(unknowable === undefined ? {} : { unknowable }),
    },
  ).decision

it.each<readonly [string, Partial<Statement>, string]>([
  ['everybody', { Principal: '*' }, 'allowed'],
  ['everybody, written out', { Principal: { AWS: '*' } }, 'allowed'],
  ['the role', { Principal: { AWS: [ROLE] } }, 'allowed'],
  ['another role', { Principal: { AWS: 'arn:aws:iam::111122223333:role/other' } }, 'implicitDeny'],
  ['a service', { Principal: { Service: 'bedrock.amazonaws.com' } }, 'implicitDeny'],
  [
    'the account, which only leaves it to its own policies',
    { Principal: { AWS: 'arn:aws:iam::111122223333:root' } },
    'implicitDeny',
  ],
  [
    'the account, with a Deny, which meets everybody in it',
    { Effect: 'Deny', Principal: { AWS: '111122223333' } },
    'explicitDeny',
  ],
  [
    'another account, with a Deny',
    { Effect: 'Deny', Principal: { AWS: 'arn:aws:iam::999988887777:root' } },
    'implicitDeny',
  ],
  [
    'all but another, with a Deny',
    { Effect: 'Deny', NotPrincipal: { AWS: 'arn:aws:iam::111122223333:user/ada' } },
    'explicitDeny',
  ],
  [
    'all but the role, with a Deny',
    { Effect: 'Deny', NotPrincipal: { AWS: ROLE } },
    'implicitDeny',
  ],
])('a statement that names %s', (_, statement, decision) => {
  expect(ask(statement)).toBe(decision)
})

it.each([
  [
    'leaves it open when its key cannot be known',
    (key: string) => key === 'aws:sourcevpce',
    'unknown',
  ],
  ['takes it for absent otherwise', () => false, 'explicitDeny'],
] as const)('a Deny outside of a VPC endpoint %s', (_, unknowable, decision) => {
  const allow = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } as const
  const deny = {
    ...allow,
    Effect: 'Deny',
    Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
  } as const
  const policy = { Version: '2012-10-17', Statement: [allow, deny] }
  const answer = decide([{ name: 'policy', policy }], {
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/k',
    principal: { AWS: ROLE },
    unknowable,
  })
  expect(answer.decision).toBe(decision)
})
