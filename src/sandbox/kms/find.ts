import { randomBytes, randomUUID } from 'node:crypto'
import type { Call, Documents, SandboxClock } from '../service.ts'
import { disabled, invalidKeyId, noAlias, noKey, pendingDeletion } from './errors.ts'
import { awsManagedPolicy } from './key-policy.ts'
import { changeKms, isGone, type KeyRecord, type KmsDocument, readKms } from './records.ts'

/** What finding a key takes: a call has it all. */
export type Place = {
  readonly documents: Documents
  readonly clock: SandboxClock
  readonly region: string
  readonly accountId: string
}

/** A mistake here would make keys of other accounts look like this one's. */
const arnIn = ({ region, accountId }: Place, rest: string): string =>
  `arn:aws:kms:${region}:${accountId}:${rest}`

/** ARN of a key by its id. */
export const keyArn = (place: Place, id: string): string => arnIn(place, `key/${id}`)

export const aliasArn = (place: Place, name: string): string => arnIn(place, name)

const KEY_ID = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** Aliases that AWS reserves; the key behind one is made when somebody first asks. */
const MANAGED = /^alias\/aws\/([a-z0-9-]+)$/

/** A fresh key of this region; `more` decides what sets it apart. */
export const newKey = (
  place: Place,
  more: Pick<KeyRecord, 'description' | 'policy' | 'manager' | 'tags'> &
    Partial<Pick<KeyRecord, 'usage' | 'spec' | 'isMultiRegion'>>,
): KeyRecord => {
  const uuid = randomUUID()
  const id = more.isMultiRegion ? `mrk-${uuid.replaceAll('-', '')}` : uuid
  return {
    id,
    arn: arnIn(place, `key/${id}`),
    region: place.region,
    createdAt: place.clock.now(),
    usage: 'ENCRYPT_DECRYPT',
    spec: 'SYMMETRIC_DEFAULT',
    isMultiRegion: false,
    material: randomBytes(32).toString('base64'),
    isEnabled: true,
    grants: [],
    ...more,
  }
}

const managedKey = (place: Place, alias: string, service: string): KeyRecord => {
  const key = newKey(place, {
    description: `Default key that protects my ${service} data when no other key is defined`,
    policy: awsManagedPolicy(place, service),
    manager: 'AWS',
    tags: [],
  })
  return changeKms(place.documents, ({ keys, aliases }) => {
    const arn = aliasArn(place, alias)
    const known = keys[aliases[arn]?.keyArn ?? '']
    if (known !== undefined) return known
    keys[key.arn] = { ...key, rotationDays: 365 }
    aliases[arn] = { name: alias, arn, keyArn: key.arn, createdAt: place.clock.now() }
    return key
  })
}

const keyOfAlias = (place: Place, kms: KmsDocument, arn: string): KeyRecord | undefined => {
  const key = kms.keys[kms.aliases[arn]?.keyArn ?? '']
  if (key !== undefined) return key
  const name = arn.split(':').slice(5).join(':')
  const service = MANAGED.exec(name)?.[1]
  return service !== undefined && arn === aliasArn(place, name)
    ? managedKey(place, name, service)
    : undefined
}

/** The key by id, ARN, alias or alias ARN; undefined when there is none. */
export const lookUpKey = (place: Place, given: string): KeyRecord | undefined => {
  const kms = readKms(place.documents)
  const arn = given.startsWith('arn:') ? given : arnIn(place, keyOrAlias(given))
  const key = arn.includes(':alias/') ? keyOfAlias(place, kms, arn) : kms.keys[arn]
  return key === undefined || key.region !== place.region || isGone(key, place.clock.now())
    ? undefined
    : key
}

const keyOrAlias = (given: string): string => (given.startsWith('alias/') ? given : `key/${given}`)

/** The key that a request names. Throws NotFoundException. */
export const requireKey = (place: Place, given: string): KeyRecord => {
  const key = lookUpKey(place, given)
  if (key !== undefined) return key
  if (given.startsWith('arn:')) throw given.includes(':alias/') ? noAlias(given) : noKey(given)
  if (given.startsWith('alias/')) throw noAlias(aliasArn(place, given))
  throw KEY_ID.test(given) ? noKey(arnIn(place, `key/${given}`)) : invalidKeyId(given)
}

/** The same for operations that take no alias. */
export const requireKeyItself = (call: Call, given: string): KeyRecord => {
  if (given.startsWith('alias/') || given.includes(':alias/')) throw invalidKeyId(given)
  return requireKey(call, given)
}

/** Throws DisabledException or KMSInvalidStateException for a key that cannot work now. */
export const requireUsable = (key: KeyRecord): KeyRecord => {
  if (key.deletionAt !== undefined) throw pendingDeletion(key.arn)
  if (!key.isEnabled) throw disabled(key.arn)
  return key
}

/** Changes a key; throws NotFoundException when it is gone by then. */
export const changeKey = <R>(call: Call, arn: string, change: (key: KeyRecord) => R): R =>
  changeKms(call.documents, ({ keys }) => {
    const key = keys[arn]
    if (key === undefined) throw noKey(arn)
    return change(key)
  })
