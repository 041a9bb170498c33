import { commandLine } from '../../domain/core/command-line.ts'
import type { Plan } from '../../domain/core/plan.ts'
import { type DiffLine, policyDiff } from '../../domain/iam/diff.ts'
import { keyToCome, specWithKey, withKeyArn } from '../../domain/iam/role-key.ts'
import { kindOf } from '../../domain/iam/roles/purposes.ts'
import type { AnyRoleSpec } from '../../domain/iam/spec.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { Io } from '../../ports/io.ts'
import { type Applied, type ApplyOptions, carryOut, outputText } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { NO_FIXES, type RoleFixes } from './fix-plan.ts'
import { keyPolicyFix, namingNewKey, type PlannedKey, planRoleKey } from './key-setup.ts'
import { askAccessAnalyzer } from './policy-gate.ts'
import { roleFlags } from './role-flags.ts'
import { type Readiness, waitForRole } from './role-ready.ts'
import { type RoleRequest, resolveRoleSpec } from './role-request.ts'
import { documentsOf, planRole, type RolePlan } from './role-steps.ts'

export type RoleSetup = {
  readonly status: Applied['status']
  readonly roleName: string
  readonly roleArn: string
  readonly trustPolicy: unknown
  /** Our inline policy as it is now; null when the role is right without one. */
  readonly permissionPolicy: unknown
  readonly changes: {
    readonly trust: readonly DiffLine[]
    readonly permissions: readonly DiffLine[]
  }
  readonly plan: Plan
  readonly planFile?: string
  readonly readiness?: Readiness
}

/** What setup takes beside the role itself. */
export type SetupRequest = RoleRequest & {
  /** `new` makes a key of the role's own; an ARN lets the role use that key, by the key's policy too. */
  readonly kms?: string | undefined
}

/** Creates or repairs a service role: shows policies and differences, then plan and apply. */
export const setupRole = async (
  ports: Ports,
  request: SetupRequest,
  options: ApplyOptions,
): Promise<RoleSetup> => {
  const { kms } = request
  if (kms === 'new') refuseUselessKey(request)
  const given = kms === undefined || kms === 'new' ? request : { ...request, kmsKey: kms }
  const asked = await resolveRoleSpec(ports, given)
  const key = kms === 'new' ? await planRoleKey(ports, asked) : undefined
  const spec = key === undefined ? asked : specWithKey(asked, key.keyArn)
  const role = await planRole(ports, spec)
  const keyArn = key?.newKey === undefined ? (key?.keyArn ?? kms) : undefined
  const fix =
    keyArn === undefined
      ? NO_FIXES
      : await keyPolicyFix(ports, keyArn, { spec, roleArn: role.roleArn })
  await showAll(ports, spec, { role, fix, newKeyPolicies: key?.policies ?? [] })
  const drafts = [
    ...(key?.steps ?? []),
    ...role.steps.map((step) => namingNewKey(step, key ?? {})),
    ...fix.steps,
  ]
  const { plan } = await planAgainstLiveState(ports, replayLine(spec, request), drafts)
  const applied = await carryOut(ports, plan, options)
  return outcome(ports, { spec, role, newKey: key?.newKey }, applied)
}

type Shown = {
  readonly role: RolePlan
  readonly fix: RoleFixes
  readonly newKeyPolicies: PlannedKey['policies']
}

/** Policies and differences, with what linters say of them. */
const showAll = async (
  ports: Ports,
  spec: AnyRoleSpec,
  { role, fix, newKeyPolicies }: Shown,
): Promise<void> => {
  for (const warning of role.warnings) ports.io.warn(warning)
  const written = [...newKeyPolicies, ...documentsOf(spec, role), ...fix.policies]
  for (const note of await askAccessAnalyzer(ports, written)) ports.io.note(note)
  for (const { what, document } of newKeyPolicies) {
    showPart(ports.io, `The ${what}`, document, policyDiff(undefined, document))
  }
  showRole(ports.io, spec, role)
  if (newKeyPolicies.length > 0) {
    ports.io.note(`${keyToCome(spec)} stands for the key that this plan makes.`)
  }
  for (const { where, diff } of fix.changes) showDiff(ports.io, `Changes of ${where}`, diff)
}

type Done = {
  readonly spec: AnyRoleSpec
  readonly role: RolePlan
  readonly newKey: PlannedKey['newKey']
}

const outcome = async (
  ports: Ports,
  { spec, role, newKey }: Done,
  applied: Applied,
): Promise<RoleSetup> => {
  const made = applied.status === 'applied' ? newKey : undefined
  const real = <T>(document: T): T =>
    made === undefined
      ? document
      : withKeyArn(document, made.standIn, outputText(applied, 'name-key', 'keyArn'))
  const readiness = applied.status === 'applied' ? await waitForRole(ports, real(spec)) : undefined
  const { status, plan, planFile } = applied
  const { roleArn, trustPolicy, permissionPolicy } = role
  return {
    ...{ status, plan, roleName: spec.roleName, roleArn, trustPolicy },
    permissionPolicy: real(permissionPolicy),
    changes: { trust: role.trustDiff, permissions: role.permissionDiff },
    ...(planFile === undefined ? {} : { planFile }),
    ...(readiness === undefined ? {} : { readiness }),
  }
}

/** A key costs every month, whether anything is encrypted with it or not. @throws UsageError MLC-IAM-006. */
const refuseUselessKey = (request: SetupRequest): void => {
  const { keys, jobs } = kindOf(request)
  if (keys !== 'none') return
  throw new UsageError('MLC-IAM-006', 'The role cannot be described like this.', {
    why: `--kms new: ${jobs} encrypt nothing with a key of their role`,
    hint: 'Leave --kms out. Nothing was changed.',
  })
}

/** The line that repeats this run without a question. */
const replayLine = (spec: AnyRoleSpec, request: SetupRequest): string =>
  commandLine(['iam', 'setup'], {
    ...roleFlags({ ...request, role: spec.roleName, data: spec.reads, output: spec.output }),
    kms: request.kms,
    boundary: request.boundary,
  })

const showRole = (io: Io, spec: AnyRoleSpec, role: RolePlan): void => {
  if (role.steps.length === 0) return
  showPart(io, `Trust policy of ${spec.roleName}`, role.trustPolicy, role.trustDiff)
  showPart(io, `Permission policy of ${spec.roleName}`, role.permissionPolicy, role.permissionDiff)
}

const showPart = (io: Io, title: string, policy: unknown, diff: readonly DiffLine[]): void => {
  if (diff.length === 0) return
  io.note('')
  io.note(io.style.bold(title))
  for (const line of JSON.stringify(policy, null, 2).split('\n')) io.note(`  ${line}`)
  showDiff(io, 'Changes', diff)
}

/** Line by line, coloured by what happens to it. */
export const showDiff = (io: Io, title: string, diff: readonly DiffLine[]): void => {
  io.note(io.style.bold(title))
  for (const { mark, text } of diff) {
    const paint = { '+': io.style.good, '~': io.style.caution, '=': io.style.dim }[mark]
    io.note(paint(`  ${mark} ${text}`))
  }
}
