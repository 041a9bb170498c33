import { optionalText, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { AWS_MANAGED } from './aws-managed.ts'
import { limitExceeded, notAttachable, noUserPolicy } from './errors.ts'
import { countedLength, LIMITS } from './limits.ts'
import { pageOf } from './pages.ts'
import { parsePolicy } from './policy-document.ts'
import { changeUser, requireUser } from './users.ts'

const put = (call: Call, input: Input): Output => {
  const document = text(input, 'PolicyDocument')
  parsePolicy(document, 'identity')
  return changeUser(call, input, (user) => {
    const all = { ...user.inline, [text(input, 'PolicyName')]: document }
    const size = Object.values(all).reduce((sum, each) => sum + countedLength(each), 0)
    if (size > LIMITS.inlineCharactersOfUser) {
      const bound = `Maximum policy size of ${LIMITS.inlineCharactersOfUser} bytes exceeded`
      throw limitExceeded(`${bound} for user ${user.name}`)
    }
    user.inline = all
    return {}
  })
}

const get = (call: Call, input: Input): Output => {
  const user = requireUser(call, input)
  const name = text(input, 'PolicyName')
  const document = Object.hasOwn(user.inline, name) ? user.inline[name] : undefined
  if (document === undefined) throw noUserPolicy(name)
  return { UserName: user.name, PolicyName: name, PolicyDocument: encodeURIComponent(document) }
}

const listInline = (call: Call, input: Input): Output => {
  const { items, tail } = pageOf(Object.keys(requireUser(call, input).inline).sort(), input)
  return { PolicyNames: items, ...tail }
}

const attach = (call: Call, input: Input): Output => {
  const arn = text(input, 'PolicyArn')
  return changeUser(call, input, (user, iam) => {
    const isKnown = Object.hasOwn(iam.policies, arn) || Object.hasOwn(AWS_MANAGED, arn)
    if (!isKnown) throw notAttachable(arn)
    if (user.attached.includes(arn)) return {}
    if (user.attached.length >= LIMITS.attachedPerUser) {
      throw limitExceeded(`Cannot exceed quota for PoliciesPerUser: ${LIMITS.attachedPerUser}`)
    }
    user.attached.push(arn)
    return {}
  })
}

const listAttached = (call: Call, input: Input): Output => {
  const prefix = optionalText(input, 'PathPrefix') ?? '/'
  const within = (arn: string) => `/${arn.split(':policy/')[1] ?? ''}`.startsWith(prefix)
  const { items, tail } = pageOf(requireUser(call, input).attached.filter(within), input)
  const form = (arn: string) => ({ PolicyName: arn.split('/').at(-1), PolicyArn: arn })
  return { AttachedPolicies: items.map(form), ...tail }
}

const putBoundary = (call: Call, input: Input): Output =>
  changeUser(call, input, (user) => {
    user.boundary = text(input, 'PermissionsBoundary')
    return {}
  })

export const userPolicyOperations = {
  PutUserPolicy: put,
  GetUserPolicy: get,
  ListUserPolicies: listInline,
  AttachUserPolicy: attach,
  ListAttachedUserPolicies: listAttached,
  PutUserPermissionsBoundary: putBoundary,
}
