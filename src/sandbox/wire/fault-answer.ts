import type { Model, Protocol } from '../model/types.ts'
import { ServiceError } from '../service.ts'
import type { FaultRule } from '../state/faults.ts'
import { encodeError } from './encode-error.ts'
import { ConnectionResetError, type WireResponse } from './message.ts'

/** How each protocol words a signature whose time is off; SDKs correct their clock on these. */
const SKEW_CODE: Readonly<Record<Protocol, string>> = {
  'rest-json': 'InvalidSignatureException',
  json: 'InvalidSignatureException',
  query: 'SignatureDoesNotMatch',
  ec2: 'RequestExpired',
  'rest-xml': 'RequestTimeTooSkewed',
}

const DEFAULT_SKEW_SECONDS = 3600

/** What a load balancer answers when the service behind it is gone: no API error at all. */
const HTML = '<html><body><h1>503 Service Unavailable</h1></body></html>'

type Planned = { readonly fault: FaultRule; readonly requestId: string }

const statusOf = (fault: FaultRule): number => {
  if (fault.status !== undefined) return fault.status
  if (/^(Throttling|TooManyRequests)/.test(fault.error ?? '')) return 429
  if (/^AccessDenied/.test(fault.error ?? '')) return 403
  return /^(Internal|ServiceUnavailable|SlowDown)/.test(fault.error ?? '') ? 503 : 400
}

/**
 * The answer that a fault gives in place of the service's own; undefined when the call is to be
 * carried out (`delay`, `lost`). Throws ConnectionResetError for `reset`.
 */
export const faultAnswer = (
  model: Model,
  operation: string,
  { fault, requestId }: Planned,
): { readonly response: WireResponse; readonly code: string } | undefined => {
  const word = (code: string, text: string, status: number) => {
    const error = new ServiceError(code, text, status)
    const response = encodeError(model, { operation, error, requestId, method: 'GET' })
    // The script decides the status, also where the API model has another one.
    return { response: { ...response, status: fault.status ?? response.status }, code }
  }
  if (fault.error !== undefined) {
    return word(fault.error, fault.message ?? `${fault.error} (sandbox fault)`, statusOf(fault))
  }
  switch (fault.kind) {
    case 'reset':
      throw new ConnectionResetError()
    case 'html': {
      const response = {
        status: fault.status ?? 503,
        headers: { 'content-type': 'text/html' },
        body: Buffer.from(HTML),
      }
      return { response, code: 'html' }
    }
    case 'clockSkew': {
      const { response, code } = word(SKEW_CODE[model.protocol], 'Signature expired', 403)
      const ahead = Date.now() + (fault.seconds ?? DEFAULT_SKEW_SECONDS) * 1000
      const headers = { ...response.headers, date: new Date(ahead).toUTCString() }
      return { response: { ...response, headers }, code }
    }
    case 'error':
      return word('InternalFailure', fault.message ?? 'Internal failure (sandbox fault)', 500)
    default:
      return undefined
  }
}
