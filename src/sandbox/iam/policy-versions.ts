import { text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { limitExceeded } from './errors.ts'
import { LIMITS } from './limits.ts'
import { checkDocument, ownPolicy, policyOf } from './managed-policies.ts'
import { pageOf } from './pages.ts'
import { changeIam, type PolicyRecord, type PolicyVersion, readIam } from './records.ts'

const noVersion = (policy: PolicyRecord, id: string): ServiceError =>
  new ServiceError(
    'NoSuchEntity',
    `Policy ${policy.arn} version ${id} does not exist or is not attachable.`,
    404,
  )

const versionOf = (policy: PolicyRecord, id: string): PolicyVersion => {
  const version = policy.versions.find((each) => each.id === id)
  if (version === undefined) throw noVersion(policy, id)
  return version
}

const versionForm = (policy: PolicyRecord, version: PolicyVersion): Output => ({
  VersionId: version.id,
  IsDefaultVersion: version.id === policy.defaultVersion,
  CreateDate: new Date(version.createdAt),
})

const create = (call: Call, input: Input): Output => {
  const document = text(input, 'PolicyDocument')
  checkDocument(document)
  return changeIam(call.documents, (iam) => {
    const policy = ownPolicy(iam, text(input, 'PolicyArn'))
    if (policy.versions.length >= LIMITS.versionsPerPolicy) {
      throw limitExceeded(
        `A managed policy can have up to ${LIMITS.versionsPerPolicy} versions. Before you create a new version, you must delete an existing version.`,
      )
    }
    const version = { id: `v${policy.nextVersion}`, document, createdAt: call.clock.now() }
    policy.nextVersion += 1
    policy.changedAt = version.createdAt
    policy.versions.unshift(version)
    if (input.SetAsDefault === true) policy.defaultVersion = version.id
    return { PolicyVersion: versionForm(policy, version) }
  })
}

const get = (call: Call, input: Input): Output => {
  const policy = policyOf(readIam(call.documents), text(input, 'PolicyArn'))
  const version = versionOf(policy, text(input, 'VersionId'))
  const form = versionForm(policy, version)
  return { PolicyVersion: { ...form, Document: encodeURIComponent(version.document) } }
}

const listVersions = (call: Call, input: Input): Output => {
  const policy = policyOf(readIam(call.documents), text(input, 'PolicyArn'))
  const { items, tail } = pageOf(policy.versions, input)
  return { Versions: items.map((version) => versionForm(policy, version)), ...tail }
}

const remove = (call: Call, input: Input): Output =>
  changeIam(call.documents, (iam) => {
    const policy = ownPolicy(iam, text(input, 'PolicyArn'))
    const version = versionOf(policy, text(input, 'VersionId'))
    if (version.id === policy.defaultVersion) {
      throw new ServiceError(
        'DeleteConflict',
        'Cannot delete the default version of a policy.',
        409,
      )
    }
    policy.versions = policy.versions.filter(({ id }) => id !== version.id)
    return {}
  })

const setDefault = (call: Call, input: Input): Output =>
  changeIam(call.documents, (iam) => {
    const policy = ownPolicy(iam, text(input, 'PolicyArn'))
    policy.defaultVersion = versionOf(policy, text(input, 'VersionId')).id
    policy.changedAt = call.clock.now()
    return {}
  })

export const policyVersionOperations = {
  CreatePolicyVersion: create,
  GetPolicyVersion: get,
  ListPolicyVersions: listVersions,
  DeletePolicyVersion: remove,
  SetDefaultPolicyVersion: setDefault,
}
