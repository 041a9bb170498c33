import { parseS3Uri } from '../core/arn.ts'
import { bucketNameProblems } from './bucket-names.ts'

/** API model of CreateModelCustomizationJob: S3Uri has at most this many characters. */
const MAX_URI = 1_024

/** Characters of a key that Bedrock takes: fewer than S3 itself (same API model, pattern of S3Uri). */
const FOREIGN_CHARACTER = /[^-!_*'().a-z0-9A-Z/]/u

/**
 * What Bedrock refuses in an S3 URI though S3 would take it; empty when nothing. `file`: training and
 * validation data are one file each, never a prefix.
 */
export const s3UriProblems = (uri: string, kind: 'file' | 'folder'): readonly string[] => {
  const parsed = parseS3Uri(uri)
  if (parsed === undefined) return ['it must look like s3://bucket/key']
  const { bucket, key } = parsed
  const foreign = FOREIGN_CHARACTER.exec(key)?.[0]
  return [
    ...bucketNameProblems(bucket).map((problem) => `the bucket name ${bucket}: ${problem}`),
    ...(uri.length > MAX_URI
      ? [`it has ${uri.length} characters, at most ${MAX_URI} are allowed`]
      : []),
    ...(foreign === undefined
      ? []
      : [`Bedrock takes no ${JSON.stringify(foreign)} in a key (no spaces, no + = @, no accents)`]),
    ...(key.startsWith('/') || key.includes('//') ? ['it has an empty path part (//)'] : []),
    ...(kind === 'file' && (key === '' || key.endsWith('/'))
      ? ['it must name one file, not a folder']
      : []),
  ]
}
