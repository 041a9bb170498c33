/**
 * Rules of https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, in the order
 * in which they are told.
 */
const RULES: readonly { readonly breaks: RegExp; readonly says: string }[] = [
  { breaks: /^.{0,2}$|^.{64,}$/s, says: 'it must have 3 to 63 characters' },
  { breaks: /[^a-z0-9.-]/s, says: 'only lower-case letters, digits, dots and hyphens are allowed' },
  { breaks: /^[^a-z0-9]|[^a-z0-9]$/s, says: 'it must begin and end with a letter or digit' },
  { breaks: /\.\./, says: 'two dots must not follow each other' },
  { breaks: /^\d+\.\d+\.\d+\.\d+$/, says: 'it must not look like an IP address' },
  { breaks: /^(xn--|sthree-|amzn-s3-demo-)/, says: 'its beginning is reserved by S3' },
  {
    breaks: /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3|-an)$/,
    says: 'its ending is reserved by S3',
  },
]

/** What is wrong with a bucket name; empty when nothing is. */
export const bucketNameProblems = (name: string): readonly string[] =>
  RULES.filter(({ breaks }) => breaks.test(name)).map(({ says }) => says)

/** Dots are legal and break TLS host names; undefined when there is nothing to advise. */
export const bucketNameAdvice = (name: string): string | undefined =>
  name.includes('.')
    ? 'Dots in a bucket name do not fit the TLS certificate of S3; hyphens do.'
    : undefined

/** Account and region make the name unique in S3's one world-wide name space, and recognizable. */
export const defaultBucketName = (account: string, region: string): string =>
  `mlctl-${account}-${region}`

/** The partition that a region belongs to. */
export const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
