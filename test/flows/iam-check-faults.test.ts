import { expect, it } from 'vitest'
import { TemporaryError } from '../../src/lib/errors.ts'
import { checkRole } from '../../src/lib/flows/iam/check.ts'
import { accountWorld } from '../support/account-world.ts'
import { fakeRoles } from '../support/fake-roles.ts'

it('a simulator that does not answer is "could not tell", and the policies still speak', async () => {
  const roles = fakeRoles({ 'ft-role': {} })
  roles.simulate = async () => {
    throw new TemporaryError('MLC-AWS-032', 'no answer')
  }
  const { ports } = accountWorld({ roles })
  const request = { role: 'ft-role', data: ['s3://acme/in/'], output: 's3://acme/out/' }
  const { checks } = await checkRole(ports, request)
  const results = (subject: string) =>
    new Set(checks.filter((row) => row.subject === subject).map(({ result }) => result))
  expect(results('caller')).toEqual(new Set(['could not tell']))
  expect(results('role')).toEqual(new Set(['missing']))
})
