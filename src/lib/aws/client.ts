import type { S3ClientConfig } from '@aws-sdk/client-s3'
import { parseDuration } from '../domain/core/duration.ts'
import { UsageError } from '../errors.ts'
import { type AwsOptions, type AwsService, variable } from './options.ts'
import { proxyFor, TunnelAgent } from './proxy.ts'
import type { AwsTarget } from './target.ts'

/** The configuration that every client takes, whatever its service. */
export type ClientConfig = Pick<
  S3ClientConfig,
  | 'region'
  | 'credentials'
  | 'endpoint'
  | 'requestHandler'
  | 'maxAttempts'
  | 'retryMode'
  | 'customUserAgent'
> & { readonly forcePathStyle?: boolean }

export type Credentials = NonNullable<S3ClientConfig['credentials']>

/** Three tries in 0.1 s, the SDK's default, are not enough for a job that creates things. */
const MAX_ATTEMPTS = 5
const CONNECT_TIMEOUT_MS = 10_000
/** A connection on which nothing moves for so long is lost; a slow model answers sooner. */
const IDLE_TIMEOUT_MS = 300_000

/**
 * The configuration of one service's client. `credentials` are shared by all clients, so that a
 * credential process, an SSO token or a role is asked for once per run.
 */
export const clientConfig = async (
  service: AwsService,
  options: AwsOptions,
  resolved: { readonly target: AwsTarget; readonly credentials: Credentials },
): Promise<ClientConfig> => {
  const { environment } = options
  const endpoint = resolved.target.endpoints[service]?.value
  const retryMode = variable(environment, 'AWS_RETRY_MODE')
  return {
    region: resolved.target.region.value,
    credentials: resolved.credentials,
    maxAttempts: attempts(options),
    retryMode: retryMode === 'adaptive' ? 'adaptive' : 'standard',
    customUserAgent: [['mlctl', options.version]],
    requestHandler: await handlerFor(service, endpoint, options),
    ...(endpoint === undefined ? {} : { endpoint }),
    // A bucket's name before the host cannot be resolved for a gateway or a loopback address.
    ...(service === 's3' && endpoint !== undefined ? { forcePathStyle: true } : {}),
  }
}

const attempts = (options: AwsOptions): number => {
  if (options.maxAttempts !== undefined) return options.maxAttempts
  const set = Number(variable(options.environment, 'AWS_MAX_ATTEMPTS'))
  return Number.isInteger(set) && set >= 1 ? set : MAX_ATTEMPTS
}

/** What carries the requests: the given handler, a proxy's tunnel, or the client's own default. */
export const handlerFor = async (
  service: AwsService,
  endpoint: string | undefined,
  options: AwsOptions,
): Promise<NonNullable<S3ClientConfig['requestHandler']>> => {
  // The SDK types its handlers over classes of its own; any object with `handle` serves.
  if (options.requestHandler !== undefined) {
    return options.requestHandler as unknown as NonNullable<S3ClientConfig['requestHandler']>
  }
  const { environment } = options
  const ca = await caBundle(options)
  const proxy = proxyFor(endpoint, environment)
  const timeouts = {
    connectionTimeout: connectTimeout(options),
    socketTimeout: IDLE_TIMEOUT_MS,
  }
  if (proxy !== undefined) {
    const { NodeHttpHandler } = await import('./sdk/http.ts')
    const httpsAgent = new TunnelAgent(proxy.url, { ca, except: proxy.except })
    return new NodeHttpHandler({ ...timeouts, httpsAgent })
  }
  // Bedrock runtime speaks HTTP/2, also to http:// endpoints.
  if (service === 'bedrock-runtime') {
    return {
      sessionTimeout: IDLE_TIMEOUT_MS,
      disableConcurrentStreams: true,
      ...(ca === undefined ? {} : { nodeHttp2ConnectOptions: { ca } }),
    }
  }
  return { ...timeouts, ...(ca === undefined ? {} : { httpsAgent: { ca } }) }
}

/** The SDK reads no AWS_CA_BUNDLE; here it replaces the system's roots, as in the AWS CLI. */
const caBundle = async ({ environment, readText }: AwsOptions): Promise<string | undefined> => {
  const path = variable(environment, 'AWS_CA_BUNDLE')
  if (path === undefined || readText === undefined) return undefined
  const pem = await readText(path)
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem
  throw new UsageError('MLC-AWS-018', `AWS_CA_BUNDLE names ${path}, which holds no certificate.`, {
    hint: 'Point it at a PEM file, or unset it.',
  })
}

/** MLCTL_CONNECT_TIMEOUT: `5s`, `2m`, or a bare number of seconds. Milliseconds. */
const connectTimeout = ({ environment }: AwsOptions): number => {
  const set = variable(environment, 'MLCTL_CONNECT_TIMEOUT')
  if (set === undefined) return CONNECT_TIMEOUT_MS
  const ms = parseDuration(/^\d+$/.test(set) ? `${set}s` : set)
  if (ms !== undefined) return ms
  throw new UsageError('MLC-AWS-019', `MLCTL_CONNECT_TIMEOUT is ${set}, which is no duration.`, {
    hint: 'Write it like 10s or 1m.',
  })
}
