import type { DraftStep } from '../../domain/core/plan.ts'
import { type PolicyDocument, policySize, readPolicy } from '../../domain/core/policy-document.ts'
import { assessRole } from '../../domain/iam/assess.ts'
import { type DiffLine, policyDiff } from '../../domain/iam/diff.ts'
import { POLICY_LIMITS } from '../../domain/iam/limits.ts'
import { mergePolicies } from '../../domain/iam/merge.ts'
import { roleArnOf } from '../../domain/iam/names.ts'
import { permissionPolicy } from '../../domain/iam/permission-policy.ts'
import { roleRequirements } from '../../domain/iam/requirements.ts'
import { kindOf } from '../../domain/iam/roles/purposes.ts'
import { type AnyRoleSpec, MADE_BY_TAG } from '../../domain/iam/spec.ts'
import { addTrust, judgeTrust, trustPolicy } from '../../domain/iam/trust-policy.ts'
import type { Ports } from '../../ports/all.ts'
import type { RoleView } from '../../ports/roles.ts'
import { lintBeforeWriting, type PolicyToWrite } from './policy-gate.ts'
import { permissionsBlocked, refuseBadSpec, trustDenied, withinQuota } from './role-refusals.ts'

/** What has to happen to a role, with the documents and differences to show beside the plan. */
export type RolePlan = {
  readonly steps: readonly DraftStep[]
  readonly roleArn: string
  /** The documents as they will be. */
  readonly trustPolicy: unknown
  readonly permissionPolicy: unknown
  readonly trustDiff: readonly DiffLine[]
  readonly permissionDiff: readonly DiffLine[]
  readonly warnings: readonly string[]
}

/**
 * The steps that give a job its role; empty when the role is there and right. Warnings, and what a
 * repair changes in an existing role, are said through `io`.
 */
export const roleSteps = async (
  ports: Pick<Ports, 'roles' | 'io'>,
  spec: AnyRoleSpec,
): Promise<readonly DraftStep[]> => {
  const plan = await planRole(ports, spec)
  for (const warning of plan.warnings) ports.io.warn(warning)
  const isNew = plan.steps.some(({ operation }) => operation === 'iam.CreateRole')
  for (const { mark, text } of isNew ? [] : [...plan.trustDiff, ...plan.permissionDiff]) {
    ports.io.note(`${spec.roleName}: ${mark} ${text}`)
  }
  return plan.steps
}

/**
 * Creates the role, or repairs an existing one by the smallest change: a statement added to its trust,
 * our one inline policy completed. Nothing else of it is touched.
 * @throws UsageError MLC-IAM-001 for a bad name or URI; StateError MLC-IAM-002 when the trust policy
 * denies the service, MLC-IAM-003 when a Deny or boundary blocks the job; GateError MLC-IAM-004 at a quota, MLC-IAM-008 for a
 * document that the linter refuses.
 */
export const planRole = async (
  ports: Pick<Ports, 'roles'>,
  spec: AnyRoleSpec,
): Promise<RolePlan> => {
  refuseBadSpec(spec)
  const role = await ports.roles.find(spec.roleName)
  const plan = role === undefined ? planNewRole(spec) : planRepair(spec, role)
  return { ...plan, warnings: [...plan.warnings, ...lintOf(spec, plan, role)] }
}

const lintOf = (spec: AnyRoleSpec, plan: RolePlan, role: RoleView | undefined): readonly string[] =>
  documentsOf(spec, plan, role).flatMap((one) => lintBeforeWriting(one, spec))

/** The documents that the steps of a plan would write. */
export const documentsOf = (
  { roleName, ...spec }: AnyRoleSpec,
  plan: Pick<RolePlan, 'steps' | 'trustPolicy' | 'permissionPolicy'>,
  role?: RoleView,
): readonly PolicyToWrite[] => {
  const writes = (...operations: readonly string[]) =>
    plan.steps.some(({ operation }) => operations.includes(operation))
  const { policyName } = kindOf(spec)
  const before = role?.inlinePolicies.find(({ name }) => name === policyName)?.policy
  return [
    ...(writes('iam.CreateRole', 'iam.UpdateAssumeRolePolicy')
      ? [
          {
            document: plan.trustPolicy,
            kind: 'trust' as const,
            what: `trust policy of role ${roleName}`,
            existing: role?.trustPolicy,
          },
        ]
      : []),
    ...(writes('iam.PutRolePolicy')
      ? [
          {
            document: plan.permissionPolicy,
            kind: 'identity' as const,
            what: `inline policy of role ${roleName}`,
            existing: before,
          },
        ]
      : []),
  ]
}

const planNewRole = (spec: AnyRoleSpec): RolePlan => {
  const [trust, permissions] = [trustPolicy(spec), permissionPolicy(spec)]
  withinQuota('permission policy', policySize(permissions), POLICY_LIMITS.roleInline)
  const create: DraftStep = {
    id: 'create-role',
    operation: 'iam.CreateRole',
    input: {
      roleName: spec.roleName,
      description: kindOf(spec).description,
      trustPolicy: trust,
      ...(spec.permissionsBoundaryArn === undefined
        ? {}
        : { permissionsBoundaryArn: spec.permissionsBoundaryArn }),
      tags: { ...spec.tags, [MADE_BY_TAG]: 'mlctl' },
    },
    summary: `create role ${spec.roleName}`,
    undo: `aws iam delete-role --role-name ${spec.roleName}`,
    danger: { level: 'none' },
    cost: {},
  }
  return {
    steps: [create, permissionStep(spec, permissions, 'none')],
    roleArn: roleArnOf(spec.account, spec.partition, spec.roleName),
    trustPolicy: trust,
    permissionPolicy: permissions,
    trustDiff: policyDiff(undefined, trust),
    permissionDiff: policyDiff(undefined, permissions),
    warnings: [],
  }
}

const planRepair = (spec: AnyRoleSpec, role: RoleView): RolePlan => {
  const trust = planTrust(spec, role)
  const permissions = planPermissions(spec, role)
  return {
    steps: [...trust.steps, ...permissions.steps],
    roleArn: role.arn,
    trustPolicy: trust.policy,
    permissionPolicy: permissions.policy,
    trustDiff: trust.diff,
    permissionDiff: permissions.diff,
    warnings: [...trust.warnings, ...permissions.warnings, ...boundaryWarnings(spec, role)],
  }
}

/** A boundary is somebody's decision about the role: a different one is said, never changed. */
const boundaryWarnings = (spec: AnyRoleSpec, role: RoleView): readonly string[] =>
  spec.permissionsBoundaryArn === undefined ||
  spec.permissionsBoundaryArn === role.permissionsBoundaryArn
    ? []
    : [
        `Role ${spec.roleName} has ${role.permissionsBoundaryArn ?? 'no permissions boundary'}, not ${spec.permissionsBoundaryArn}; that stays.`,
      ]

type Part = {
  readonly steps: readonly DraftStep[]
  readonly policy: unknown
  readonly diff: readonly DiffLine[]
  readonly warnings: readonly string[]
}

const planTrust = (spec: AnyRoleSpec, role: RoleView): Part => {
  const existing = readPolicy(role.trustPolicy)
  const verdict = judgeTrust(existing, spec)
  if (verdict.kind === 'denied') throw trustDenied(spec, verdict.why)
  if (verdict.kind !== 'wrong') {
    const warnings =
      verdict.kind === 'open' ? [`The trust of role ${spec.roleName} is open: ${verdict.why}.`] : []
    return { steps: [], policy: role.trustPolicy, diff: [], warnings }
  }
  const policy = addTrust(existing, spec)
  withinQuota('trust policy', policySize(policy), POLICY_LIMITS.trust)
  const step: DraftStep = {
    id: 'update-trust',
    operation: 'iam.UpdateAssumeRolePolicy',
    input: { roleName: spec.roleName, trustPolicy: policy },
    summary: `let ${kindOf(spec).called} use role ${spec.roleName} (its trust is wrong: ${verdict.why})`,
    undo: `aws iam update-assume-role-policy --role-name ${spec.roleName} --policy-document (the one from before)`,
    // Who may take on somebody's role is nothing to change unasked.
    danger: { level: 'moderate' },
    cost: {},
  }
  return { steps: [step], policy, diff: policyDiff(existing, policy), warnings: [] }
}

const planPermissions = (spec: AnyRoleSpec, role: RoleView): Part => {
  const assessed = assessRole(role, roleRequirements(spec))
  const blocked = assessed.filter(({ verdict }) => verdict === 'blocked')
  if (blocked.length > 0) throw permissionsBlocked(spec, blocked)
  const warnings = assessed
    .filter(({ verdict, curable }) => verdict === 'unknown' && !curable)
    .map(({ requirement, why }) => `Role ${spec.roleName} may not ${requirement.what}: ${why}.`)
  const { policyName } = kindOf(spec)
  const ours = role.inlinePolicies.find(({ name }) => name === policyName)
  const existing = ours === undefined ? undefined : readPolicy(ours.policy)
  if (!assessed.some(({ curable }) => curable)) {
    return { steps: [], policy: existing ?? null, diff: [], warnings }
  }
  const policy = mergePolicies(existing, permissionPolicy(spec))
  const others = role.inlinePolicies.filter(({ name }) => name !== policyName)
  const size = [policy, ...others.map((other) => other.policy)]
    .map(policySize)
    .reduce((sum, characters) => sum + characters, 0)
  withinQuota('inline policies', size, POLICY_LIMITS.roleInline)
  const mine = role.tags[MADE_BY_TAG] === 'mlctl'
  return {
    steps: [permissionStep(spec, policy, mine ? 'none' : 'moderate')],
    policy,
    diff: policyDiff(existing, policy),
    warnings,
  }
}

const permissionStep = (
  spec: AnyRoleSpec,
  policy: PolicyDocument,
  level: 'none' | 'moderate',
): DraftStep => ({
  id: 'put-role-policy',
  operation: 'iam.PutRolePolicy',
  input: { roleName: spec.roleName, policyName: kindOf(spec).policyName, policy },
  summary: `give role ${spec.roleName} the rights of the job (inline policy ${kindOf(spec).policyName})`,
  undo: `aws iam delete-role-policy --role-name ${spec.roleName} --policy-name ${kindOf(spec).policyName}`,
  danger: { level },
  cost: {},
})
