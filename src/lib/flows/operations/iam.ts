import * as v from 'valibot'
import { boundTrust } from '../../domain/audit/trust.ts'
import { digestOf } from '../../domain/core/digest.ts'
import { policyMeaning, readPolicy, samePolicy } from '../../domain/core/policy-document.ts'
import { gapsOf } from '../../domain/iam/compare.ts'
import { withKeyArn } from '../../domain/iam/role-key.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { defineOperation } from './define.ts'

const Policy = v.record(v.string(), v.unknown())
const Tags = v.record(v.string(), v.string())

/** A role that is new may not be known to the next call yet; this often it is tried again. */
const NEW_ROLE_TRIES = 6
const NEW_ROLE_WAIT_MS = 2_000

export const createRole = defineOperation({
  name: 'iam.CreateRole',
  input: v.object({
    roleName: v.string(),
    description: v.string(),
    trustPolicy: Policy,
    permissionsBoundaryArn: v.exactOptional(v.string()),
    tags: Tags,
  }),
  observe: async (ports, input) => {
    const role = await ports.roles.find(input.roleName)
    if (role === undefined) return { fingerprint: 'absent', satisfied: false }
    return {
      fingerprint: digestOf([role.arn, fingerprintOf(role.trustPolicy)]),
      satisfied: trusts(role.trustPolicy, input.trustPolicy),
      output: { roleName: input.roleName, roleArn: role.arn },
    }
  },
  perform: async (ports, input) => {
    try {
      const { arn } = await ports.roles.create(input)
      return { roleName: input.roleName, roleArn: arn }
    } catch (error) {
      // The answer of an earlier try may have been lost: then the role is there, as we wanted it.
      const role = await ports.roles.find(input.roleName)
      if (role === undefined || !trusts(role.trustPolicy, input.trustPolicy)) throw error
      return { roleName: input.roleName, roleArn: role.arn }
    }
  },
})

export const updateTrust = defineOperation({
  name: 'iam.UpdateAssumeRolePolicy',
  input: v.object({ roleName: v.string(), trustPolicy: Policy }),
  observe: async (ports, input) => {
    const role = await ports.roles.find(input.roleName)
    if (role === undefined) return { fingerprint: 'absent', satisfied: false }
    return {
      fingerprint: fingerprintOf(role.trustPolicy),
      satisfied: samePolicy(role.trustPolicy, input.trustPolicy),
      output: { roleName: input.roleName, roleArn: role.arn },
    }
  },
  perform: async (ports, { roleName, trustPolicy }) => {
    await ports.roles.updateTrust(roleName, trustPolicy)
    return { roleName }
  },
})

/**
 * Limits whom a trust lets in, whatever it says by then: the condition is put into the trust of the moment,
 * and nothing that somebody else writes between two looks is lost.
 */
export const bindTrust = defineOperation({
  name: 'iam.bind-trust',
  input: v.object({ roleName: v.string(), account: v.string() }),
  observe: async (ports, { roleName, account }) => {
    const role = await ports.roles.find(roleName)
    if (role === undefined) return { fingerprint: 'absent', satisfied: false }
    return {
      fingerprint: fingerprintOf(role.trustPolicy),
      satisfied: samePolicy(role.trustPolicy, boundTrust(role.trustPolicy, account)),
      output: { roleName, roleArn: role.arn },
    }
  },
  perform: async (ports, { roleName, account }) => {
    const role = await ports.roles.find(roleName)
    // A trust that is not readable is never written over.
    if (readPolicy(role?.trustPolicy) === undefined) {
      throw new StateError('MLC-IAM-009', `The trust policy of role ${roleName} is not readable.`)
    }
    await ports.roles.updateTrust(roleName, boundTrust(role?.trustPolicy, account))
    return { roleName }
  },
})

export const putRolePolicy = defineOperation({
  name: 'iam.PutRolePolicy',
  input: v.object({
    roleName: v.string(),
    policyName: v.string(),
    policy: Policy,
    /** The policy names a key that the same plan makes; `standIn` is where its ARN goes. */
    newKey: v.exactOptional(v.object({ alias: v.string(), standIn: v.string() })),
  }),
  observe: async (ports, input) => {
    const role = await ports.roles.find(input.roleName)
    const current = role?.inlinePolicies.find(({ name }) => name === input.policyName)?.policy
    const wanted = await withNewKey(ports, input)
    return {
      // Of the policy alone: creating the role earlier in the same plan must not look like a change.
      fingerprint: current === undefined ? 'absent' : fingerprintOf(current),
      satisfied: current !== undefined && wanted !== undefined && samePolicy(current, wanted),
      output: { roleName: input.roleName, policyName: input.policyName },
    }
  },
  perform: async (ports, input) => {
    const { roleName, policyName, newKey } = input
    const policy = await withNewKey(ports, input)
    if (policy === undefined) throw noKey(newKey?.alias ?? '')
    await whileRoleIsNew(ports, () => ports.roles.putInlinePolicy(roleName, policyName, policy))
    return { roleName, policyName }
  },
})

type WithKey = {
  readonly policy: Readonly<Record<string, unknown>>
  readonly newKey?: { readonly alias: string; readonly standIn: string }
}

/** The policy with the ARN of its key; undefined while there is none. */
const withNewKey = async ({ keys }: Pick<Ports, 'keys'>, { policy, newKey }: WithKey) => {
  if (newKey === undefined) return policy
  const key = await keys.find(newKey.alias)
  return key === undefined ? undefined : withKeyArn(policy, newKey.standIn, key.keyArn)
}

const noKey = (alias: string) =>
  new StateError('MLC-IAM-010', `There is no key ${alias}, which the policy has to name.`, {
    hint: 'Run the same command again: it makes the key first.',
  })

/** IAM answers "no such role" for some seconds after it made one. */
const whileRoleIsNew = async (ports: Ports, call: () => Promise<void>): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof StateError) || tries >= NEW_ROLE_TRIES) throw error
      await ports.clock.sleep(NEW_ROLE_WAIT_MS, ports.io.signal)
    }
  }
}

const fingerprintOf = (policy: unknown): string => {
  const document = readPolicy(policy)
  return digestOf(document === undefined ? policy : policyMeaning(document))
}

/** The role trusts whom we wanted it to trust, and perhaps others too. */
const trusts = (existing: unknown, wanted: unknown): boolean => {
  const document = readPolicy(wanted)
  return document !== undefined && gapsOf(readPolicy(existing), document).length === 0
}
