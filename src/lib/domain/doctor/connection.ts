import type { CredentialsView, ServiceRoute } from '../../ports/aws-setup.ts'
import type { Reached } from '../../ports/machine.ts'
import { epochOf, formatDuration } from '../core/duration.ts'
import { type CheckId, notApplicable, ok, type Verdict } from './checks.ts'

export type RouteLook = { readonly route: ServiceRoute; readonly reached: Reached }

type Stopped = Exclude<Reached['stage'], 'reached'>

/** Whose fault an ended connection is, what it means, and what helps. */
const STAGES: Readonly<
  Record<Stopped, { readonly id: CheckId; readonly says: string; readonly fix: string }>
> = {
  name: {
    id: 'D18',
    says: 'no address is known for it',
    fix: 'Check the network and its name server, and whether the region exists.',
  },
  connection: {
    id: 'D18',
    says: 'nothing answers there',
    fix: 'Check the network and the firewall for port 443; behind a proxy, set HTTPS_PROXY.',
  },
  proxy: {
    id: 'D15',
    says: 'the proxy gives no connection',
    fix: 'Check HTTPS_PROXY and its login, or list the host in NO_PROXY.',
  },
  tls: {
    id: 'D16',
    says: 'its certificate is not accepted',
    fix: 'Behind a proxy that inspects TLS, point AWS_CA_BUNDLE at a PEM file with its certificate.',
  },
}

const STOPPED = Object.keys(STAGES) as readonly Stopped[]

/** One verdict for each way in which connections end, with the hosts that end so. */
export const judgeRoutes = (looks: readonly RouteLook[]): readonly Verdict[] => {
  if (looks.length === 0) return [notApplicable('no service is called')]
  const failures = STOPPED.flatMap((stage) => {
    const ended = looks.flatMap(({ route, reached }) =>
      reached.stage === stage ? [{ url: route.url, detail: reached.detail }] : [],
    )
    const [first] = ended
    if (first === undefined) return []
    const { id, says, fix } = STAGES[stage]
    const hosts = [...new Set(ended.map(({ url }) => new URL(url).host))]
    return [
      {
        id,
        status: 'fail' as const,
        severity: 'critical' as const,
        subject: hosts.join(', '),
        detail: `${hosts.join(', ')}: ${says} (${first.detail})`,
        evidence: ended,
        remedy: { text: fix },
      },
    ]
  })
  if (failures.length > 0) return failures
  const slowest = Math.max(
    ...looks.map(({ reached }) => (reached.stage === 'reached' ? reached.tookMs : 0)),
  )
  return [ok(`${looks.length} of ${looks.length} services reached, the slowest in ${slowest} ms`)]
}

/** A proxy that is set, and for which services it is used. */
export const judgeProxy = (routes: readonly ServiceRoute[], named: boolean): Verdict => {
  const through = routes.filter(({ proxy }) => proxy !== undefined)
  const [first] = through
  if (first?.proxy !== undefined) {
    const host = new URL(first.proxy).host
    return ok(`${host} for ${through.length} of ${routes.length} services`)
  }
  return named ? ok('set, and NO_PROXY excepts every service') : notApplicable('none is set')
}

export const judgeEndpoints = (routes: readonly ServiceRoute[]): Verdict => {
  const own = routes.filter(({ source }) => source !== undefined)
  const [first] = own
  if (first === undefined) return ok("AWS's own")
  // Whoever typed it knows; one in a profile or a variable is easily forgotten.
  if (first.source === '--endpoint-url') return ok(first.url)
  return {
    status: 'warn',
    severity: 'low',
    subject: first.url,
    detail: `calls go to ${[...new Set(own.map(({ url }) => url))].join(', ')} (${first.source}), not to AWS`,
    evidence: own.map(({ service, url, source }) => ({ service, url, source })),
    remedy: { text: 'If AWS is meant, drop that endpoint.' },
  }
}

/** Jobs go on without credentials; a watch does not. */
const SHORT_MS = 15 * 60_000

/** `now` in epoch milliseconds. */
export const judgeCredentials = (found: CredentialsView, now: number): Verdict => {
  if (found.expiresAt === undefined) return ok(found.source)
  const leftMs = epochOf(found.expiresAt) - now
  if (leftMs >= SHORT_MS) return ok(`${found.source}, for another ${formatDuration(leftMs)}`)
  return {
    status: 'warn',
    severity: 'low',
    detail:
      leftMs <= 0
        ? `${found.source}: expired at ${found.expiresAt}`
        : `${found.source}: they expire in ${formatDuration(leftMs)}`,
    remedy: { text: 'Get new ones before a long wait; jobs go on without them.' },
  }
}
