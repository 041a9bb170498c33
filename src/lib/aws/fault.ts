import { redact } from '../domain/core/redact.ts'

/** Whatever an SDK call threw, as plain data: the SDK's classes are never asked for. */
export type Fault = {
  /** `error.name`: the API's error code, or the SDK's own word. */
  readonly name: string
  /** The service's own text, secrets removed. */
  readonly text: string
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  /** Node's code of a socket or TLS error: `ECONNREFUSED`. */
  readonly code: string
  readonly requestId: string | undefined
  /** The region that S3 says a bucket is in. */
  readonly bucketRegion: string | undefined
  /** What a hosted model said, where the failure is its own (SageMaker runtime's ModelError). */
  readonly model: Readonly<Record<string, unknown>>
}

export const faultOf = (error: unknown): Fault => {
  const thrown = record(error)
  const metadata = record(thrown.$metadata)
  const answer = record(thrown.$response)
  const headers = record(answer.headers)
  return {
    name: text(thrown.name) ?? 'Error',
    text: redact(text(thrown.message) ?? String(error)),
    status: Number(metadata.httpStatusCode ?? answer.statusCode ?? 0),
    code: socketCode(thrown),
    requestId:
      text(metadata.requestId) ?? text(thrown.RequestId) ?? text(headers['x-amz-request-id']),
    bucketRegion: text(headers['x-amz-bucket-region']) ?? text(thrown.Region),
    model: modelOf(thrown),
  }
}

const modelOf = (thrown: Readonly<Record<string, unknown>>): Fault['model'] => {
  const { OriginalStatusCode: status, OriginalMessage, LogStreamArn } = thrown
  const said = text(OriginalMessage)
  const logs = text(LogStreamArn)
  return {
    ...(typeof status === 'number' ? { originalStatusCode: status } : {}),
    ...(said === undefined ? {} : { originalMessage: redact(said) }),
    ...(logs === undefined ? {} : { logStreamArn: logs }),
  }
}

/**
 * The origin's code: HTTP/2 wraps a refused connection as a cancelled stream, and a refused `localhost`
 * is an AggregateError of both its addresses.
 */
const socketCode = (thrown: Readonly<Record<string, unknown>>): string =>
  text(record(thrown.cause).code) ??
  text(thrown.code) ??
  text(record(Array.isArray(thrown.errors) ? thrown.errors[0] : undefined).code) ??
  ''

/** `name`, `message` and `$response` are inherited or hidden: read by name, not by spreading. */
const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
