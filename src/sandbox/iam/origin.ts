import type { Documents } from '../service.ts'

/** Where callers' requests seem to come from; what is absent has no value in the request. */
export type Origin = {
  /** False for plain HTTP. The loopback door counts as TLS: nothing leaves the machine. */
  readonly secureTransport?: boolean
  readonly sourceIp?: string
  readonly sourceVpc?: string
  readonly sourceVpce?: string
}

const DOCUMENT = 'origin'

/** Makes all callers come from there, to meet policies about networks. */
export const setOrigin = (documents: Documents, origin: Origin): void => {
  documents.update<{ origin?: Origin }, void>(DOCUMENT, {}, (document) => {
    document.origin = origin
  })
}

/** The condition keys of where a request comes from. */
export const originKeys = (documents: Documents): Readonly<Record<string, string>> => {
  const { origin = {} } = documents.read<{ origin?: Origin }>(DOCUMENT, {})
  const keys: Record<string, string | undefined> = {
    'aws:SecureTransport': String(origin.secureTransport ?? true),
    'aws:SourceIp': origin.sourceIp ?? '127.0.0.1',
    'aws:SourceVpc': origin.sourceVpc,
    'aws:SourceVpce': origin.sourceVpce,
  }
  return Object.fromEntries(
    Object.entries(keys).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
