/** What is asked of a proxy for a tunnel; Node's `request` takes it as it is. */
export type TunnelRequest = {
  readonly host: string
  readonly port: number
  readonly method: 'CONNECT'
  readonly path: string
  readonly agent: false
  readonly headers: Readonly<Record<string, string>>
}

/**
 * How `proxy` is asked for a tunnel to `authority`, a host with its port (RFC 9110 §9.3.6). The login
 * in the proxy's URL goes along, and to nobody else.
 */
export const tunnelRequest = (proxy: URL, authority: string): TunnelRequest => {
  const login = [proxy.username, proxy.password].map(decodeURIComponent).join(':')
  const basic = `Basic ${Buffer.from(login).toString('base64')}`
  return {
    host: bareHost(proxy),
    port: portOf(proxy),
    method: 'CONNECT',
    path: authority,
    // A tunnel is one connection: an agent would keep it for the next.
    agent: false,
    headers: {
      host: authority,
      ...(proxy.username === '' ? {} : { 'proxy-authorization': basic }),
    },
  }
}

/** The host as a socket takes it: an IPv6 address without the brackets that URLs want. */
export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '')

/** The port of an http or https URL, given or not. */
export const portOf = ({ port, protocol }: URL): number =>
  Number(port) || (protocol === 'https:' ? 443 : 80)
