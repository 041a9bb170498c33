import { StateError } from '../../src/lib/errors.ts'
import type { Keys, KeyView } from '../../src/lib/ports/keys.ts'

export type FakeKeys = Keys & {
  /** Policies by key ARN. */
  readonly policies: Map<string, unknown>
  /** Names of the changing calls, in order. */
  readonly changes: string[]
}

/** What every key begins with: the account may let its IAM policies speak. */
export const accountKeyPolicy = (account: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Account',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
})

/** Keys in memory, with aliases taken once and policies as they were put. */
export const fakeKeys = (
  policies: Readonly<Record<string, unknown>> = {},
  account = '111122223333',
  /** So many lists are answered without the keys made here: KMS's eventual consistency. */
  { staleLists = 0 }: { readonly staleLists?: number } = {},
): FakeKeys => {
  const state = new Map(Object.entries(policies))
  const aliases = new Map<string, string>()
  const tags = new Map<string, Readonly<Record<string, string>>>()
  const changes: string[] = []
  const view = (keyArn: string): KeyView => ({
    keyArn,
    keyId: keyArn.split('/').at(-1) ?? '',
    account,
    region: keyArn.split(':')[3] ?? '',
    state: 'Enabled',
    usage: 'ENCRYPT_DECRYPT',
    spec: 'SYMMETRIC_DEFAULT',
    manager: 'CUSTOMER',
    isMultiRegion: false,
  })
  return {
    policies: state,
    changes,
    find: async (key) => {
      const arn = aliases.get(key) ?? key
      return state.has(arn) ? view(arn) : undefined
    },
    policy: async (keyArn) => structuredClone(state.get(keyArn)),
    isRotated: async (keyArn) => changes.includes(`rotate ${keyArn}`),
    list: async () => {
      const stale = tags.size > 0 && staleLists-- > 0
      return [...state.keys()].filter((keyArn) => !stale || !tags.has(keyArn))
    },
    tags: async (keyArn) => tags.get(keyArn) ?? {},
    create: async ({ policy, tags: given }) => {
      const keyArn = `arn:aws:kms:us-east-1:${account}:key/made-${state.size + 1}`
      changes.push('create key')
      state.set(keyArn, policy)
      tags.set(keyArn, given)
      return view(keyArn)
    },
    createAlias: async (alias, keyArn) => {
      if (aliases.has(alias)) throw new StateError('MLC-AWS-024', 'AlreadyExists')
      changes.push(`alias ${alias}`)
      aliases.set(alias, keyArn)
    },
    putPolicy: async (keyArn, policy) => {
      changes.push(`policy ${keyArn}`)
      state.set(keyArn, policy)
    },
    enableRotation: async (keyArn) => {
      changes.push(`rotate ${keyArn}`)
    },
  }
}
