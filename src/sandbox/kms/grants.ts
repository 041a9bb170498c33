import { randomBytes } from 'node:crypto'
import { list, optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { changeKey, requireKeyItself, requireUsable } from './find.ts'
import { kmsPage } from './keys.ts'
import { type GrantRecord, type KeyRecord, readKms } from './records.ts'

const PRINCIPAL = /^(arn:aws:(iam|sts)::\d{12}:.+|[a-z0-9.-]+\.amazonaws\.com)$/

/** Throws InvalidArnException for what can be no principal. */
const principal = (given: string): string => {
  if (PRINCIPAL.test(given)) return given
  throw new ServiceError('InvalidArnException', `ARN does not refer to a valid principal: ${given}`)
}

const isSame = (grant: GrantRecord, input: Input): boolean =>
  grant.name !== undefined &&
  grant.name === optionalText(input, 'Name') &&
  grant.grantee === text(input, 'GranteePrincipal') &&
  JSON.stringify(grant.operations) === JSON.stringify(list(input, 'Operations'))

const newGrant = (call: Call, input: Input): GrantRecord => {
  const retiring = optionalText(input, 'RetiringPrincipal')
  const name = optionalText(input, 'Name')
  const constraints = input.Constraints as GrantRecord['constraints']
  return {
    id: randomBytes(32).toString('hex'),
    token: randomBytes(96).toString('base64url'),
    grantee: principal(text(input, 'GranteePrincipal')),
    issuer: `arn:aws:iam::${call.accountId}:root`,
    operations: list<string>(input, 'Operations'),
    createdAt: call.clock.now(),
    ...(name === undefined ? {} : { name }),
    ...(retiring === undefined ? {} : { retiring: principal(retiring) }),
    ...(constraints === undefined ? {} : { constraints }),
  }
}

/** The same grant asked for again by name is the one there is: a repeated call grants nothing more. */
const createGrant = (call: Call, input: Input): Output => {
  const key = requireUsable(requireKeyItself(call, text(input, 'KeyId')))
  const grant = key.grants.find((each) => isSame(each, input)) ?? newGrant(call, input)
  changeKey(call, key.arn, (record) => {
    if (record.grants.every(({ id }) => id !== grant.id)) record.grants.push(grant)
  })
  return { GrantToken: grant.token, GrantId: grant.id }
}

const listGrants = (call: Call, input: Input): Output => {
  const key = requireKeyItself(call, text(input, 'KeyId'))
  const id = optionalText(input, 'GrantId')
  const grantee = optionalText(input, 'GranteePrincipal')
  const shown = key.grants
    .filter((grant) => id === undefined || grant.id === id)
    .filter((grant) => grantee === undefined || grant.grantee === grantee)
    .map((grant) => ({
      KeyId: key.arn,
      GrantId: grant.id,
      CreationDate: new Date(grant.createdAt),
      GranteePrincipal: grant.grantee,
      IssuingAccount: grant.issuer,
      Operations: grant.operations,
      ...(grant.name === undefined ? {} : { Name: grant.name }),
      ...(grant.retiring === undefined ? {} : { RetiringPrincipal: grant.retiring }),
      ...(grant.constraints === undefined ? {} : { Constraints: grant.constraints }),
    }))
  return kmsPage('Grants', shown, input)
}

const endGrant = (call: Call, key: KeyRecord, id: string): Output => {
  if (key.grants.every((grant) => grant.id !== id)) {
    throw new ServiceError('NotFoundException', `Grant ID ${id} not found`)
  }
  changeKey(call, key.arn, (record) => {
    record.grants = record.grants.filter((grant) => grant.id !== id)
  })
  return {}
}

const revokeGrant = (call: Call, input: Input): Output =>
  endGrant(call, requireKeyItself(call, text(input, 'KeyId')), text(input, 'GrantId'))

const retireGrant = (call: Call, input: Input): Output => {
  const token = optionalText(input, 'GrantToken')
  if (token === undefined) return revokeGrant(call, input)
  const key = Object.values(readKms(call.documents).keys).find(({ grants }) =>
    grants.some((grant) => grant.token === token),
  )
  const grant = key?.grants.find((each) => each.token === token)
  if (key === undefined || grant === undefined) {
    throw new ServiceError('InvalidGrantTokenException', 'The grant token is not valid.')
  }
  return endGrant(call, key, grant.id)
}

export const grantOperations = {
  CreateGrant: createGrant,
  ListGrants: listGrants,
  RevokeGrant: revokeGrant,
  RetireGrant: retireGrant,
}
