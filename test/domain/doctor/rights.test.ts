import { expect, it } from 'vitest'
import { judgeRights, type RightLook } from '../../../src/lib/domain/doctor/rights.ts'

const look = (changes: Partial<RightLook> = {}): RightLook => ({
  action: 'bedrock:GetCustomModel',
  resource: '*',
  decision: 'implicitDeny',
  missingContextKeys: [],
  ...changes,
})

const judge = (...looks: readonly RightLook[]) =>
  judgeRights(looks, {
    to: { kind: 'caller', arn: 'arn:aws:iam::111122223333:user/ada' },
    subject: 'ada',
    who: 'you',
    statements: (refused) => [{ Effect: 'Allow', Action: refused.map(({ action }) => action) }],
  })

it.each<readonly [string, Partial<RightLook>, string, string | undefined]>([
  ['allowed', { decision: 'allowed' }, 'ok', undefined],
  ['not mentioned', {}, 'fail', 'caller'],
  ['denied', { decision: 'explicitDeny' }, 'fail', undefined],
  ['kept out by a boundary', { allowedByBoundary: false }, 'fail', 'boundary'],
  [
    'forbidden by the organization, whatever else says no',
    { allowedByOrganization: false, allowedByBoundary: false, decision: 'explicitDeny' },
    'fail',
    'organization',
  ],
  ['asked without a key it wants', { missingContextKeys: ['aws:SourceIp'] }, 'unknown', undefined],
  ['allowed for other names', { isMadeUp: true, isAllowedElsewhere: true }, 'unknown', undefined],
  ['allowed for no name', { isMadeUp: true, isAllowedElsewhere: false }, 'fail', 'caller'],
  ['refused for a made-up name', { isMadeUp: true }, 'warn', 'caller'],
  [
    'not decided',
    { decision: 'unknown', why: 'the simulator may not be asked' },
    'unknown',
    undefined,
  ],
])('what is %s is told so, and to whom the statement belongs', (_, changes, status, kind) => {
  const [verdict, ...others] = judge(look(changes))
  expect(others).toEqual([])
  expect(verdict?.status).toBe(status)
  expect(verdict?.remedy?.missing?.[0]?.to.kind).toBe(kind)
})

it('tells each reason once, with all of its actions', () => {
  const verdicts = judge(
    look({ action: 'a:One' }),
    look({ action: 'a:Two' }),
    look({ action: 'a:Three', decision: 'explicitDeny', why: 'denied by careful' }),
    look({ action: 'a:Four', decision: 'allowed' }),
  )
  expect(verdicts.map(({ detail }) => detail)).toEqual([
    'a policy denies you a:Three (denied by careful)',
    'no policy allows you a:One, a:Two',
  ])
})

it('names MFA where a policy asks for it', () => {
  const [verdict] = judge(look({ missingContextKeys: ['aws:MultiFactorAuthPresent'] }))
  expect(verdict?.detail).toContain('a policy asks for MFA')
})
