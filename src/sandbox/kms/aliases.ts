import { optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { invalid, noAlias, pendingDeletion } from './errors.ts'
import { aliasArn, requireKeyItself } from './find.ts'
import { kmsPage } from './keys.ts'
import { changeKms, isGone, readKms } from './records.ts'

/** The name of an alias that a customer may have. Throws ValidationException. */
const checkedName = (name: string): string => {
  if (!name.startsWith('alias/')) {
    throw invalid('Alias must start with the prefix "alias/".')
  }
  // The prefix is AWS's own.
  if (name.startsWith('alias/aws/')) throw new ServiceError('NotAuthorizedException', '')
  if (/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) return name
  throw new ServiceError(
    'InvalidAliasNameException',
    `${name} contains invalid characters for an alias`,
  )
}

const createAlias = (call: Call, input: Input): Output => {
  const name = checkedName(text(input, 'AliasName'))
  const key = requireKeyItself(call, text(input, 'TargetKeyId'))
  if (key.deletionAt !== undefined) throw pendingDeletion(key.arn)
  const arn = aliasArn(call, name)
  return changeKms(call.documents, ({ aliases, keys }) => {
    const taken = keys[aliases[arn]?.keyArn ?? '']
    if (taken !== undefined && !isGone(taken, call.clock.now())) {
      throw new ServiceError(
        'AlreadyExistsException',
        `An alias with the name ${arn} already exists`,
      )
    }
    aliases[arn] = { name, arn, keyArn: key.arn, createdAt: call.clock.now() }
    return {}
  })
}

const deleteAlias = (call: Call, input: Input): Output => {
  const arn = aliasArn(call, checkedName(text(input, 'AliasName')))
  return changeKms(call.documents, ({ aliases }) => {
    if (aliases[arn] === undefined) throw noAlias(arn)
    delete aliases[arn]
    return {}
  })
}

const listAliases = (call: Call, input: Input): Output => {
  const only = optionalText(input, 'KeyId')
  const target = only === undefined ? undefined : requireKeyItself(call, only).arn
  const { aliases, keys } = readKms(call.documents)
  const now = call.clock.now()
  const shown = Object.values(aliases)
    .filter(({ arn, keyArn }) => {
      const key = keys[keyArn]
      if (key === undefined || isGone(key, now)) return false
      return arn.startsWith(aliasArn(call, '')) && (target === undefined || keyArn === target)
    })
    .map(({ name, arn, keyArn, createdAt }) => ({
      AliasName: name,
      AliasArn: arn,
      TargetKeyId: keyArn.split('/').at(-1),
      CreationDate: new Date(createdAt),
      LastUpdatedDate: new Date(createdAt),
    }))
  return kmsPage('Aliases', shown, input)
}

export const aliasOperations = {
  CreateAlias: createAlias,
  DeleteAlias: deleteAlias,
  ListAliases: listAliases,
}
