import * as v from 'valibot'
import { StateError } from '../../errors.ts'
import { defineOperation } from './define.ts'

/**
 * A key under an alias, which is how a second run finds it again. Between making the key and naming it
 * lies the one moment in which a killed process leaves a key without a name.
 */
export const createKey = defineOperation({
  name: 'kms.create-key',
  input: v.object({
    alias: v.string(),
    description: v.string(),
    policy: v.record(v.string(), v.unknown()),
    tags: v.record(v.string(), v.string()),
  }),
  observe: async (ports, { alias }) => {
    const key = await ports.keys.find(alias)
    if (key === undefined) return { fingerprint: 'absent', satisfied: false }
    return {
      fingerprint: key.keyArn,
      satisfied: key.state === 'Enabled' && (await ports.keys.isRotated(key.keyArn)),
      output: { keyArn: key.keyArn, alias },
    }
  },
  perform: async (ports, { alias, ...key }) => {
    const there = await ports.keys.find(alias)
    if (there !== undefined && there.state !== 'Enabled') {
      throw new StateError('MLC-IAM-010', `The key of ${alias} is ${there.state}.`, {
        hint: 'Bring it back (aws kms cancel-key-deletion, aws kms enable-key), or name a key: --kms <arn>.',
      })
    }
    const { keyArn } = there ?? (await ports.keys.create(key))
    if (there === undefined) await ports.keys.createAlias(alias, keyArn)
    await ports.keys.enableRotation(keyArn)
    return { keyArn, alias }
  },
})
