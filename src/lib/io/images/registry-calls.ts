import { setTimeout as sleep } from 'node:timers/promises'
import {
  AccessError,
  type MlctlError,
  StateError,
  TemporaryError,
  UnexpectedError,
} from '../../errors.ts'
import type { Registry } from '../../ports/image-uploads.ts'

export type RegistryCall = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT'
  /** A path, or the whole address that the registry named for an upload. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly signal?: AbortSignal
  /** Answers that are no failure here. */
  readonly expects: readonly number[]
}

export type RegistryCalls = (call: RegistryCall) => Promise<Response>

const ATTEMPTS = 4
const FIRST_WAIT_MS = 300

/**
 * Calls of one registry. Throttling, faults of the server and lost connections are tried again; no
 * credentials go to another host than the registry's own.
 */
export const registryCalls = (registry: Registry): RegistryCalls => {
  const base = `${registry.insecure ? 'http' : 'https'}://${registry.host}`
  const { username, password } = registry
  const basic =
    username === undefined || password === undefined
      ? undefined
      : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  return async (call) => {
    const url = new URL(call.url, base)
    const own = url.host === registry.host && url.protocol === new URL(base).protocol
    const request = {
      method: call.method,
      headers: { ...call.headers, ...(own && basic !== undefined ? { authorization: basic } : {}) },
      redirect: 'manual' as const,
      ...(call.body === undefined ? {} : { body: call.body }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    }
    const response = await persistently(() => fetch(url, request), registry.host, call.signal)
    if (call.expects.includes(response.status)) return response
    throw await failure(response, { call, registry })
  }
}

const isPassing = (status: number): boolean => status === 429 || status >= 500

const persistently = async (
  send: () => Promise<Response>,
  host: string,
  signal: AbortSignal | undefined,
): Promise<Response> => {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await send()
      if (!isPassing(response.status) || attempt === ATTEMPTS) return response
      await response.body?.cancel()
    } catch (cause) {
      if (signal?.aborted || attempt === ATTEMPTS) {
        if (signal?.aborted) throw cause
        throw new TemporaryError('MLC-CTR-115', `The registry ${host} cannot be reached.`, {
          why: cause instanceof Error ? String(cause.cause ?? cause.message) : String(cause),
          hint: 'Check host and port; --insecure speaks plain HTTP.',
          cause,
        })
      }
    }
    await sleep(FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.8 + 0.4 * Math.random()))
  }
}

type Failed = { readonly call: RegistryCall; readonly registry: Registry }

const failure = async (response: Response, { call, registry }: Failed): Promise<MlctlError> => {
  const text = (await response.text().catch(() => '')).slice(0, 500)
  const why = `HTTP ${response.status}${text === '' ? '' : `: ${text}`}`
  const { status } = response
  if (status === 401 || status === 403) {
    return new AccessError(
      'MLC-CTR-114',
      `The registry ${registry.host} refuses these credentials.`,
      {
        why,
        hint: 'Give --username and the password on stdin with --password-stdin, or log in with docker.',
      },
    )
  }
  if (isPassing(status)) {
    return new TemporaryError('MLC-CTR-115', `The registry ${registry.host} fails.`, { why })
  }
  if (status === 404) {
    return new StateError('MLC-CTR-103', `The registry ${registry.host} does not know this.`, {
      why,
      hint: 'Run the same line again: what has not arrived is sent anew.',
    })
  }
  return new UnexpectedError(
    'MLC-CTR-115',
    `The registry ${registry.host} refused ${call.method}.`,
    {
      why,
    },
  )
}
