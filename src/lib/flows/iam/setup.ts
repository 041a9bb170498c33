import { commandLine } from '../../domain/core/command-line.ts'
import type { Plan } from '../../domain/core/plan.ts'
import type { DiffLine } from '../../domain/iam/diff.ts'
import type { AnyRoleSpec } from '../../domain/iam/spec.ts'
import type { Ports } from '../../ports/all.ts'
import type { Io } from '../../ports/io.ts'
import { type Applied, type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
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

/** Creates or repairs the role of a customization job: shows policies and differences, then plan and apply. */
export const setupRole = async (
  ports: Ports,
  request: RoleRequest,
  options: ApplyOptions,
): Promise<RoleSetup> => {
  const spec = await resolveRoleSpec(ports, request)
  const role = await planRole(ports, spec)
  for (const warning of role.warnings) ports.io.warn(warning)
  for (const note of await askAccessAnalyzer(ports, documentsOf(spec, role))) ports.io.note(note)
  showRole(ports.io, spec, role)
  const command = replayLine(spec, request)
  const { plan } = await planAgainstLiveState(ports, command, role.steps)
  const applied = await carryOut(ports, plan, options)
  const readiness = applied.status === 'applied' ? await waitForRole(ports, spec) : undefined
  return {
    status: applied.status,
    roleName: spec.roleName,
    roleArn: role.roleArn,
    trustPolicy: role.trustPolicy,
    permissionPolicy: role.permissionPolicy,
    changes: { trust: role.trustDiff, permissions: role.permissionDiff },
    plan: applied.plan,
    ...(applied.planFile === undefined ? {} : { planFile: applied.planFile }),
    ...(readiness === undefined ? {} : { readiness }),
  }
}

/** The line that repeats this run without a question. */
const replayLine = (spec: AnyRoleSpec, request: RoleRequest): string =>
  commandLine(['iam', 'setup'], {
    ...roleFlags({ ...request, role: spec.roleName, data: spec.reads, output: spec.output }),
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
  io.note(io.style.bold('Changes'))
  for (const { mark, text } of diff) {
    const paint = { '+': io.style.good, '~': io.style.caution, '=': io.style.dim }[mark]
    io.note(paint(`  ${mark} ${text}`))
  }
}
