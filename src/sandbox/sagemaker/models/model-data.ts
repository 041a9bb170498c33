import type { RoleRefusal } from '../execution-role.ts'
import type { Ground, Members } from '../state.ts'

const S3_URI = /^s3:\/\/([^/]+)\/(.+)$/

/** What a container loads from S3 when it starts. */
export type ModelData = { readonly uri: string; readonly isPrefix: boolean }

/** The S3 objects that a container loads when it starts. */
export const dataOf = (container: Members): readonly ModelData[] => {
  const { ModelDataUrl, ModelDataSource } = container
  const source = (ModelDataSource as { S3DataSource?: Members } | undefined)?.S3DataSource
  const isPrefix = source?.S3DataType === 'S3Prefix'
  const all = [
    ...(typeof ModelDataUrl === 'string'
      ? [{ uri: ModelDataUrl, isPrefix: container.Mode === 'MultiModel' }]
      : []),
    ...(typeof source?.S3Uri === 'string' ? [{ uri: source.S3Uri, isPrefix }] : []),
  ]
  return all.filter(({ uri }) => uri.startsWith('s3://'))
}

/**
 * How model data stands for a role (none in network isolation without one): there, missing, or closed
 * to it. Whoever may not list a bucket cannot tell a missing object from a closed one, as S3 answers
 * 403 to both (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html).
 */
export const standOfData = (
  ground: Ground,
  refusal: RoleRefusal | undefined,
  { uri, isPrefix }: ModelData,
): 'there' | 'missing' | 'closed' => {
  const [, bucket = '', key = ''] = S3_URI.exec(uri) ?? []
  const { objects } = ground.neighbours
  const [first] = isPrefix ? objects.list(bucket, key) : [key]
  const found =
    first !== undefined &&
    objects.bucket(bucket)?.region === ground.region &&
    objects.head(bucket, first) !== undefined
  const may = (action: string, resource: string, more = {}): boolean =>
    refusal?.({ action, resource, ...more }) === undefined
  const mayList = may('s3:ListBucket', `arn:aws:s3:::${bucket}`, { context: { 's3:prefix': key } })
  if (!found) return objects.bucket(bucket) === undefined || mayList ? 'missing' : 'closed'
  if (isPrefix && !mayList) return 'closed'
  return may('s3:GetObject', `arn:aws:s3:::${bucket}/${first}`) ? 'there' : 'closed'
}
