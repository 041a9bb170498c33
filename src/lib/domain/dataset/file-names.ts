import { addressProblem } from './parts.ts'

/**
 * What is wrong with the name of a file for a customization job; undefined when nothing is. Logs of
 * invocations are packed and named by Bedrock itself, so they are not asked about.
 */
export const nameProblem = (path: string): string | undefined => {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (/\.(gz|zst)$/i.test(name)) return `${name} is packed`
  if (!name.endsWith('.jsonl')) return `${name} does not end in .jsonl`
  const [bad] = /[^-_.a-zA-Z0-9]/u.exec(name) ?? []
  return bad === undefined ? undefined : `the name has "${bad}"`
}

/** What a job refuses of an S3 URI; undefined for one it takes, and for local paths. */
export const uriProblem = (path: string): string | undefined => {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(path) ?? []
  return bucket === undefined || key === undefined ? undefined : addressProblem(bucket, key)
}
