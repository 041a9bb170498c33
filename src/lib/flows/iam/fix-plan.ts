import type { MissingStatement } from '../../domain/checkup/finding.ts'
import type { DraftStep } from '../../domain/core/plan.ts'
import {
  POLICY_VERSION,
  type PolicyDocument,
  policySize,
  readPolicy,
  type Statement,
} from '../../domain/core/policy-document.ts'
import { type DiffLine, policyDiff } from '../../domain/iam/diff.ts'
import { POLICY_LIMITS } from '../../domain/iam/limits.ts'
import { mergePolicies } from '../../domain/iam/merge.ts'
import { policyForFix, trustDenies, whyAllowIsInVain } from '../../domain/iam/roles/fixable.ts'
import { MADE_BY_TAG } from '../../domain/iam/spec.ts'
import type { Ports } from '../../ports/all.ts'
import type { RoleView } from '../../ports/roles.ts'
import type { PolicyToWrite } from './policy-gate.ts'
import { withinQuota } from './role-refusals.ts'

/** Steps that add missing statements, and what each changes. */
export type RoleFixes = {
  readonly steps: readonly DraftStep[]
  readonly changes: readonly { readonly where: string; readonly diff: readonly DiffLine[] }[]
  /** The policies as the steps would leave them, to be judged before anything is written. */
  readonly policies: readonly PolicyToWrite[]
  /** What an added statement cannot repair, or mlctl does not change: the reason in words. */
  readonly notFixable: readonly { readonly missing: MissingStatement; readonly why: string }[]
}

type FixPorts = Pick<Ports, 'roles' | 'keys' | 'objects'>
type Target = MissingStatement['to']

/**
 * The smallest change that adds statements which a check found missing: to trust, to one inline policy of
 * ours, to a bucket's or key's policy. Reads, plans, changes nothing; `carryOut` applies the steps. A role
 * without our tag asks for its name to be typed.
 * @throws GateError MLC-IAM-004 when a policy would become too long.
 */
export const planRoleFixes = async (
  ports: FixPorts,
  missing: readonly MissingStatement[],
): Promise<RoleFixes> => {
  const groups = new Map<string, MissingStatement[]>()
  for (const one of missing) {
    const key = JSON.stringify(one.to)
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  const parts: RoleFixes[] = []
  for (const group of groups.values()) parts.push(await fixOne(ports, group))
  return {
    steps: parts.flatMap(({ steps }) => steps),
    changes: parts.flatMap(({ changes }) => changes),
    policies: parts.flatMap(({ policies }) => policies),
    notFixable: parts.flatMap(({ notFixable }) => notFixable),
  }
}

/** Nothing to add and nothing left. */
export const NO_FIXES: RoleFixes = { steps: [], changes: [], policies: [], notFixable: [] }

/** All that one place lacks. */
const fixOne = async (ports: FixPorts, group: readonly MissingStatement[]): Promise<RoleFixes> => {
  const [first] = group
  const wanted = readPolicy({
    Version: POLICY_VERSION,
    Statement: group.map((one) => one.statement),
  })
  if (first === undefined) return NO_FIXES
  if (wanted === undefined) return refused(group, 'it is not readable as a statement')
  const { to } = first
  switch (to.kind) {
    case 'role':
      return fixRole(ports, group, { roleName: to.roleName, wanted })
    case 'trust':
      return fixTrust(ports, group, { roleName: to.roleName, wanted })
    case 'bucket':
      return bucketFix(to.bucket, wanted, readPolicy(await ports.objects.bucketPolicy(to.bucket)))
    case 'key':
      return keyFix(to.keyArn, wanted, readPolicy(await ports.keys.policy(to.keyArn)))
    default:
      return refused(group, WHO_MUST[to.kind])
  }
}

/** Rights of these belong to people: a tool that widened them would be a way around whoever guards them. */
const WHO_MUST: Readonly<
  Record<Exclude<Target['kind'], 'role' | 'trust' | 'bucket' | 'key'>, string>
> = {
  caller: 'whoever administers your own permissions must add it',
  organization: 'an organization policy is changed in the management account alone',
  boundary: 'whoever owns the permissions boundary must widen it',
}

const refused = (group: readonly MissingStatement[], why: string): RoleFixes => ({
  ...NO_FIXES,
  notFixable: group.map((missing) => ({ missing, why })),
})

type RoleFix = { readonly roleName: string; readonly wanted: PolicyDocument }

/** One step that writes one policy. */
const change = (
  step: DraftStep,
  policy: PolicyToWrite & {
    readonly document: PolicyDocument
    readonly existing: PolicyDocument | undefined
  },
): RoleFixes => ({
  ...NO_FIXES,
  steps: [step],
  policies: [policy],
  changes: [{ where: policy.what, diff: policyDiff(policy.existing, policy.document) }],
})

const fixRole = async (
  ports: FixPorts,
  group: readonly MissingStatement[],
  { roleName, wanted }: RoleFix,
): Promise<RoleFixes> => {
  const role = await ports.roles.find(roleName)
  if (role === undefined) return refused(group, `there is no role ${roleName}`)
  const vain = wanted.Statement.map((statement) => whyAllowIsInVain(role, statement)).find(
    (why) => why !== undefined,
  )
  if (vain !== undefined) return refused(group, `no added statement helps: ${vain}`)
  const own = policyForFix(role)
  const existing = readPolicy(own.policy)
  const policy = mergePolicies(existing, wanted)
  if (policy === existing) return NO_FIXES
  const others = role.inlinePolicies.filter(({ name }) => name !== own.name)
  const size = [policy, ...others.map((other) => other.policy)].map(policySize)
  withinQuota(
    'inline policies',
    size.reduce((sum, characters) => sum + characters, 0),
    POLICY_LIMITS.roleInline,
  )
  const step: DraftStep = {
    id: `fix-role-${roleName}`,
    operation: 'iam.PutRolePolicy',
    input: { roleName, policyName: own.name, policy },
    summary: `give role ${roleName} what it lacks (inline policy ${own.name})`,
    undo: `aws iam ${existing === undefined ? 'delete' : 'put'}-role-policy --role-name ${roleName} --policy-name ${own.name}${existing === undefined ? '' : ' --policy-document (the one from before)'}`,
    danger: dangerOf(role),
    cost: {},
  }
  const what = `inline policy ${own.name} of role ${roleName}`
  return change(step, { document: policy, kind: 'identity', what, existing })
}

const fixTrust = async (
  ports: FixPorts,
  group: readonly MissingStatement[],
  { roleName, wanted }: RoleFix,
): Promise<RoleFixes> => {
  const role = await ports.roles.find(roleName)
  if (role === undefined) return refused(group, `there is no role ${roleName}`)
  const existing = readPolicy(role.trustPolicy)
  if (wanted.Statement.some((statement) => trustDenies(existing, statement))) {
    return refused(group, 'its trust policy has a Deny that no added statement can lift')
  }
  const trustPolicy = mergePolicies(existing, wanted)
  if (trustPolicy === existing) return NO_FIXES
  withinQuota('trust policy', policySize(trustPolicy), POLICY_LIMITS.trust)
  const step: DraftStep = {
    id: `fix-trust-${roleName}`,
    operation: 'iam.UpdateAssumeRolePolicy',
    input: { roleName, trustPolicy },
    summary: `let ${principalsOf(wanted)} use role ${roleName}`,
    undo: `aws iam update-assume-role-policy --role-name ${roleName} --policy-document (the one from before)`,
    danger: dangerOf(role),
    cost: {},
  }
  const what = `trust policy of role ${roleName}`
  return change(step, { document: trustPolicy, kind: 'trust', what, existing })
}

/** Somebody else's role is changed only by typing its name. */
const dangerOf = (role: RoleView): DraftStep['danger'] =>
  role.tags[MADE_BY_TAG] === 'mlctl'
    ? { level: 'moderate' }
    : { level: 'severe', name: role.roleName }

const principalsOf = ({ Statement: statements }: PolicyDocument): string =>
  statements
    .flatMap(({ Principal }: Statement) =>
      typeof Principal === 'object' ? Object.values(Principal).flat() : ['everyone'],
    )
    .join(', ')

const bucketFix = (
  bucket: string,
  wanted: PolicyDocument,
  existing: PolicyDocument | undefined,
): RoleFixes =>
  resourceFix({ kind: 'bucket', id: bucket, name: `bucket s3://${bucket}` }, wanted, existing, {
    operation: 's3.add-policy-statements',
    input: { bucket, statements: wanted.Statement },
    undo: `aws s3api put-bucket-policy --bucket ${bucket} --policy (the one from before)`,
  })

/** Beside the fix of a role, `iam setup` adds to key policies through this too. */
export const keyFix = (
  keyArn: string,
  wanted: PolicyDocument,
  existing: PolicyDocument | undefined,
): RoleFixes =>
  resourceFix(
    { kind: 'key', id: keyArn.split('/').at(-1) ?? keyArn, name: `key ${keyArn}` },
    wanted,
    existing,
    {
      operation: 'kms.add-policy-statements',
      input: { keyArn, statements: wanted.Statement },
      undo: `aws kms put-key-policy --key-id ${keyArn} --policy-name default --policy (the one from before)`,
    },
  )

const resourceFix = (
  of: { readonly kind: 'bucket' | 'key'; readonly id: string; readonly name: string },
  wanted: PolicyDocument,
  existing: PolicyDocument | undefined,
  how: Pick<DraftStep, 'operation' | 'input' | 'undo'>,
): RoleFixes => {
  const policy = mergePolicies(existing, wanted)
  if (policy === existing) return NO_FIXES
  withinQuota(`${of.kind} policy`, policySize(policy), POLICY_LIMITS[of.kind])
  const step: DraftStep = {
    ...how,
    id: `fix-${of.kind}-${of.id}`,
    summary: `add to the policy of ${of.name}`,
    danger: { level: 'moderate' },
    cost: {},
  }
  return change(step, { document: policy, kind: of.kind, what: `policy of ${of.name}`, existing })
}
