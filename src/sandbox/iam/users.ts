import { defined, list, optionalText, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { derivedId } from '../state/seed.ts'
import { alreadyExists, deleteConflict, limitExceeded, noUser } from './errors.ts'
import { LIMITS } from './limits.ts'
import { pageOf } from './pages.ts'
import { changeIam, type IamDocument, readIam, type Tag, type UserRecord } from './records.ts'

/** The user of a document by its name. Throws NoSuchEntity. */
const userOf = (iam: IamDocument, name: string): UserRecord => {
  const user = Object.hasOwn(iam.users, name) ? iam.users[name] : undefined
  if (user === undefined) throw noUser(name)
  return user
}

/** The user that the input names; without a name, the caller. */
export const nameIn = (call: Call, input: Input): string =>
  optionalText(input, 'UserName') ?? call.caller.arn.split('/').at(-1) ?? ''

export const requireUser = (call: Call, input: Input): UserRecord =>
  userOf(readIam(call.documents), nameIn(call, input))

/** Changes the user that the input names. */
export const changeUser = <R>(
  call: Call,
  input: Input,
  change: (user: UserRecord, iam: IamDocument) => R,
): R => changeIam(call.documents, (iam) => change(userOf(iam, nameIn(call, input)), iam))

/** A user as the API gives it; lists leave tags and the boundary out. */
const userForm = (user: UserRecord, inList = false): Output =>
  defined({
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: new Date(user.createdAt),
    ...(inList
      ? {}
      : {
          PermissionsBoundary: user.boundary && {
            PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
            PermissionsBoundaryArn: user.boundary,
          },
          Tags: user.tags.length > 0 ? user.tags : undefined,
        }),
  })

const createUser = (call: Call, input: Input): Output => {
  const name = text(input, 'UserName')
  const path = optionalText(input, 'Path') ?? '/'
  const now = call.clock.now()
  return changeIam(call.documents, (iam) => {
    const taken = Object.keys(iam.users).some((each) => each.toLowerCase() === name.toLowerCase())
    if (taken) throw alreadyExists(`User with name ${name}`)
    if (Object.keys(iam.users).length >= LIMITS.usersPerAccount) {
      throw limitExceeded(`Cannot exceed quota for UsersPerAccount: ${LIMITS.usersPerAccount}`)
    }
    const boundary = optionalText(input, 'PermissionsBoundary')
    const user: UserRecord = {
      name,
      id: `AIDA${derivedId(17, call.seed ?? '', 'user', name, String(now))}`,
      arn: `arn:aws:iam::${call.accountId}:user${path}${name}`,
      path,
      createdAt: now,
      inline: {},
      attached: [],
      tags: list<Tag>(input, 'Tags'),
      ...(boundary === undefined ? {} : { boundary }),
    }
    iam.users[name] = user
    return { User: userForm(user) }
  })
}

const listUsers = (call: Call, input: Input): Output => {
  const prefix = optionalText(input, 'PathPrefix') ?? '/'
  const users = Object.values(readIam(call.documents).users)
    .filter(({ path }) => path.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const { items, tail } = pageOf(users, input)
  return { Users: items.map((user) => userForm(user, true)), ...tail }
}

const deleteUser = (call: Call, input: Input): Output =>
  changeUser(call, input, (user, iam) => {
    if ((user.accessKeys ?? []).length > 0) throw deleteConflict('must delete access keys first.')
    if ((user.mfaDevices ?? []).length > 0) throw deleteConflict('must delete MFA device first.')
    if (user.passwordSetAt !== undefined) throw deleteConflict('must delete login profile first.')
    if (user.attached.length > 0) throw deleteConflict('must detach all policies first.')
    if (Object.keys(user.inline).length > 0) throw deleteConflict('must delete policies first.')
    delete iam.users[user.name]
    return {}
  })

export const userOperations = {
  CreateUser: createUser,
  GetUser: (call: Call, input: Input): Output => ({ User: userForm(requireUser(call, input)) }),
  ListUsers: listUsers,
  DeleteUser: deleteUser,
}
