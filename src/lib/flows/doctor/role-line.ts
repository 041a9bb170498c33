import { commandLine } from '../../domain/core/command-line.ts'
import { roleNameOf } from '../../domain/iam/names.ts'
import type { RolePurpose } from '../../domain/iam/roles/purposes.ts'
import type { Look } from './look.ts'

/** The line that makes or repairs the role of the work, with all that its rights are made from. */
export const roleLine = (
  verb: 'setup' | 'fix',
  { subjects }: Look,
  purpose: RolePurpose | undefined,
): string => {
  const { role, data, output, kmsKeys, subnets, securityGroups } = subjects
  const list = (values: readonly string[]) => (values.length === 0 ? undefined : values)
  return commandLine(['iam', verb], {
    for: purpose === 'customization' ? undefined : purpose,
    role: role === undefined ? undefined : roleNameOf(role),
    data: list(data),
    output: output ?? data[0],
    'kms-key': kmsKeys[0],
    subnets: list(subnets),
    'security-groups': list(securityGroups),
  })
}
