import { commandLine } from '../../domain/core/command-line.ts'
import { readPolicy } from '../../domain/core/policy-document.ts'
import { assessRole } from '../../domain/iam/assess.ts'
import { permissionPolicy } from '../../domain/iam/permission-policy.ts'
import { roleRequirements } from '../../domain/iam/requirements.ts'
import type { AnyRoleSpec } from '../../domain/iam/spec.ts'
import { judgeTrust, trustPolicy } from '../../domain/iam/trust-policy.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { RoleView } from '../../ports/roles.ts'
import type { ApplyOptions } from '../apply.ts'
import { roleFlags } from '../iam/role-flags.ts'
import { buildRoleName } from '../iam/role-questions.ts'
import { type RoleRequest, resolveRoleSpec } from '../iam/role-request.ts'
import { planRole, type RolePlan } from '../iam/role-steps.ts'
import { setupRole } from '../iam/setup.ts'
import { ifReadable } from '../if-readable.ts'

export type BuildRoleWish = {
  /** All that the role's rights are made from; without a name it is the one that mlctl would make. */
  readonly request: RoleRequest & { readonly purpose: 'builds' }
  /** For the role, where its making is offered and wanted. */
  readonly apply: ApplyOptions
}

/**
 * The ARN of a role that may do exactly what a build does. One that is missing or lacks something is
 * offered to be made or completed on a terminal; elsewhere the line that does so is named.
 * @throws UsageError MLC-CTR-240 when none is named and there is none of mlctl's; StateError MLC-CTR-244 for
 * a named one that is not there, that CodeBuild may not use or that lacks a right.
 */
export const buildRole = async (ports: Ports, wish: BuildRoleWish): Promise<string> => {
  const { request } = wish
  const role = request.role ?? buildRoleName(request)
  const spec = await resolveRoleSpec(ports, { ...request, role })
  const found = await ifReadable(ports, `Role ${spec.roleName}`, () =>
    ports.roles.find(spec.roleName),
  )
  if (found === 'unreadable') return requireArn(role)
  const plan = await planRole(ports, spec)
  for (const warning of plan.warnings) ports.io.warn(warning)
  if (plan.steps.length === 0) return plan.roleArn
  if (found !== undefined && mayDoForAllWeKnow(found, spec)) {
    ports.io.warn(`Not every right of role ${spec.roleName} can be told from its policies.`)
    return plan.roleArn
  }
  const isThere = found !== undefined
  const lack = lackOf(spec, plan, isThere)
  if (!ports.io.interactive || !(await wantsIt(ports, lack, isThere))) {
    throw unfit({ spec, request, lack, isThere })
  }
  // The plan file of the caller is that of the build.
  const { planOut, dryRun, ...apply } = wish.apply
  const setup = await setupRole(
    ports,
    { ...request, role },
    { ...apply, dryRun: dryRun || planOut !== undefined },
  )
  const open = setup.readiness?.ready === false ? setup.readiness.open : []
  for (const one of open) ports.io.warn(`Role ${spec.roleName}: ${one}`)
  return setup.roleArn
}

/** Conditions on what only AWS knows of a request are no reason to refuse a role that somebody else made. */
const mayDoForAllWeKnow = (role: RoleView, spec: AnyRoleSpec): boolean => {
  if (judgeTrust(readPolicy(role.trustPolicy), spec).kind === 'wrong') return false
  const asks = roleRequirements(spec).map((one) => ({
    ...one,
    ask: { ...one.ask, unknowable: () => true },
  }))
  return assessRole(role, asks).every(({ verdict }) => verdict !== 'missing')
}

/** What is wrong with the role, for people. */
const lackOf = ({ roleName }: AnyRoleSpec, plan: RolePlan, isThere: boolean): string => {
  if (!isThere) return `There is no role ${roleName} in this account.`
  const has = (operation: string) => plan.steps.some((step) => step.operation === operation)
  const added = plan.permissionDiff.filter(({ mark }) => mark !== '=').map(({ text }) => text)
  return [
    ...(has('iam.UpdateAssumeRolePolicy')
      ? [`The trust policy of role ${roleName} does not let CodeBuild use it for this project.`]
      : []),
    ...(added.length === 0 ? [] : [`Role ${roleName} lacks: ${added.join('; ')}.`]),
  ].join(' ')
}

const wantsIt = ({ io }: Ports, lack: string, isThere: boolean): Promise<boolean> =>
  io.ask({
    kind: 'confirm',
    flag: '--build-role',
    message: `${lack} ${isThere ? 'Complete' : 'Make'} it now?`,
    help: 'Shows the policies first, as mlctl iam setup --for builds does.',
    initial: true,
    read: (answer) => answer,
  })

type Unfit = {
  readonly spec: AnyRoleSpec
  readonly request: RoleRequest
  readonly lack: string
  readonly isThere: boolean
}

const unfit = ({ spec, request, lack, isThere }: Unfit) => {
  const command = commandLine(['iam', 'setup'], roleFlags(request))
  const details = {
    roleName: spec.roleName,
    command,
    trustPolicy: trustPolicy(spec),
    permissionPolicy: permissionPolicy(spec),
  }
  if (request.role === undefined && !isThere) {
    return new UsageError('MLC-CTR-240', 'CodeBuild needs a role to build with.', {
      why: lack,
      hint: `Make it: ${command}\nOr name another: --build-role NAME (container.buildRole in mlctl.yaml).`,
      details,
    })
  }
  return new StateError('MLC-CTR-244', `CodeBuild cannot build as role ${spec.roleName}.`, {
    why: lack,
    hint: `Nothing was changed. ${isThere ? 'Complete' : 'Make'} it: ${command}`,
    details,
  })
}

const requireArn = (role: string): string => {
  if (role.startsWith('arn:')) return role
  throw new UsageError('MLC-CTR-240', 'The role cannot be looked up by its name.', {
    hint: 'Pass its ARN: --build-role arn:aws:iam::123456789012:role/NAME',
  })
}
