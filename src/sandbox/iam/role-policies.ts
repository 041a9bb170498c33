import { optionalText, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { AWS_MANAGED } from './aws-managed.ts'
import { limitExceeded, noRolePolicy, notAttachable } from './errors.ts'
import { countedLength, LIMITS } from './limits.ts'
import { pageOf } from './pages.ts'
import { parsePolicy } from './policy-document.ts'
import { changeIam, readIam } from './records.ts'
import { changeRole, roleOf } from './roles.ts'

const putRolePolicy = (call: Call, input: Input): Output => {
  const document = text(input, 'PolicyDocument')
  parsePolicy(document, 'identity')
  return changeRole(call, input, (role) => {
    const all = { ...role.inline, [text(input, 'PolicyName')]: document }
    const size = Object.values(all).reduce((sum, each) => sum + countedLength(each), 0)
    if (size > LIMITS.inlineCharacters) {
      const bound = `Maximum policy size of ${LIMITS.inlineCharacters} bytes exceeded`
      throw limitExceeded(`${bound} for role ${role.name}`)
    }
    role.inline = all
    return {}
  })
}

const getRolePolicy = (call: Call, input: Input): Output => {
  const role = roleOf(readIam(call.documents), text(input, 'RoleName'))
  const name = text(input, 'PolicyName')
  const document = Object.hasOwn(role.inline, name) ? role.inline[name] : undefined
  if (document === undefined) throw noRolePolicy(name)
  return { RoleName: role.name, PolicyName: name, PolicyDocument: encodeURIComponent(document) }
}

const deleteRolePolicy = (call: Call, input: Input): Output =>
  changeRole(call, input, (role) => {
    const name = text(input, 'PolicyName')
    if (!Object.hasOwn(role.inline, name)) throw noRolePolicy(name)
    delete role.inline[name]
    return {}
  })

const listRolePolicies = (call: Call, input: Input): Output => {
  const role = roleOf(readIam(call.documents), text(input, 'RoleName'))
  const { items, tail } = pageOf(Object.keys(role.inline).sort(), input)
  return { PolicyNames: items, ...tail }
}

const attach = (call: Call, input: Input): Output => {
  const arn = text(input, 'PolicyArn')
  return changeIam(call.documents, (iam) => {
    const role = roleOf(iam, text(input, 'RoleName'))
    if (!Object.hasOwn(iam.policies, arn) && !Object.hasOwn(AWS_MANAGED, arn))
      throw notAttachable(arn)
    if (role.attached.includes(arn)) return {}
    if (role.attached.length >= LIMITS.attachedPerRole) {
      throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${LIMITS.attachedPerRole}`)
    }
    role.attached.push(arn)
    return {}
  })
}

const detach = (call: Call, input: Input): Output =>
  changeRole(call, input, (role) => {
    const arn = text(input, 'PolicyArn')
    if (!role.attached.includes(arn)) throw notAttachable(arn)
    role.attached = role.attached.filter((each) => each !== arn)
    return {}
  })

const listAttached = (call: Call, input: Input): Output => {
  const role = roleOf(readIam(call.documents), text(input, 'RoleName'))
  const prefix = optionalText(input, 'PathPrefix') ?? '/'
  const within = (arn: string) => `/${arn.split(':policy/')[1] ?? ''}`.startsWith(prefix)
  const { items, tail } = pageOf(role.attached.filter(within), input)
  const form = (arn: string) => ({ PolicyName: arn.split('/').at(-1), PolicyArn: arn })
  return { AttachedPolicies: items.map(form), ...tail }
}

export const rolePolicyOperations = {
  PutRolePolicy: putRolePolicy,
  GetRolePolicy: getRolePolicy,
  DeleteRolePolicy: deleteRolePolicy,
  ListRolePolicies: listRolePolicies,
  AttachRolePolicy: attach,
  DetachRolePolicy: detach,
  ListAttachedRolePolicies: listAttached,
}
