import { commandLine } from '../../domain/core/command-line.ts'
import type { Plan } from '../../domain/core/plan.ts'
import type { DiffLine } from '../../domain/iam/diff.ts'
import { roleArnOf } from '../../domain/iam/names.ts'
import type { AnyRoleSpec } from '../../domain/iam/spec.ts'
import type { Ports } from '../../ports/all.ts'
import type { Io } from '../../ports/io.ts'
import { type Applied, type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { NO_FIXES } from './fix-plan.ts'
import { keyForRole, keyPolicyFix } from './key-setup.ts'
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
  const first = await resolveRoleSpec(ports, withKey(request, request.kms))
  if (request.kms !== 'new') return setupSpec(ports, first, request, options)
  const key = await keyForRole(ports, { ...request, role: first.roleName }, first, options)
  if ('planned' in key) {
    ports.io.note('The role is planned when the key is there: its policy names the key.')
    return withoutRole(first, key.planned)
  }
  const named = { ...withKey(request, key.keyArn), role: first.roleName }
  const filled = { ...named, data: first.reads, output: first.output }
  return setupSpec(
    ports,
    await resolveRoleSpec(ports, filled),
    { ...request, kms: key.keyArn },
    options,
  )
}

const withKey = (request: SetupRequest, kms: string | undefined): RoleRequest =>
  kms === undefined || kms === 'new' ? request : { ...request, kmsKey: kms }

const setupSpec = async (
  ports: Ports,
  spec: AnyRoleSpec,
  request: SetupRequest,
  options: ApplyOptions,
): Promise<RoleSetup> => {
  const role = await planRole(ports, spec)
  const key =
    request.kms === undefined
      ? NO_FIXES
      : await keyPolicyFix(ports, request.kms, { spec, roleArn: role.roleArn })
  for (const warning of role.warnings) ports.io.warn(warning)
  const written = [...documentsOf(spec, role), ...key.policies]
  for (const note of await askAccessAnalyzer(ports, written)) ports.io.note(note)
  showRole(ports.io, spec, role)
  for (const { where, diff } of key.changes) showDiff(ports.io, `Changes of ${where}`, diff)
  const command = replayLine(spec, request)
  const { plan } = await planAgainstLiveState(ports, command, [...role.steps, ...key.steps])
  const applied = await carryOut(ports, plan, options)
  const readiness = applied.status === 'applied' ? await waitForRole(ports, spec) : undefined
  return {
    ...resultOf(spec, applied),
    roleArn: role.roleArn,
    trustPolicy: role.trustPolicy,
    permissionPolicy: role.permissionPolicy,
    changes: { trust: role.trustDiff, permissions: role.permissionDiff },
    ...(readiness === undefined ? {} : { readiness }),
  }
}

const resultOf = ({ roleName }: AnyRoleSpec, { status, plan, planFile }: Applied) => ({
  status,
  roleName,
  plan,
  ...(planFile === undefined ? {} : { planFile }),
})

/** Only the key is planned as yet. */
const withoutRole = (spec: AnyRoleSpec, applied: Applied): RoleSetup => ({
  ...resultOf(spec, applied),
  roleArn: roleArnOf(spec.account, spec.partition, spec.roleName),
  trustPolicy: null,
  permissionPolicy: null,
  changes: { trust: [], permissions: [] },
})

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
