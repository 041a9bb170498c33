import type { Case, Situation } from './case.ts'
import { isLoopback } from './proxy.ts'

const whither = ({ endpoint, serviceName }: Situation): string => endpoint ?? serviceName

const loopback = ({ endpoint }: Situation): boolean =>
  endpoint !== undefined && isLoopback(new URL(endpoint).hostname)

/** No answer came, or none of the service's own. */
export const NETWORK_CASES: readonly Case[] = [
  {
    id: 'MLC-AWS-030',
    kind: 'cancelled',
    name: /^AbortError$/,
    says: ({ operation, subject }) => `Interrupted during ${operation} (${subject}).`,
    quiet: true,
  },
  {
    id: 'MLC-AWS-012',
    kind: 'temporary',
    code: /^ECONNREFUSED$/,
    only: loopback,
    says: ({ endpoint }) => `Nothing listens at ${endpoint}.`,
    hint: () => 'Start what should listen there (mlctl sandbox serve), or drop that endpoint.',
  },
  {
    id: 'MLC-AWS-016',
    kind: 'temporary',
    code: /^EPROXY$/,
    says: (situation) => `The proxy in HTTPS_PROXY would not connect to ${whither(situation)}.`,
    hint: () => 'Check HTTPS_PROXY and its user name, or list the host in NO_PROXY.',
  },
  {
    id: 'MLC-AWS-015',
    kind: 'usage',
    code: /CERT|UNABLE_TO_(GET|VERIFY)|^ERR_TLS/,
    says: (situation) => `The certificate of ${whither(situation)} is not trusted.`,
    hint: () =>
      'Behind a proxy that inspects TLS, point AWS_CA_BUNDLE at a PEM file with its certificate.',
  },
  {
    id: 'MLC-AWS-026',
    kind: 'state',
    code: /^ERR_HTTP2_ERROR$/,
    text: /protocol error/i,
    says: (situation) => `${whither(situation)} does not speak HTTP/2, which this call needs.`,
    hint: () => 'Use an endpoint that accepts HTTP/2 (mlctl sandbox serve does).',
  },
  {
    id: 'MLC-AWS-013',
    kind: 'temporary',
    code: /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN)$/,
    says: (situation) => `${whither(situation)} cannot be reached.`,
    hint: ({ endpoint }) =>
      endpoint === undefined
        ? 'Check the network and the region; behind a proxy, set HTTPS_PROXY.'
        : 'Check the endpoint and the network.',
  },
  {
    id: 'MLC-AWS-014',
    kind: 'temporary',
    name: /^(TimeoutError|RequestTimeout|RequestTimeoutException)$/,
    says: (situation) => `${whither(situation)} did not answer in time.`,
  },
  {
    id: 'MLC-AWS-014',
    kind: 'temporary',
    code: /^(ECONNRESET|EPIPE|ETIMEDOUT|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP2_\w+)$/,
    says: (situation) => `The connection to ${whither(situation)} was lost.`,
  },
  {
    id: 'MLC-AWS-014',
    kind: 'temporary',
    text: /socket hang up|did not get a response|stream is abnormally aborted/i,
    says: (situation) => `The connection to ${whither(situation)} was lost.`,
  },
]
