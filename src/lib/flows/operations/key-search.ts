import { samePolicy } from '../../domain/core/policy-document.ts'
import { newKeyPolicy } from '../../domain/iam/key-policy.ts'
import { isTaggedFor, type RoleKey } from '../../domain/iam/role-key.ts'
import { AccessError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { KeyView } from '../../ports/keys.ts'

/** So many keys are asked for their tags at a time: KMS answers a hundred such questions a second. */
const AT_ONCE = 8

/**
 * The key of a role: under its alias, or, when whoever made it was stopped before it got one, the enabled
 * key that bears the role's tags and the policy that mlctl gives. Undefined when there is neither.
 * @throws AccessError when the caller may not list keys or read their tags.
 */
export const findRoleKey = async (
  { keys }: Pick<Ports, 'keys'>,
  wanted: RoleKey,
): Promise<KeyView | undefined> => {
  const named = await keys.find(wanted.alias)
  if (named !== undefined) return named
  const all = [...(await keys.list())].sort()
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const some = all.slice(from, from + AT_ONCE)
    const found = await Promise.all(some.map((keyArn) => ownKey(keys, keyArn, wanted)))
    const first = found.find((key) => key !== undefined)
    if (first !== undefined) return first
  }
  return undefined
}

/** The key, if it is ours in every respect: a tag alone can be put on any key. */
const ownKey = async (
  keys: Ports['keys'],
  keyArn: string,
  wanted: RoleKey,
): Promise<KeyView | undefined> => {
  if (!isTaggedFor(await readableTags(keys, keyArn), wanted)) return undefined
  const key = await keys.find(keyArn)
  const isPlain = key?.manager === 'CUSTOMER' && key.spec === 'SYMMETRIC_DEFAULT'
  if (key === undefined || !isPlain || key.state !== 'Enabled') return undefined
  const [, partition = ''] = keyArn.split(':')
  const policy = newKeyPolicy({ partition, account: key.account })
  return samePolicy(await keys.policy(keyArn), policy) ? key : undefined
}

/**
 * A key that closes itself to the account is none of ours, whose policy lets the account decide. A caller
 * who may read no tags at all is told: what cannot be seen would be made a second time.
 */
const readableTags = async (keys: Ports['keys'], keyArn: string) => {
  try {
    return await keys.tags(keyArn)
  } catch (error) {
    const isOfKey = error instanceof AccessError && /resource-based policy/.test(error.why ?? '')
    // Deleted between the list and the question.
    if (isOfKey || error instanceof StateError) return {}
    throw error
  }
}
