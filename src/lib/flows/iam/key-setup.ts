import { commandLine } from '../../domain/core/command-line.ts'
import type { DraftStep } from '../../domain/core/plan.ts'
import { POLICY_VERSION, readPolicy } from '../../domain/core/policy-document.ts'
import { judgeKeyPolicy, keyPolicyStatements, newKeyPolicy } from '../../domain/iam/key-policy.ts'
import { type AnyRoleSpec, MADE_BY_TAG } from '../../domain/iam/spec.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type Applied, type ApplyOptions, carryOut, outputText } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { keyFix, NO_FIXES, type RoleFixes } from './fix-plan.ts'
import { roleFlags } from './role-flags.ts'
import type { RoleRequest } from './role-request.ts'

/** The key of a role: there, or planned and not made because nothing may be changed now. */
export type KeyOfRole = { readonly keyArn: string } | { readonly planned: Applied }

const KEY_STEP = 'create-key'

/**
 * A key of the role's own, found again by its alias. It is made before the role is planned: the role's
 * policy names the key by its ARN, which AWS gives.
 */
export const keyForRole = async (
  ports: Ports,
  request: RoleRequest,
  spec: AnyRoleSpec,
  options: ApplyOptions,
): Promise<KeyOfRole> => {
  const step: DraftStep = {
    id: KEY_STEP,
    operation: 'kms.create-key',
    input: {
      alias: `alias/mlctl-${spec.roleName.replace(/[^A-Za-z0-9/_-]+/g, '-')}`,
      description: `Data and models of role ${spec.roleName}`,
      policy: newKeyPolicy(spec),
      tags: { ...spec.tags, [MADE_BY_TAG]: 'mlctl' },
    },
    summary: `make a key for role ${spec.roleName}, rotated yearly`,
    undo: 'aws kms schedule-key-deletion --key-id <key> (what it encrypted is lost)',
    danger: { level: 'moderate' },
    cost: { unknown: 'KMS asks a monthly fee for each key and a fee for calls' },
  }
  const line = commandLine(['iam', 'setup'], { ...roleFlags(request), kms: 'new' })
  const { plan, already } = await planAgainstLiveState(ports, line, [step])
  const found = already[0]?.output.keyArn
  if (typeof found === 'string') return { keyArn: found }
  const applied = await carryOut(ports, plan, options)
  if (applied.status === 'planned') return { planned: applied }
  return { keyArn: outputText(applied, KEY_STEP, 'keyArn') }
}

/**
 * The step that lets a role use a key by the key's own policy, where that neither names the role nor leaves
 * it to the account.
 * @throws StateError MLC-IAM-011 for a Deny in the key's policy, MLC-IAM-010 for a key that is not usable.
 */
export const keyPolicyFix = async (
  ports: Pick<Ports, 'keys'>,
  keyArn: string,
  role: { readonly spec: AnyRoleSpec; readonly roleArn: string },
): Promise<RoleFixes> => {
  const key = await ports.keys.find(keyArn)
  if (key === undefined || key.state !== 'Enabled') throw notUsable(keyArn, key?.state)
  const existing = readPolicy(await ports.keys.policy(keyArn))
  const verdict = existing === undefined ? 'closed' : judgeKeyPolicy(existing, keyArn, role)
  if (verdict === 'denied') throw denied(keyArn)
  if (verdict !== 'closed') return NO_FIXES
  const statements = keyPolicyStatements(role.spec, keyArn, role.roleArn)
  return keyFix(keyArn, { Version: POLICY_VERSION, Statement: statements }, existing)
}

const notUsable = (keyArn: string, state = 'not there') =>
  new StateError('MLC-IAM-010', `The key ${keyArn} is ${state}.`, {
    hint: 'Name a key that is enabled, or let mlctl make one: --kms new.',
  })

const denied = (keyArn: string) =>
  new StateError('MLC-IAM-011', `The policy of ${keyArn} denies what the role needs.`, {
    why: 'A Deny wins over every Allow, so no added statement helps.',
    hint: 'Ask whoever owns the key, or use another one: --kms <arn>, --kms new.',
  })
