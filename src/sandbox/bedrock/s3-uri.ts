import { readFileSync } from 'node:fs'
import type { Call } from '../service.ts'

/** The two parts of `s3://bucket/key`; the key is empty when the URI names a bucket alone. */
export type Location = { readonly bucket: string; readonly key: string }

/** Reads an S3 URI whose form the API model has already checked. */
export const locationOf = (uri: string): Location => {
  const rest = uri.slice('s3://'.length)
  const slash = rest.indexOf('/')
  return slash < 0
    ? { bucket: rest, key: '' }
    : { bucket: rest.slice(0, slash), key: rest.slice(slash + 1) }
}

/** Puts an object below an output URI. */
export const putBelow = (
  call: Call,
  uri: string,
  object: { path: string; body: string | Uint8Array },
): void => {
  const { bucket, key } = locationOf(uri)
  const prefix = key === '' || key.endsWith('/') ? key : `${key}/`
  const body = typeof object.body === 'string' ? new TextEncoder().encode(object.body) : object.body
  call.neighbours.objects.put(bucket, `${prefix}${object.path}`, body)
}

/** The bytes of an object of at most `limit` bytes; undefined when it is gone or larger. */
export const smallObject = (call: Call, uri: string, limit: number): Uint8Array | undefined => {
  const { bucket, key } = locationOf(uri)
  const head = call.neighbours.objects.head(bucket, key)
  const path = call.neighbours.objects.path(bucket, key)
  return head === undefined || path === undefined || head.size > limit
    ? undefined
    : readFileSync(path)
}
