/** A statement of a bucket policy, as far as the question who is let in goes. */
export type PolicyStatement = {
  readonly Effect?: string
  readonly Principal?: unknown
  readonly Condition?: unknown
}

/**
 * Condition keys that narrow the audience when they name fixed values.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 * ("The meaning of public").
 */
const NARROWING = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
])

/** Operators that let only the named values in; `…IfExists` and negated ones let others in too. */
const POSITIVE =
  /^(foranyvalue:)?(stringequals|stringequalsignorecase|stringlike|arnequals|arnlike)$/

/** Ranges wider than these count as everyone, unless they are private. */
const WIDEST_IPV4 = 8
const WIDEST_IPV6 = 32
const PRIVATE_IPV4 = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/

const asList = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).map(String)

/** Everyone, by name or by "not these". */
const isEveryone = (statement: PolicyStatement): boolean => {
  if ('NotPrincipal' in statement) return true
  const { Principal } = statement
  if (typeof Principal === 'string') return Principal === '*'
  const held = (Principal ?? {}) as Readonly<Record<string, unknown>>
  return ['AWS', 'CanonicalUser'].some((kind) => asList(held[kind] ?? []).includes('*'))
}

/** No wildcard and no policy variable; an access point's ARN may leave its name open. */
const isFixed = (key: string, value: string): boolean => {
  const open = key === 's3:dataaccesspointarn' ? value.replace(/:accesspoint\/\*$/, '') : value
  // Of a role's session only the name may be open: the role's id stands before the colon.
  const shut = key === 'aws:userid' ? open.replace(/^(AROA\w+):\*$/, '$1') : open
  return shut !== '' && !/[*?]|\$\{/.test(shut)
}

const isNarrowRange = (range: string): boolean => {
  const [address = '', bits] = range.split('/')
  if (address.includes(':')) return Number(bits ?? 128) >= WIDEST_IPV6
  return PRIVATE_IPV4.test(address) || Number(bits ?? 32) >= WIDEST_IPV4
}

const narrows = (operator: string, key: string, values: readonly string[]): boolean => {
  if (values.length === 0) return false
  if (operator === 'ipaddress' && key === 'aws:sourceip') return values.every(isNarrowRange)
  return (
    POSITIVE.test(operator) && NARROWING.has(key) && values.every((value) => isFixed(key, value))
  )
}

const isNarrowed = (condition: unknown): boolean =>
  Object.entries((condition ?? {}) as Readonly<Record<string, unknown>>).some(([operator, keys]) =>
    Object.entries((keys ?? {}) as Readonly<Record<string, unknown>>).some(([key, values]) =>
      narrows(operator.toLowerCase(), key.toLowerCase(), asList(values)),
    ),
  )

/** Whether S3 calls a policy public: it lets everyone in, or an audience with no fixed bound. */
export const isPublicPolicy = (statements: readonly PolicyStatement[]): boolean =>
  statements.some(
    (statement) =>
      statement.Effect === 'Allow' && isEveryone(statement) && !isNarrowed(statement.Condition),
  )
