import { commandLine } from '../../domain/core/command-line.ts'
import { roleNameOf } from '../../domain/iam/names.ts'
import { kindOf, type RolePurpose } from '../../domain/iam/roles/purposes.ts'
import { roleFlags } from '../iam/role-flags.ts'
import type { RoleRequest } from '../iam/role-request.ts'
import type { Look } from './look.ts'
import type { Subjects } from './subjects.ts'

/** The role of the work, with all that its rights are made from. */
export const roleRequestOf = (
  { role, data, output, kmsKeys, subnets, securityGroups, ...builds }: Subjects,
  purpose: RolePurpose | undefined,
): RoleRequest => {
  const { needs, vpc } = kindOf({ ...(purpose === undefined ? {} : { purpose }) })
  const list = (values: readonly string[]) => (values.length === 0 ? undefined : values)
  const inVpc = (values: readonly string[]) => (vpc === 'none' ? undefined : list(values))
  return {
    ...(purpose === undefined ? {} : { purpose }),
    role: role === undefined ? undefined : roleNameOf(role),
    data: list(data),
    ...(purpose === 'builds'
      ? { pushes: list(builds.pushes), buildProject: builds.buildProject }
      : {}),
    output: needs.output === 'never' ? undefined : (output ?? data[0]),
    kmsKey: kmsKeys[0],
    subnets: inVpc(subnets),
    securityGroups: inVpc(securityGroups),
  }
}

/** The line that makes or repairs that role. */
export const roleLine = (
  verb: 'setup' | 'fix',
  { subjects }: Pick<Look, 'subjects'>,
  purpose: RolePurpose | undefined,
): string => commandLine(['iam', verb], roleFlags(roleRequestOf(subjects, purpose)))

/** The line that limits whom a role's trust lets in, and changes nothing else. */
export const tightenLine = (roleName: string): string =>
  commandLine(['audit'], { role: roleName, fix: true })
