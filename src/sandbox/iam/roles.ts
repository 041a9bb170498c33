import { defined, list, optionalNumber, optionalText, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { derivedId } from '../state/seed.ts'
import { alreadyExists, deleteConflict, limitExceeded, noRole } from './errors.ts'
import { countedLength, LIMITS } from './limits.ts'
import { pageOf } from './pages.ts'
import { changeIam, type IamDocument, type RoleRecord, readIam, type Tag } from './records.ts'
import { checkPrincipals } from './trust.ts'

const DEFAULT_SESSION_SECONDS = 3600

/** The role of a document by its name, whatever its case: names are unique without case. */
export const roleOf = (iam: IamDocument, name: string): RoleRecord => {
  const exact = Object.hasOwn(iam.roles, name) ? iam.roles[name] : undefined
  if (exact === undefined) throw noRole(name)
  return exact
}

/** Changes the role that the input names. */
export const changeRole = <R>(call: Call, input: Input, change: (role: RoleRecord) => R): R =>
  changeIam(call.documents, (iam) => change(roleOf(iam, text(input, 'RoleName'))))

const requireRole = (call: Call, input: Input): RoleRecord =>
  roleOf(readIam(call.documents), text(input, 'RoleName'))

const checkTrust = (iam: IamDocument, trust: string): void => {
  checkPrincipals(iam, trust)
  if (countedLength(trust) > LIMITS.trustCharacters) {
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${LIMITS.trustCharacters}`)
  }
}

const boundaryForm = (boundary: string | undefined): Output | undefined =>
  boundary === undefined
    ? undefined
    : { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: boundary }

/** A role as the API gives it; documents are URL-encoded in answers. Lists leave tags out. */
const roleForm = (role: RoleRecord, inList = false): Output =>
  defined({
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeURIComponent(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    ...(inList
      ? {}
      : {
          PermissionsBoundary: boundaryForm(role.boundary),
          Tags: role.tags.length > 0 ? role.tags : undefined,
          RoleLastUsed: {},
        }),
  })

const mergeTags = (old: readonly Tag[], added: readonly Tag[]): readonly Tag[] => {
  const merged = new Map([...old, ...added].map((tag) => [tag.Key.toLowerCase(), tag]))
  if (merged.size > LIMITS.tagsPerRole) {
    throw limitExceeded(`Cannot exceed quota for TagsPerRole: ${LIMITS.tagsPerRole}`)
  }
  return [...merged.values()]
}

const createRole = (call: Call, input: Input): Output => {
  const name = text(input, 'RoleName')
  const path = optionalText(input, 'Path') ?? '/'
  const now = call.clock.now()
  return changeIam(call.documents, (iam) => {
    checkTrust(iam, text(input, 'AssumeRolePolicyDocument'))
    const taken = Object.keys(iam.roles).some((each) => each.toLowerCase() === name.toLowerCase())
    if (taken) throw alreadyExists(`Role with name ${name}`)
    if (Object.keys(iam.roles).length >= LIMITS.rolesPerAccount) {
      throw limitExceeded(`Cannot exceed quota for RolesPerAccount: ${LIMITS.rolesPerAccount}`)
    }
    const description = optionalText(input, 'Description')
    const boundary = optionalText(input, 'PermissionsBoundary')
    const role: RoleRecord = {
      name,
      id: `AROA${derivedId(17, call.seed ?? '', 'role', name, String(now))}`,
      arn: `arn:aws:iam::${call.accountId}:role${path}${name}`,
      path,
      createdAt: now,
      inline: {},
      attached: [],
      tags: mergeTags([], list<Tag>(input, 'Tags')),
      trust: text(input, 'AssumeRolePolicyDocument'),
      trustChangedAt: now,
      maxSessionSeconds: optionalNumber(input, 'MaxSessionDuration') ?? DEFAULT_SESSION_SECONDS,
      ...(description === undefined ? {} : { description }),
      ...(boundary === undefined ? {} : { boundary }),
    }
    iam.roles[name] = role
    return { Role: roleForm(role) }
  })
}

const listRoles = (call: Call, input: Input): Output => {
  const prefix = optionalText(input, 'PathPrefix') ?? '/'
  const roles = Object.values(readIam(call.documents).roles)
    .filter(({ path }) => path.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const { items, tail } = pageOf(roles, input)
  return { Roles: items.map((role) => roleForm(role, true)), ...tail }
}

const deleteRole = (call: Call, input: Input): Output =>
  changeIam(call.documents, (iam) => {
    const role = roleOf(iam, text(input, 'RoleName'))
    if (role.attached.length > 0) throw deleteConflict('must detach all policies first.')
    if (Object.keys(role.inline).length > 0) throw deleteConflict('must delete policies first.')
    delete iam.roles[role.name]
    return {}
  })

const updateRole = (call: Call, input: Input): Output =>
  changeRole(call, input, (role) => {
    const description = optionalText(input, 'Description')
    if (description !== undefined) role.description = description
    role.maxSessionSeconds = optionalNumber(input, 'MaxSessionDuration') ?? role.maxSessionSeconds
    return {}
  })

const updateTrust = (call: Call, input: Input): Output =>
  changeIam(call.documents, (iam) => {
    const role = roleOf(iam, text(input, 'RoleName'))
    checkTrust(iam, text(input, 'PolicyDocument'))
    role.trust = text(input, 'PolicyDocument')
    role.trustChangedAt = call.clock.now()
    return {}
  })

const tagRole = (call: Call, input: Input): Output =>
  changeRole(call, input, (role) => {
    role.tags = mergeTags(role.tags, list<Tag>(input, 'Tags'))
    return {}
  })

const untagRole = (call: Call, input: Input): Output =>
  changeRole(call, input, (role) => {
    const gone = new Set(list<string>(input, 'TagKeys').map((key) => key.toLowerCase()))
    role.tags = role.tags.filter(({ Key }) => !gone.has(Key.toLowerCase()))
    return {}
  })

const listRoleTags = (call: Call, input: Input): Output => {
  const { items, tail } = pageOf(requireRole(call, input).tags, input)
  return { Tags: items, ...tail }
}

const putBoundary = (call: Call, input: Input): Output =>
  changeRole(call, input, (role) => {
    role.boundary = text(input, 'PermissionsBoundary')
    return {}
  })

const deleteBoundary = (call: Call, input: Input): Output =>
  changeRole(call, input, (role) => {
    delete role.boundary
    return {}
  })

export const roleOperations = {
  CreateRole: createRole,
  GetRole: (call: Call, input: Input): Output => ({ Role: roleForm(requireRole(call, input)) }),
  ListRoles: listRoles,
  DeleteRole: deleteRole,
  UpdateRole: updateRole,
  UpdateAssumeRolePolicy: updateTrust,
  TagRole: tagRole,
  UntagRole: untagRole,
  ListRoleTags: listRoleTags,
  PutRolePermissionsBoundary: putBoundary,
  DeleteRolePermissionsBoundary: deleteBoundary,
}
