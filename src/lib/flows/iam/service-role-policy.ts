import { policySize } from '../../domain/core/policy-document.ts'
import type { PolicyBundle } from '../../domain/iam/formats/documents.ts'
import { permissionPolicy } from '../../domain/iam/permission-policy.ts'
import { kindOf, ROLE_PURPOSES } from '../../domain/iam/roles/purposes.ts'
import { MADE_BY_TAG } from '../../domain/iam/spec.ts'
import { trustPolicy } from '../../domain/iam/trust-policy.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { lintBeforeWriting } from './policy-gate.ts'
import { type RoleRequest, resolveRoleSpec } from './role-request.ts'

/** The documents of a service role as they would be made, nothing changed. */
export type ServiceRolePolicy = PolicyBundle & {
  readonly role: NonNullable<PolicyBundle['role']>
  readonly sizes: { readonly trust: number; readonly permissions: number }
}

/**
 * The policies of a service role from what it works with; `purpose` is a word of the user's.
 * @throws UsageError MLC-IAM-007 for a purpose that there is not; GateError MLC-IAM-008 when the linter refuses.
 */
export const printServiceRole = async (
  ports: Pick<Ports, 'io' | 'identity' | 'target' | 'objects'>,
  purpose: string | undefined,
  request: Omit<RoleRequest, 'purpose'>,
): Promise<ServiceRolePolicy> => {
  const known = ROLE_PURPOSES.find((one) => one === purpose)
  if (known === undefined) throw unknownPurpose(purpose)
  const spec = await resolveRoleSpec(ports, { ...request, role: undefined, purpose: known })
  const [trust, permissions] = [trustPolicy(spec), permissionPolicy(spec)]
  const place = { partition: spec.partition, account: spec.account, region: spec.region }
  for (const warning of [
    ...lintBeforeWriting({ document: trust, kind: 'trust', what: 'trust policy' }, place),
    ...lintBeforeWriting(
      { document: permissions, kind: 'identity', what: 'permission policy' },
      place,
    ),
  ]) {
    ports.io.warn(warning)
  }
  const kind = kindOf(spec)
  return {
    policies: [{ name: kind.policyName, document: permissions }],
    role: {
      name: spec.roleName,
      description: kind.description,
      trust,
      policyName: kind.policyName,
      ...(spec.permissionsBoundaryArn === undefined
        ? {}
        : { boundary: spec.permissionsBoundaryArn }),
      tags: { [MADE_BY_TAG]: 'mlctl', ...spec.tags },
    },
    sizes: { trust: policySize(trust), permissions: policySize(permissions) },
  }
}

const unknownPurpose = (purpose: string | undefined) =>
  new UsageError(
    'MLC-IAM-007',
    purpose === undefined
      ? 'Say whose policy: --for <commands>, or --role <purpose> for a service role.'
      : `Without --for, --role is what a service role is for; "${purpose}" is none.`,
    { hint: `--for finetune,"throughput buy" or --role ${ROLE_PURPOSES.join('|')}` },
  )
