import type { DraftStep } from '../../domain/core/plan.ts'
import {
  POLICY_VERSION,
  type PolicyDocument,
  readPolicy,
} from '../../domain/core/policy-document.ts'
import { judgeKeyPolicy, keyPolicyStatements, newKeyPolicy } from '../../domain/iam/key-policy.ts'
import {
  keyToCome,
  type RoleKey,
  roleKeyCost,
  roleKeyOf,
  roleKeyTags,
} from '../../domain/iam/role-key.ts'
import type { AnyRoleSpec } from '../../domain/iam/spec.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { findRoleKey } from '../operations/key-search.ts'
import { requireUsable } from '../operations/keys.ts'
import { keyFix, NO_FIXES, type RoleFixes } from './fix-plan.ts'
import { lintBeforeWriting, type PolicyToWrite } from './policy-gate.ts'

/** The key that setup was asked for, and what has to happen for it. */
export type PlannedKey = {
  /** The key's ARN, or what stands for it in policies until the key is made. */
  readonly keyArn: string
  /** Set while the key is not there: where its ARN comes from. */
  readonly newKey?: { readonly alias: string; readonly standIn: string }
  readonly steps: readonly DraftStep[]
  /** The policy of a key that is yet to be made. */
  readonly policies: readonly KeyPolicy[]
}

type KeyPolicy = PolicyToWrite & { readonly document: PolicyDocument }

/**
 * A key of the role's own: the one that is there, under its alias or left without one by a run that was
 * stopped, or the steps that make it. Changes nothing.
 * @throws StateError MLC-IAM-010 for a key that waits for its deletion or is disabled.
 */
export const planRoleKey = async (
  ports: Pick<Ports, 'keys' | 'io'>,
  spec: AnyRoleSpec,
): Promise<PlannedKey> => {
  const wanted = roleKeyOf(spec)
  const found = await findRoleKey(ports, wanted)
  const policy = newKeyPolicy(spec)
  const steps = keySteps(spec, wanted, policy)
  if (found !== undefined) {
    const { keyArn } = requireUsable(found, wanted.alias)
    return { keyArn, steps, policies: [] }
  }
  const what = `policy of the new key ${wanted.alias}`
  const standIn = keyToCome(spec)
  const document: KeyPolicy = { document: policy, kind: 'key', what }
  for (const warning of lintBeforeWriting(document, spec)) ports.io.warn(warning)
  return { keyArn: standIn, newKey: { alias: wanted.alias, standIn }, steps, policies: [document] }
}

/** All of them, whatever is done: planning sets aside what is there. */
const keySteps = (
  spec: AnyRoleSpec,
  wanted: RoleKey,
  policy: PolicyDocument,
): readonly DraftStep[] => {
  const { alias } = wanted
  return [
    {
      id: 'create-key',
      operation: 'kms.CreateKey',
      input: {
        ...wanted,
        description: `Data and models of role ${spec.roleName}`,
        policy,
        tags: roleKeyTags(spec),
      },
      summary: `make a key for role ${spec.roleName}; its policy leaves to the account who uses it`,
      undo: 'aws kms schedule-key-deletion --key-id <its id> (what it encrypted is lost)',
      danger: { level: 'moderate' },
      cost: roleKeyCost(spec.partition),
    },
    {
      id: 'name-key',
      operation: 'kms.CreateAlias',
      input: wanted,
      summary: `name the key ${alias}`,
      undo: `aws kms delete-alias --alias-name ${alias}`,
      danger: { level: 'none' },
      cost: {},
    },
    {
      id: 'rotate-key',
      operation: 'kms.rotate-role-key',
      input: { alias },
      summary: 'rotate the key yearly (the first two rotations add a dollar a month each)',
      undo: 'aws kms disable-key-rotation --key-id <its id>',
      danger: { level: 'none' },
      cost: {},
    },
  ]
}

/** The step that writes the role's policy says where the key's ARN comes from. */
export const namingNewKey = (step: DraftStep, { newKey }: Pick<PlannedKey, 'newKey'>): DraftStep =>
  newKey === undefined || step.operation !== 'iam.PutRolePolicy'
    ? step
    : { ...step, input: { ...step.input, newKey } }

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
