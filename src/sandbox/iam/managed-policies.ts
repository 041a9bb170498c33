import { defined, list, optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { derivedId } from '../state/seed.ts'
import { AWS_MANAGED } from './aws-managed.ts'
import { alreadyExists, deleteConflict, limitExceeded, noPolicy } from './errors.ts'
import { countedLength, LIMITS } from './limits.ts'
import { pageOf } from './pages.ts'
import { parsePolicy } from './policy-document.ts'
import { changeIam, type IamDocument, type PolicyRecord, readIam, type Tag } from './records.ts'

/** AWS managed policies look like the customer's, made at the beginning and never changed. */
const awsManaged = (arn: string, document: string): PolicyRecord => ({
  name: arn.split('/').at(-1) ?? '',
  id: `ANPA${derivedId(17, 'policy', arn)}`,
  arn,
  path: '/',
  createdAt: 0,
  changedAt: 0,
  defaultVersion: 'v1',
  nextVersion: 2,
  versions: [{ id: 'v1', document, createdAt: 0 }],
  tags: [],
})

const allPolicies = (iam: IamDocument): readonly PolicyRecord[] => [
  ...Object.entries(AWS_MANAGED).map(([arn, document]) => awsManaged(arn, document)),
  ...Object.values(iam.policies),
]

const policyOf = (iam: IamDocument, arn: string): PolicyRecord => {
  const found = allPolicies(iam).find((policy) => policy.arn === arn)
  if (found === undefined) throw noPolicy(arn)
  return found
}

/** The text of a managed policy's default version; undefined when there is no such policy. */
export const defaultDocument = (iam: IamDocument, arn: string): string | undefined => {
  const policy = allPolicies(iam).find((each) => each.arn === arn)
  return policy?.versions.find(({ id }) => id === policy.defaultVersion)?.document
}

const holders = (iam: IamDocument) => [...Object.values(iam.roles), ...Object.values(iam.users)]

const policyForm = (iam: IamDocument, policy: PolicyRecord, inList = false): Output =>
  defined({
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: holders(iam).filter(({ attached }) => attached.includes(policy.arn)).length,
    PermissionsBoundaryUsageCount: holders(iam).filter(({ boundary }) => boundary === policy.arn)
      .length,
    IsAttachable: true,
    Description: inList ? undefined : policy.description,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.changedAt),
    Tags: inList || policy.tags.length === 0 ? undefined : policy.tags,
  })

const checkDocument = (document: string): void => {
  parsePolicy(document, 'identity')
  if (countedLength(document) > LIMITS.managedCharacters) {
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${LIMITS.managedCharacters}`)
  }
}

const createPolicy = (call: Call, input: Input): Output => {
  const document = text(input, 'PolicyDocument')
  checkDocument(document)
  const name = text(input, 'PolicyName')
  const path = optionalText(input, 'Path') ?? '/'
  const arn = `arn:aws:iam::${call.accountId}:policy${path}${name}`
  const now = call.clock.now()
  const description = optionalText(input, 'Description')
  return changeIam(call.documents, (iam) => {
    if (Object.values(iam.policies).some((policy) => policy.name === name)) {
      throw alreadyExists(`A policy called ${name}`)
    }
    if (Object.keys(iam.policies).length >= LIMITS.policiesPerAccount) {
      throw limitExceeded(
        `Cannot exceed quota for PoliciesPerAccount: ${LIMITS.policiesPerAccount}`,
      )
    }
    const policy: PolicyRecord = {
      ...awsManaged(arn, document),
      id: `ANPA${derivedId(17, call.seed ?? '', 'policy', name, String(now))}`,
      path,
      createdAt: now,
      changedAt: now,
      versions: [{ id: 'v1', document, createdAt: now }],
      tags: list<Tag>(input, 'Tags'),
      ...(description === undefined ? {} : { description }),
    }
    iam.policies[arn] = policy
    return { Policy: policyForm(iam, policy) }
  })
}

const deletePolicy = (call: Call, input: Input): Output =>
  changeIam(call.documents, (iam) => {
    const policy = ownPolicy(iam, text(input, 'PolicyArn'))
    if (
      holders(iam).some(
        ({ attached, boundary }) => attached.includes(policy.arn) || boundary === policy.arn,
      )
    ) {
      throw new ServiceError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409)
    }
    if (policy.versions.length > 1) {
      throw deleteConflict('must delete all non-default policy versions first.')
    }
    delete iam.policies[policy.arn]
    return {}
  })

const ownPolicy = (iam: IamDocument, arn: string): PolicyRecord => {
  if (Object.hasOwn(AWS_MANAGED, arn)) {
    throw new ServiceError('AccessDenied', `Policy ${arn} is managed by AWS.`, 403)
  }
  policyOf(iam, arn)
  const policy = iam.policies[arn]
  if (policy === undefined) throw noPolicy(arn)
  return policy
}

const listPolicies = (call: Call, input: Input): Output => {
  const iam = readIam(call.documents)
  const scope = optionalText(input, 'Scope') ?? 'All'
  const prefix = optionalText(input, 'PathPrefix') ?? '/'
  const isAws = ({ arn }: PolicyRecord) => Object.hasOwn(AWS_MANAGED, arn)
  const isHeld = ({ arn }: PolicyRecord) =>
    holders(iam).some(({ attached }) => attached.includes(arn))
  const found = allPolicies(iam)
    .filter((policy) => scope === 'All' || (scope === 'AWS') === isAws(policy))
    .filter((policy) => policy.path.startsWith(prefix))
    .filter((policy) => input.OnlyAttached !== true || isHeld(policy))
  const { items, tail } = pageOf(found, input)
  return { Policies: items.map((policy) => policyForm(iam, policy, true)), ...tail }
}

const getPolicy = (call: Call, input: Input): Output => {
  const iam = readIam(call.documents)
  return { Policy: policyForm(iam, policyOf(iam, text(input, 'PolicyArn'))) }
}

export const managedPolicyOperations = {
  CreatePolicy: createPolicy,
  GetPolicy: getPolicy,
  DeletePolicy: deletePolicy,
  ListPolicies: listPolicies,
}

export { checkDocument, ownPolicy, policyOf }
