import * as v from 'valibot'
import { digestOf } from '../../domain/core/digest.ts'
import { policyMeaning, readPolicy, samePolicy } from '../../domain/core/policy-document.ts'
import { gapsOf } from '../../domain/iam/compare.ts'
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

export const putRolePolicy = defineOperation({
  name: 'iam.PutRolePolicy',
  input: v.object({ roleName: v.string(), policyName: v.string(), policy: Policy }),
  observe: async (ports, input) => {
    const role = await ports.roles.find(input.roleName)
    const current = role?.inlinePolicies.find(({ name }) => name === input.policyName)?.policy
    return {
      // Of the policy alone: creating the role earlier in the same plan must not look like a change.
      fingerprint: current === undefined ? 'absent' : fingerprintOf(current),
      satisfied: current !== undefined && samePolicy(current, input.policy),
      output: { roleName: input.roleName, policyName: input.policyName },
    }
  },
  perform: async (ports, { roleName, policyName, policy }) => {
    await whileRoleIsNew(ports, () => ports.roles.putInlinePolicy(roleName, policyName, policy))
    return { roleName, policyName }
  },
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
