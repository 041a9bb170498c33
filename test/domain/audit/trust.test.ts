import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { boundTrust, canBindTrust } from '../../../src/lib/domain/audit/trust.ts'
import type { PolicyDocument, Statement } from '../../../src/lib/domain/core/policy-document.ts'
import { decide } from '../../../src/lib/domain/iam/evaluate.ts'

const ACCOUNT = '111122223333'
const KNOWN = ['bedrock.amazonaws.com', 'sagemaker.amazonaws.com', 'states.amazonaws.com']
const SERVICES = [...KNOWN, 'ec2.amazonaws.com', 'lambda.amazonaws.com']
const PEOPLE = [`arn:aws:iam::${ACCOUNT}:root`, 'arn:aws:iam::999999999999:role/partner']

const principal = fc.oneof(
  fc.record({ Service: fc.subarray(SERVICES, { minLength: 1 }) }),
  fc.record({ AWS: fc.subarray(PEOPLE, { minLength: 1 }) }),
  fc.record({
    Service: fc.subarray(SERVICES, { minLength: 1 }),
    AWS: fc.subarray(PEOPLE, { minLength: 1 }),
  }),
  fc.constant('*' as const),
)

const condition = fc.constantFrom(
  undefined,
  { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
  { ArnLike: { 'AWS:sourcearn': `arn:aws:bedrock:*:${ACCOUNT}:*` } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
)

const statement: fc.Arbitrary<Statement> = fc
  .record({
    Effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
    Principal: principal,
    Action: fc.constantFrom('sts:AssumeRole', 'sts:*', ['sts:AssumeRole', 'sts:TagSession']),
    Condition: condition,
  })
  .map(({ Condition, ...rest }) => (Condition === undefined ? rest : { ...rest, Condition }))

const trust: fc.Arbitrary<PolicyDocument> = fc
  .array(statement, { minLength: 1, maxLength: 4 })
  .map((Statement) => ({ Version: '2012-10-17', Statement }))

/** Who asks, for which account's job; people send no source. */
const ask = fc.oneof(
  fc.record({
    principal: fc.constantFrom(...SERVICES).map((Service) => ({ Service })),
    account: fc.constantFrom(ACCOUNT, '999999999999'),
  }),
  fc.record({
    principal: fc.constantFrom(...PEOPLE).map((AWS) => ({ AWS })),
    account: fc.constant(undefined),
  }),
)

type Ask = typeof ask extends fc.Arbitrary<infer T> ? T : never

const isLetIn = (policy: PolicyDocument, { principal: who, account }: Ask, sends = true): boolean =>
  decide([{ name: 'trust', policy }], {
    action: 'sts:AssumeRole',
    principal: who,
    context: {
      'aws:MultiFactorAuthPresent': 'true',
      ...(account === undefined || !sends
        ? {}
        : {
            'aws:SourceAccount': account,
            'aws:SourceArn': `arn:aws:bedrock:us-east-1:${account}:job/x`,
          }),
    },
  }).decision === 'allowed'

it('lets in nobody whom the trust did not let in before', () =>
  fc.assert(
    fc.property(trust, ask, (policy, who) => {
      const [before, after] = [isLetIn(policy, who), isLetIn(boundTrust(policy, ACCOUNT), who)]
      expect(after && !before).toBe(false)
    }),
  ))

it('shuts out nobody but jobs of other accounts, in the three services', () =>
  fc.assert(
    fc.property(trust, ask, (policy, who) => {
      const isOfOthers =
        'Service' in who.principal &&
        KNOWN.includes(who.principal.Service) &&
        who.account !== ACCOUNT
      const isShutOut = isLetIn(policy, who) && !isLetIn(boundTrust(policy, ACCOUNT), who)
      expect(isShutOut && !isOfOthers).toBe(false)
    }),
  ))

it('shuts out no service of which nobody knows whether it names an account', () =>
  fc.assert(
    fc.property(
      trust,
      fc.constantFrom('ec2.amazonaws.com', 'lambda.amazonaws.com'),
      (policy, Service) => {
        const who: Ask = { principal: { Service }, account: ACCOUNT }
        expect(isLetIn(boundTrust(policy, ACCOUNT), who, false)).toBe(isLetIn(policy, who, false))
      },
    ),
  ))

it('is done after one time', () =>
  fc.assert(
    fc.property(trust, (policy) => {
      const once = boundTrust(policy, ACCOUNT)
      expect(boundTrust(once, ACCOUNT)).toEqual(once)
      expect(canBindTrust(once)).toBe(false)
    }),
  ))
