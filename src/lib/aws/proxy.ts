import { type ClientRequest, request as httpRequest } from 'node:http'
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https'
import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls'
import { tunnelRequest } from '../domain/core/proxy-tunnel.ts'
import { UsageError } from '../errors.ts'
import { type AwsEnvironment, firstVariable } from './options.ts'

/**
 * The proxy for `endpoint` (AWS's own hosts when undefined); undefined when it is reached directly.
 * @throws UsageError MLC-AWS-035 for a proxy that is no URL.
 */
export const proxyFor = (
  endpoint: string | undefined,
  environment: AwsEnvironment,
): { readonly url: URL; readonly except: string } | undefined => {
  const proxy = firstVariable(environment, ['HTTPS_PROXY', 'https_proxy'])
  if (proxy === undefined || endpoint?.startsWith('http://')) return undefined
  // AWS's own hosts differ per service and bucket; they share this suffix.
  const host = endpoint === undefined ? 'amazonaws.com' : new URL(endpoint).hostname
  const except = firstVariable(environment, ['NO_PROXY', 'no_proxy'])?.value ?? ''
  if (isLoopback(host) || isExcepted(host, except)) return undefined
  const address = /^https?:\/\//.test(proxy.value) ? proxy.value : `http://${proxy.value}`
  if (URL.canParse(address)) return { url: new URL(address), except }
  throw new UsageError('MLC-AWS-035', `${proxy.source} holds no address of a proxy.`, {
    hint: 'Write it like http://proxy.example:3128.',
  })
}

/** NO_PROXY's common form: a comma-separated list of hosts, `.suffixes`, `*`. */
const isExcepted = (host: string, list: string): boolean =>
  list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map((entry) => entry.replace(/^\*?\./, '').replace(/:\d+$/, ''))
    .some((entry) => entry === '*' || host === entry || host.endsWith(`.${entry}`))

export const isLoopback = (host: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host)

type Connected = (error: Error | null, stream: Duplex) => void
/** Node passes no stream beside an error; the type of `createConnection` demands one. */
type Refused = (error: Error) => void

/**
 * An https agent whose connections go through a proxy's CONNECT tunnel. The proxy sees host and port,
 * never the request. Credentials in the proxy's URL are sent to the proxy alone.
 */
export class TunnelAgent extends Agent {
  readonly #proxy: URL
  readonly #except: string

  constructor(proxy: URL, trust: { readonly ca?: string | undefined; readonly except: string }) {
    super({ keepAlive: true, maxSockets: 50, ...(trust.ca === undefined ? {} : { ca: trust.ca }) })
    this.#proxy = proxy
    this.#except = trust.except
  }

  override createConnection(options: RequestOptions, connected: Connected = () => {}): undefined {
    const host = options.host ?? ''
    const port = Number(options.port ?? 443)
    const name = { servername: host.replace(/:\d+$/, '') }
    // One client's hosts may lie on both sides: buckets have names of their own.
    if (isExcepted(host, this.#except)) {
      connected(null, tlsConnect({ ...name, ...tlsOptions(options), host, port }))
      return
    }
    const tunnel = connectRequest(this.#proxy, `${host}:${port}`)
    tunnel.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) {
        connected(null, tlsConnect({ ...name, ...tlsOptions(options), socket }))
      } else {
        socket.destroy()
        ;(connected as Refused)(proxyRefused(`it answered CONNECT with ${answer.statusCode}`))
      }
    })
    tunnel.once('error', (cause) => (connected as Refused)(proxyRefused(cause.message)))
    tunnel.end()
  }
}

/** Of an agent's options those that concern TLS; its `path` would be taken for a local socket. */
const tlsOptions = ({ path: _, ...options }: RequestOptions): ConnectionOptions =>
  options as ConnectionOptions

const connectRequest = (proxy: URL, authority: string): ClientRequest =>
  (proxy.protocol === 'https:' ? httpsRequest : httpRequest)(tunnelRequest(proxy, authority))

const proxyRefused = (why: string): Error =>
  Object.assign(new Error(`The proxy gave no connection: ${why}`), { code: 'EPROXY' })
