import type { Input } from '../../service.ts'
import { refusal } from '../errors.ts'
import type { Ground, Members } from '../state.ts'

const S3_URI = /^s3:\/\/([^/]+)\/(.+)$/

/** The S3 objects that a container loads when it starts. */
const dataOf = (container: Members): readonly { uri: string; isPrefix: boolean }[] => {
  const { ModelDataUrl, ModelDataSource } = container
  const source = (ModelDataSource as { S3DataSource?: Members } | undefined)?.S3DataSource
  const isPrefix = source?.S3DataType === 'S3Prefix'
  return [
    ...(typeof ModelDataUrl === 'string'
      ? [{ uri: ModelDataUrl, isPrefix: container.Mode === 'MultiModel' }]
      : []),
    ...(typeof source?.S3Uri === 'string' ? [{ uri: source.S3Uri, isPrefix }] : []),
  ]
}

const checkData = (ground: Ground, uri: string, isPrefix: boolean): void => {
  const [, bucket = '', key = ''] = S3_URI.exec(uri) ?? []
  const { objects } = ground.neighbours
  const found = isPrefix
    ? objects.list(bucket, key).length > 0
    : objects.head(bucket, key) !== undefined
  if (found) return
  throw refusal.validation(
    `Could not find model data at ${uri}. Please ensure that the role has s3:GetObject permissions and that the object is located in ${ground.region}.`,
  )
}

/** The environment variable that puts a local HTTP container behind a model. */
export const CONTAINER_VARIABLE = 'MLCTL_SANDBOX_CONTAINER'

const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/?$/

const checkLocal = (container: Members): void => {
  const url = (container.Environment as Record<string, string> | undefined)?.[CONTAINER_VARIABLE]
  if (url === undefined || LOOPBACK.test(url)) return
  throw refusal.validation(
    `${CONTAINER_VARIABLE} must be an http address on this machine, such as http://127.0.0.1:8080; got ${url}.`,
  )
}

/** Refuses containers that no endpoint could start: no image, or model data that is not there. */
export const checkContainers = (ground: Ground, request: Input): void => {
  const { PrimaryContainer, Containers } = request
  const several = (Array.isArray(Containers) ? Containers : []) as readonly Members[]
  if (PrimaryContainer !== undefined && several.length > 0) {
    throw refusal.validation('Only one of PrimaryContainer and Containers can be given.')
  }
  const containers = PrimaryContainer === undefined ? several : [PrimaryContainer as Members]
  if (containers.length === 0) throw refusal.validation('At least one container must be given.')
  for (const container of containers) {
    const { Image, ModelPackageName } = container
    if (Image === undefined && ModelPackageName === undefined) {
      throw refusal.validation('A container must have an Image or a ModelPackageName.')
    }
    checkLocal(container)
    for (const { uri, isPrefix } of dataOf(container)) {
      if (uri.startsWith('s3://')) checkData(ground, uri, isPrefix)
    }
  }
}
