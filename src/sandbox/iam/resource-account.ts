import { NO_BUCKETS, S3_DOCUMENT, type S3Document } from '../s3/records.ts'
import type { Documents } from '../service.ts'

/**
 * The account that owns what an ARN names: aws:ResourceAccount. An ARN of S3 does not say it, the bucket
 * does. Undefined for `*`, for what AWS itself owns and for a bucket that does not exist.
 */
export const resourceAccount = (documents: Documents, resource: string): string | undefined => {
  const [, , service, , account = '', ...rest] = resource.split(':')
  if (service !== 's3') return /^\d{12}$/.test(account) ? account : undefined
  const [name = ''] = rest.join(':').split('/')
  const { buckets } = documents.read<S3Document>(S3_DOCUMENT, NO_BUCKETS)
  return Object.hasOwn(buckets, name) ? buckets[name]?.owner : undefined
}

/** The same as condition keys. */
export const ownerKeys = (
  documents: Documents,
  resource: string,
): Readonly<Record<string, string>> => {
  const account = resourceAccount(documents, resource)
  return account === undefined ? {} : { 'aws:ResourceAccount': account }
}
