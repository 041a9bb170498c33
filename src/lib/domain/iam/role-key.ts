import { usd } from '../core/money.ts'
import type { Cost } from '../core/plan.ts'
import { type AnyRoleSpec, MADE_BY_TAG } from './spec.ts'

/** The key that a role is made with. */
export type RoleKey = {
  /** `alias/…`, by which every later run finds it. */
  readonly alias: string
  /** The role's name, which the key bears as a tag from its first moment on. */
  readonly owner: string
}

/** An alias takes fewer characters than a role's name: API model of KMS, AliasNameType. */
export const roleKeyOf = ({ roleName }: Pick<AnyRoleSpec, 'roleName'>): RoleKey => ({
  alias: `alias/mlctl-${roleName.replace(/[^A-Za-z0-9/_-]+/g, '-')}`,
  owner: roleName,
})

/** Whose key it is: a key that has no alias yet is found by this. */
const OWNER_TAG = 'mlctl:key-of-role'

export const roleKeyTags = (spec: AnyRoleSpec): Readonly<Record<string, string>> => ({
  ...spec.tags,
  [MADE_BY_TAG]: 'mlctl',
  [OWNER_TAG]: spec.roleName,
  'mlctl:purpose': spec.purpose ?? 'customization',
})

export const isTaggedFor = (
  tags: Readonly<Record<string, string>>,
  { owner }: Pick<RoleKey, 'owner'>,
): boolean => tags[MADE_BY_TAG] === 'mlctl' && tags[OWNER_TAG] === owner

/**
 * Stands in a policy for the key that the plan makes, whose ARN AWS gives. Of the form of a key's ARN, so
 * that linters read it as one.
 */
export const keyToCome = ({
  partition,
  region,
  account,
}: Pick<AnyRoleSpec, 'partition' | 'region' | 'account'>): string =>
  `arn:${partition}:kms:${region}:${account}:key/new`

/** The same document with the key's real ARN where the stand-in was. */
export const withKeyArn = <T>(document: T, standIn: string, keyArn: string): T =>
  JSON.parse(JSON.stringify(document).replaceAll(`"${standIn}"`, JSON.stringify(keyArn))) as T

/** A role that works with a key: for what its jobs make, and for the data that it reads and writes. */
export const specWithKey = (spec: AnyRoleSpec, keyArn: string): AnyRoleSpec => {
  const touchesBuckets = spec.reads.length > 0 || spec.output !== undefined
  const data = new Set([...(spec.dataKmsKeyArns ?? []), ...(touchesBuckets ? [keyArn] : [])])
  return {
    ...spec,
    modelKmsKeyArn: keyArn,
    ...(data.size === 0 ? {} : { dataKmsKeyArns: [...data].sort() }),
  }
}

/**
 * A customer key a month, its first two rotations one dollar more each; read 2026-11-22 at
 * https://aws.amazon.com/kms/pricing/. China has prices of its own.
 */
const KEY_A_MONTH = usd(1)

export const roleKeyCost = (partition: string): Cost =>
  partition === 'aws'
    ? { perMonth: KEY_A_MONTH }
    : { unknown: 'KMS asks a monthly fee for each key, in this partition its own' }
