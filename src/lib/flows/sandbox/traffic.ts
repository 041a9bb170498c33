import { isoTime } from '../../domain/core/duration.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { SandboxTraffic } from '../../ports/sandbox-control.ts'

/** Traffic as flags give it. */
export type TrafficRequest = {
  readonly endpoint: string
  readonly rps: number | undefined
  readonly forMs: number
  readonly sinceMs: number | undefined
  readonly shape: SandboxTraffic['shape']
  /** `VARIANT=value`, or a value for all variants. */
  readonly errorRates: readonly string[]
  readonly latencies: readonly string[]
  readonly stop: boolean
}

export type TrafficResult =
  | { readonly status: 'stopped'; readonly endpoint: string }
  | {
      readonly status: 'started'
      readonly endpoint: string
      readonly requestsPerSecond: number
      readonly shape: SandboxTraffic['shape']
      /** In the sandbox's own time. */
      readonly from: string
      readonly to: string
    }

/** Starts or ends traffic to an endpoint. Throws UsageError MLC-SBX-002 for what cannot be read. */
export const steerTraffic = async (
  { sandbox }: Pick<Ports, 'sandbox'>,
  request: TrafficRequest,
): Promise<TrafficResult> => {
  const { endpoint, rps, shape } = request
  if (request.stop) {
    await sandbox.stopTraffic(endpoint)
    return { status: 'stopped', endpoint }
  }
  if (rps === undefined) {
    throw new UsageError('MLC-SBX-002', 'How many requests per second? Give --rps or --stop.', {
      hint: `mlctl sandbox traffic --endpoint ${endpoint} --rps 20`,
    })
  }
  const times = await sandbox.startTraffic({
    endpointName: endpoint,
    rps,
    shape,
    lastsMs: request.forMs,
    beganAgoMs: request.sinceMs ?? 0,
    errorRates: byVariant('--error-rate', request.errorRates),
    latencies: byVariant('--latency', request.latencies),
  })
  const span = { from: isoTime(times.from), to: isoTime(times.to) }
  return { status: 'started', endpoint, requestsPerSecond: rps, shape, ...span }
}

/** `B=0.05` and `0.05` as a table by variant, `*` standing for all that are not named. */
const byVariant = (flag: string, texts: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    texts.map((text) => {
      const at = text.lastIndexOf('=')
      const value = text.slice(at + 1)
      if (/^\d+(\.\d+)?$/.test(value)) return [at < 0 ? '*' : text.slice(0, at), Number(value)]
      throw new UsageError('MLC-SBX-002', `${flag} ${text}: a number is needed.`, {
        hint: `${flag} 0.05 for all variants, ${flag} v2=0.05 for one.`,
      })
    }),
  )
