import { createHash } from 'node:crypto'
import type {
  ObjectAddress,
  Objects,
  PutOptions,
  UploadedPart,
} from '../../src/lib/ports/objects.ts'

type Stored = { readonly body: Uint8Array; readonly options: PutOptions | undefined }
type Pending = {
  readonly at: ObjectAddress
  readonly options: PutOptions | undefined
  readonly parts: Map<number, Uint8Array>
}

type ObjectCalls = Pick<
  Objects,
  | 'head'
  | 'get'
  | 'list'
  | 'put'
  | 'createMultipartUpload'
  | 'uploadPart'
  | 'listParts'
  | 'completeMultipartUpload'
  | 'abortMultipartUpload'
>

export type FakeObjects = ObjectCalls & {
  readonly stored: Map<string, Stored>
  readonly pending: Map<string, Pending>
  /** Part numbers in the order they arrived. */
  readonly sent: number[]
}

const nameOf = ({ bucket, key }: ObjectAddress) => `${bucket}/${key}`
/** Of the beginning alone: parts are large and tests compare the whole object anyway. */
const etagOf = (body: Uint8Array) =>
  createHash('md5').update(body.subarray(0, 4_096)).update(`${body.length}`).digest('hex')

/** Objects in memory; `onPart` may fail or wait before a part is taken. */
export const fakeObjects = (
  onPart: (partNumber: number, signal?: AbortSignal) => Promise<void> | void = () => undefined,
): FakeObjects => {
  const stored = new Map<string, Stored>()
  const pending = new Map<string, Pending>()
  const sent: number[] = []
  const upload = (uploadId: string): Pending => {
    const found = pending.get(uploadId)
    if (found === undefined) throw new Error(`NoSuchUpload ${uploadId}`)
    return found
  }
  return {
    stored,
    pending,
    sent,
    head: async (at) => {
      const found = stored.get(nameOf(at))
      if (found === undefined) return undefined
      const { body, options } = found
      return { sizeBytes: body.length, etag: etagOf(body), metadata: options?.metadata ?? {} }
    },
    get: async (at, range) => {
      const found = stored.get(nameOf(at))
      if (found === undefined) throw new Error(`NoSuchKey ${nameOf(at)}`)
      return (async function* () {
        yield found.body.subarray(range?.start ?? 0, range?.end)
      })()
    },
    list: async (bucket, prefix) =>
      [...stored]
        .map(([name, { body }]) => ({
          key: name.slice(bucket.length + 1),
          sizeBytes: body.length,
          name,
        }))
        .filter(({ name }) => name.startsWith(`${bucket}/${prefix}`)),
    put: async (at, body, options) => {
      stored.set(nameOf(at), { body: body.slice(), options })
      return { etag: etagOf(body) }
    },
    createMultipartUpload: async (at, options) => {
      const uploadId = `upload-${pending.size + stored.size + sent.length + 1}`
      pending.set(uploadId, { at, options, parts: new Map() })
      return uploadId
    },
    uploadPart: async (_at, { uploadId, partNumber, body }, signal) => {
      const { parts } = upload(uploadId)
      await onPart(partNumber, signal)
      parts.set(partNumber, body.slice())
      sent.push(partNumber)
      return { etag: etagOf(body) }
    },
    listParts: async (_at, uploadId) => {
      const found = pending.get(uploadId)
      if (found === undefined) return undefined
      return [...found.parts].map(([partNumber, body]) => ({
        partNumber,
        etag: etagOf(body),
        sizeBytes: body.length,
      }))
    },
    completeMultipartUpload: async (at, uploadId, parts) => {
      const found = upload(uploadId)
      const body = Buffer.concat(parts.map((part) => bodyOf(found, part)))
      pending.delete(uploadId)
      stored.set(nameOf(at), { body, options: found.options })
      return { etag: etagOf(body) }
    },
    abortMultipartUpload: async (_at, uploadId) => void pending.delete(uploadId),
  }
}

/** As S3: a part that is not there, or has another etag, makes the completion fail. */
const bodyOf = ({ parts }: Pending, { partNumber, etag }: UploadedPart): Uint8Array => {
  const body = parts.get(partNumber)
  if (body === undefined || etagOf(body) !== etag) throw new Error(`InvalidPart ${partNumber}`)
  return body
}
