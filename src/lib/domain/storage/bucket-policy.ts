import {
  asList,
  POLICY_VERSION,
  type PolicyDocument,
  readPolicy,
  type Statement,
} from '../core/policy-document.ts'

/**
 * Refuses requests without TLS, whoever asks:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html.
 */
export const tlsOnlyStatement = (partition: string, bucket: string): Statement => ({
  Sid: 'DenyWithoutTls',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:${partition}:s3:::${bucket}`, `arn:${partition}:s3:::${bucket}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
})

/** Whether a bucket policy refuses plain HTTP to everyone and for everything. */
export const isTlsOnly = (policy: unknown, partition: string, bucket: string): boolean => {
  const wanted = tlsOnlyStatement(partition, bucket)
  return (readPolicy(policy)?.Statement ?? []).some((statement) =>
    refusesPlainHttp(statement, wanted),
  )
}

/** The policy with the TLS rule added; statements of others stay as they are. Null: no policy yet. */
export const withTlsOnly = (policy: unknown, partition: string, bucket: string): PolicyDocument => {
  const existing = readPolicy(policy)
  const added = tlsOnlyStatement(partition, bucket)
  if (existing === undefined) return { Version: POLICY_VERSION, Statement: [added] }
  if (isTlsOnly(existing, partition, bucket)) return existing
  const taken = existing.Statement.some(({ Sid }) => Sid === added.Sid)
  const { Sid: _, ...nameless } = added
  return { ...existing, Statement: [...existing.Statement, taken ? nameless : added] }
}

const refusesPlainHttp = (statement: Statement, wanted: Statement): boolean => {
  const conditions = Object.entries(statement.Condition ?? {})
  const onlyTls =
    conditions.length === 1 &&
    conditions.every(
      ([operator, keys]) =>
        operator.toLowerCase() === 'bool' &&
        Object.entries(keys).every(
          ([key, value]) =>
            key.toLowerCase() === 'aws:securetransport' && asList(value).join() === 'false',
        ),
    )
  const covered = asList(wanted.Resource).every(
    (resource) =>
      asList(statement.Resource).includes(resource) || asList(statement.Resource).includes('*'),
  )
  return (
    statement.Effect === 'Deny' &&
    onlyTls &&
    covered &&
    asList(statement.Action).some((action) => action === '*' || action.toLowerCase() === 's3:*') &&
    isEveryone(statement.Principal)
  )
}

const isEveryone = (principal: Statement['Principal']): boolean =>
  principal === '*' || (typeof principal === 'object' && asList(principal.AWS).includes('*'))
