import { parseS3Uri } from '../core/arn.ts'
import { literal } from './glob.ts'
import type { RoleSpec } from './spec.ts'

/** A bucket and the folder in it that a role may use; the folder is empty or ends in `/`. */
export type Location = { readonly bucket: string; readonly folder: string }

/**
 * The folder that an S3 URI names or lies in. A file's folder rather than the file: data sets are
 * uploaded under new names, and every new name would change the role.
 */
export const locationOf = (uri: string): Location | undefined => {
  const parsed = parseS3Uri(uri)
  if (parsed === undefined) return undefined
  const { bucket, key } = parsed
  const slash = key.lastIndexOf('/') + 1
  const isFile = key.slice(slash).includes('.')
  if (key === '' || key.endsWith('/')) return { bucket, folder: key }
  return { bucket, folder: isFile ? key.slice(0, slash) : `${key}/` }
}

export const readLocations = (spec: Pick<RoleSpec, 'reads'>): readonly Location[] =>
  spec.reads.flatMap((uri) => locationOf(uri) ?? [])

/** The output URI is always a folder, with or without its slash. */
export const outputLocation = (spec: Pick<RoleSpec, 'output'>): Location => {
  const { bucket, key } = parseS3Uri(spec.output) ?? { bucket: spec.output, key: '' }
  return { bucket, folder: key === '' || key.endsWith('/') ? key : `${key}/` }
}

export const bucketArn = (partition: string, bucket: string): string =>
  `arn:${partition}:s3:::${bucket}`

/** All objects of a folder, as the Resource of a statement. */
export const objectsArn = (partition: string, { bucket, folder }: Location): string =>
  `${bucketArn(partition, bucket)}/${literal(folder)}*`
