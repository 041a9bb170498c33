import * as v from 'valibot'
import type { RoleKey } from '../../domain/iam/role-key.ts'
import { type MlctlError, StateError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { KeyView, NewKey } from '../../ports/keys.ts'
import { defineOperation, type Performing } from './define.ts'
import { findRoleKey } from './key-search.ts'

const ROLE_KEY = { alias: v.string(), owner: v.string() }

/** How long a key that was just made may be missing from KMS's lists. */
const LOOKS = 6
const LOOK_AGAIN_MS = 5_000
/** A request that KMS was too busy for has had no effect, and may be sent again so often. */
const BUSY_TRIES = 5

/**
 * A key for a role. KMS knows no token and gives no name at once, so the key bears the role's tags from its
 * first moment: a run that was stopped before the alias finds it by them, and never makes a second one.
 */
export const createKey = defineOperation({
  name: 'kms.CreateKey',
  input: v.object({
    ...ROLE_KEY,
    description: v.string(),
    policy: v.record(v.string(), v.unknown()),
    tags: v.record(v.string(), v.string()),
  }),
  observe: async (ports, { alias, owner }) => {
    const key = await findRoleKey(ports, { alias, owner })
    if (key === undefined) return { fingerprint: 'absent', satisfied: false }
    const { keyArn, state } = key
    return { fingerprint: keyArn, satisfied: state === 'Enabled', output: { keyArn } }
  },
  perform: async (ports, { alias, owner, ...key }, context) => {
    const wanted = { alias, owner }
    const mayBeThere = await wasLeftOpen(ports, context.key)
    const found = mayBeThere
      ? await lookLonger(ports, wanted, context)
      : await ports.keys.find(alias)
    if (found !== undefined) return { keyArn: requireUsable(found, alias).keyArn }
    const { keyArn } = await createOnce(ports, { wanted, key }, context)
    return { keyArn }
  },
})

/** The alias by which later runs, and people, find the key. */
export const nameKey = defineOperation({
  name: 'kms.CreateAlias',
  input: v.object(ROLE_KEY),
  observe: async (ports, { alias }) => {
    const key = await ports.keys.find(alias)
    if (key === undefined) return { fingerprint: 'absent', satisfied: false }
    return { fingerprint: key.keyArn, satisfied: true, output: { alias, keyArn: key.keyArn } }
  },
  perform: async (ports, wanted) => {
    const { alias } = wanted
    const { keyArn } = requireUsable(await findRoleKey(ports, wanted), alias)
    try {
      await ports.keys.createAlias(alias, keyArn)
    } catch (error) {
      const named = await ports.keys.find(alias)
      if (named === undefined) throw error
      // After a lost answer it is our own; otherwise somebody else was faster, with a key of his own.
      if (named.keyArn !== keyArn) throw twoKeys(alias, { named: named.keyArn, nameless: keyArn })
    }
    return { alias, keyArn }
  },
})

export const rotateKey = defineOperation({
  name: 'kms.rotate-role-key',
  input: v.object({ alias: v.string() }),
  observe: async (ports, { alias }) => {
    const key = await ports.keys.find(alias)
    const isRotated = key !== undefined && (await ports.keys.isRotated(key.keyArn))
    // A key that is not there looks like a new one, which is not rotated: else the plan would be stale.
    return { fingerprint: isRotated ? 'on' : 'off', satisfied: isRotated, output: { alias } }
  },
  perform: async (ports, { alias }) => {
    await ports.keys.enableRotation(requireUsable(await ports.keys.find(alias), alias).keyArn)
    return { alias }
  },
})

/** @throws StateError MLC-IAM-010 for a key that is not there or not enabled. */
export const requireUsable = (key: KeyView | undefined, alias: string): KeyView => {
  if (key?.state === 'Enabled') return key
  throw new StateError('MLC-IAM-010', `The key of ${alias} is ${key?.state ?? 'not there'}.`, {
    hint: 'Bring it back (aws kms cancel-key-deletion, aws kms enable-key), or name a key: --kms <arn>.',
  })
}

/** Whether the run before began this very step and did not live to say how it ended. */
const wasLeftOpen = async ({ journal }: Pick<Ports, 'journal'>, key: string): Promise<boolean> => {
  const { records } = await journal.read()
  const mine = records.filter(
    (one) => (one.kind === 'intent' || one.kind === 'outcome') && one.key === key,
  )
  // The last one is the intent of this run.
  return mine.at(-2)?.kind === 'intent'
}

const lookLonger = async (
  ports: Pick<Ports, 'keys' | 'clock' | 'io'>,
  wanted: RoleKey,
  { signal }: Performing,
): Promise<KeyView | undefined> => {
  for (let look = 1; ; look++) {
    const key = await findRoleKey(ports, wanted)
    if (key !== undefined || look >= LOOKS) return key
    if (look === 1)
      ports.io.note('The key may be there, and not be seen yet: looking for half a minute.')
    await ports.clock.sleep(LOOK_AGAIN_MS, signal)
  }
}

type Making = { readonly wanted: RoleKey; readonly key: NewKey }

/** One request. When its answer is lost, the key is looked for before anything else is thought of it. */
const createOnce = async (
  ports: Pick<Ports, 'keys' | 'clock' | 'io'>,
  { wanted, key }: Making,
  context: Performing,
): Promise<KeyView> => {
  for (let tries = 1; ; tries++) {
    try {
      return await ports.keys.create(key)
    } catch (error) {
      if (!(error instanceof TemporaryError)) throw error
      const found = isBusy(error) ? undefined : await lookLonger(ports, wanted, context)
      if (found !== undefined) return found
      if (!isBusy(error) || tries >= BUSY_TRIES) throw error
      await ports.clock.sleep(LOOK_AGAIN_MS, context.signal)
    }
  }
}

/** KMS turned the request away; any other fault may hide an effect. */
const isBusy = (error: MlctlError): boolean => error.code === 'MLC-AWS-031'

const twoKeys = (alias: string, keys: { readonly named: string; readonly nameless: string }) =>
  new StateError('MLC-IAM-014', `${alias} names another key by now.`, {
    why: `Somebody else made ${keys.named} for the role at the same time; ${keys.nameless} has no name.`,
    hint: `Nothing is encrypted with it yet: aws kms schedule-key-deletion --key-id ${keys.nameless}. Then run the same line again.`,
    details: keys,
  })
