import type { MissingStatement } from '../../domain/checkup/finding.ts'
import { commandLine } from '../../domain/core/command-line.ts'
import { readPolicy } from '../../domain/core/policy-document.ts'
import { assessRole } from '../../domain/iam/assess.ts'
import { callerRequirements } from '../../domain/iam/caller-requirements.ts'
import { type CheckRow, requirementRow, trustRow } from '../../domain/iam/check-rows.ts'
import { principalOf, roleNameOf, roleNameProblem } from '../../domain/iam/names.ts'
import { type Requirement, roleRequirements } from '../../domain/iam/requirements.ts'
import { kindOf } from '../../domain/iam/roles/purposes.ts'
import type { AnyRoleSpec } from '../../domain/iam/spec.ts'
import { judgeTrust } from '../../domain/iam/trust-policy.ts'
import { AccessError, StateError, TemporaryError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { RoleView } from '../../ports/roles.ts'
import { checkBuckets } from './bucket-checks.ts'
import { checkKeys } from './key-checks.ts'
import { callerLack, roleLack } from './lack.ts'
import { roleFlags } from './role-flags.ts'
import { type RoleRequest, resolveRoleSpec } from './role-request.ts'

export type RoleCheck = {
  readonly roleName: string
  readonly roleArn: string
  readonly caller: string
  readonly checks: readonly CheckRow[]
  readonly missing: number
  readonly unknown: number
  /** What would have to be added, and where; `iam fix` adds it. */
  readonly missingStatements: readonly MissingStatement[]
  /** The command that repairs the role; absent when nothing of the role is missing. */
  readonly repair?: string
}

type CheckPorts = Pick<Ports, 'io' | 'identity' | 'target' | 'objects' | 'roles' | 'keys'>

/**
 * Looks whether the role and the caller may do what a job needs: trust, each right of the role, the
 * caller's own rights with iam:PassRole. Without data and output only trust and caller are checked.
 * @throws StateError MLC-IAM-005 when there is no such role.
 */
export const checkRole = async (ports: CheckPorts, request: RoleRequest): Promise<RoleCheck> => {
  const roleName = await askRole(ports, request)
  const caller = await ports.identity.whoAmI()
  const scope = {
    roleName,
    account: caller.account,
    partition: caller.partition,
    region: (await ports.target()).region,
    ...(request.purpose === undefined ? {} : { purpose: request.purpose }),
    ...(request.buildProject === undefined || request.purpose !== 'builds'
      ? {}
      : { buildProject: request.buildProject }),
  }
  const role = await ports.roles.find(roleName)
  if (role === undefined) throw noRole(roleName, request)
  const spec = isDescribed(request)
    ? await resolveRoleSpec(ports, { ...request, role: roleName })
    : undefined
  if (spec === undefined) ports.io.warn(DESCRIBE[request.purpose ?? ''] ?? DESCRIBE_STORAGE)
  const keys = spec === undefined ? [] : await checkKeys(ports, spec, role.arn)
  const callerNeeds = callerRequirements(scope, role.arn)
  const checks = [
    trustRow(judgeTrust(readPolicy(role.trustPolicy), scope), kindOf(scope)),
    ...(spec === undefined ? [] : await roleRows(ports, role, spec)),
    ...keys.map(({ row }) => row),
    ...(spec === undefined ? [] : await checkBuckets(ports, spec, role.arn)),
    ...(await callerRows(ports, caller.arn, callerNeeds)),
  ]
  const missing = checks.filter(({ result }) => result === 'missing')
  const repairable = missing.some(({ subject }) => subject === 'role')
  return {
    roleName,
    roleArn: role.arn,
    caller: caller.arn,
    checks,
    missing: missing.length,
    missingStatements: [
      ...roleLack(scope, spec, checks),
      ...keys.flatMap((key) => key.missing),
      ...callerLack(caller.arn, callerNeeds, checks),
    ],
    unknown: checks.filter(({ result }) => result === 'could not tell').length,
    ...(repairable
      ? { repair: commandLine(['iam', 'fix'], roleFlags({ ...request, role: roleName })) }
      : {}),
  }
}

const DESCRIBE_STORAGE = 'Pass --data and --output to check the rights on storage too.'
const DESCRIBE: Readonly<Record<string, string>> = {
  builds: 'Pass --push with the repository to check the rights of the builds too.',
}

/** Enough is said to know what the role works with; kinds without data need nothing said. */
const isDescribed = (request: RoleRequest): boolean => {
  const { needs } = kindOf(request)
  if (request.purpose === 'builds') return (request.pushes?.length ?? 0) > 0
  const isFree = !needs.data && needs.output !== 'must'
  return isFree || (request.data?.length ?? 0) > 0 || request.output !== undefined
}

/** @throws UsageError MLC-IAM-001 when no role can be called so. */
const askRole = async ({ io }: CheckPorts, request: RoleRequest): Promise<string> => {
  const check = (text: string) => roleNameProblem(roleNameOf(text))
  if (request.role === undefined) {
    const message = 'Name or ARN of the role'
    return io.ask({ kind: 'text', flag: '--role', message, check, read: roleNameOf })
  }
  const problem = check(request.role)
  if (problem === undefined) return roleNameOf(request.role)
  throw new UsageError('MLC-IAM-001', `No role is called "${request.role}".`, { hint: problem })
}

const roleRows = async (
  ports: CheckPorts,
  role: RoleView,
  spec: AnyRoleSpec,
): Promise<readonly CheckRow[]> => {
  const requirements = roleRequirements(spec)
  const simulated = await simulateOrNot(ports, role.arn, requirements)
  return assessRole(role, requirements).map((policies, at) =>
    requirementRow('role', policies.requirement, { policies, simulated: simulated?.[at] }),
  )
}

/** The caller by simulation; where that is forbidden and the caller is a role, by its policies. */
const callerRows = async (
  ports: CheckPorts,
  callerArn: string,
  requirements: readonly Requirement[],
): Promise<readonly CheckRow[]> => {
  const principal = principalOf(callerArn)
  // The session's ARN has lost the role's path; only the role itself knows it.
  const role =
    principal.kind === 'role'
      ? await orNothing(() => ports.roles.find(principal.roleName))
      : undefined
  const arn = principal.kind === 'user' ? principal.arn : role?.arn
  const simulated = arn === undefined ? undefined : await simulateOrNot(ports, arn, requirements)
  const assessed = role === undefined ? undefined : assessRole(role, requirements)
  return requirements.map((requirement, at) =>
    principal.kind === 'root'
      ? rootRow(requirement)
      : requirementRow('caller', requirement, {
          policies: assessed?.[at],
          simulated: simulated?.[at],
        }),
  )
}

const rootRow = (requirement: Requirement): CheckRow => ({
  id: requirement.id,
  subject: 'caller',
  what: requirement.what,
  result: 'could not tell',
  by: 'nothing',
  why: 'the root user cannot be simulated; it should not be used for daily work',
})

const simulateOrNot = (ports: CheckPorts, arn: string, requirements: readonly Requirement[]) =>
  orNothing(() =>
    ports.roles.simulate(
      arn,
      requirements.map(({ ask }) => ask),
    ),
  )

/** What may not be asked, or is not answered, is "could not tell", never a failure of the check. */
const orNothing = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await call()
  } catch (error) {
    if (error instanceof AccessError || error instanceof TemporaryError) return undefined
    throw error
  }
}

const noRole = (roleName: string, request: RoleRequest) =>
  new StateError('MLC-IAM-005', `There is no role ${roleName}.`, {
    hint: `Create it: ${commandLine(['iam', 'setup'], roleFlags({ ...request, role: roleName }))}`,
    details: { roleName },
  })
