import type { Assessed } from '../../domain/iam/assess.ts'
import { roleNameProblem } from '../../domain/iam/names.ts'
import { kindOf } from '../../domain/iam/roles/purposes.ts'
import type { AnyRoleSpec } from '../../domain/iam/spec.ts'
import { s3UriProblems } from '../../domain/storage/s3-uris.ts'
import { GateError, StateError, UsageError } from '../../errors.ts'

/** @throws UsageError MLC-IAM-001 for a role name or S3 URI that AWS would refuse. */
export const refuseBadSpec = (spec: AnyRoleSpec): void => {
  const name = roleNameProblem(spec.roleName)
  const problems = [
    ...(name === undefined ? [] : [`role ${spec.roleName}: ${name}`]),
    ...spec.reads.flatMap((uri) => s3UriProblems(uri, 'folder').map((says) => `${uri}: ${says}`)),
    ...(spec.output === undefined ? [] : s3UriProblems(spec.output, 'folder')).map(
      (says) => `${spec.output}: ${says}`,
    ),
  ]
  if (problems.length === 0) return
  throw new UsageError('MLC-IAM-001', 'This role cannot be made.', {
    why: problems.join('; '),
    details: { problems },
  })
}

/** Sizes in characters without white space. @throws GateError MLC-IAM-004 above the limit. */
export const withinQuota = (what: string, size: number, limit: number): void => {
  if (size <= limit) return
  throw new GateError('MLC-IAM-004', `The ${what} would have ${size} characters.`, {
    why: `IAM takes ${limit}, white space not counted.`,
    hint: 'Use another role for this job: --role <name>.',
    details: { size, limit },
  })
}

/** MLC-IAM-002: nothing that mlctl could add helps. */
export const trustDenied = (spec: AnyRoleSpec, why: string) =>
  new StateError('MLC-IAM-002', `Role ${spec.roleName} refuses ${kindOf(spec).called}.`, {
    why: `Its trust policy has a Deny that no added statement can lift: ${why}.`,
    hint: 'Take the Deny out of the trust policy, or use another role: --role <name>.',
  })

/** MLC-IAM-003: nothing that mlctl could add helps. */
export const permissionsBlocked = (spec: AnyRoleSpec, blocked: readonly Assessed[]) =>
  new StateError('MLC-IAM-003', `Role ${spec.roleName} is forbidden what the job needs.`, {
    why: blocked.map(({ requirement, why }) => `${requirement.what}: ${why}`).join('; '),
    hint: 'An added permission cannot lift this. Change that policy or boundary, or use another role: --role <name>.',
    details: { blocked: blocked.map(({ requirement }) => requirement.ask.action) },
  })
