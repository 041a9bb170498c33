import { readinessOf } from '../../domain/rollout/endpoint-status.ts'
import { type Share, sameShares, sharesOf } from '../../domain/rollout/weights.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointView } from '../../ports/endpoints.ts'
import { waitUntil } from '../poll.ts'
import { type Live, type LivePorts, readLive } from './live.ts'

export type WaitPorts = LivePorts & Pick<Ports, 'clock' | 'io'>

export type WaitFor = {
  readonly endpointName: string
  readonly timeoutMs: number | undefined
  /** The command that takes up the wait again. */
  readonly resume: string
}

/** A change of weights is a matter of seconds; later looks are 10 s apart (facts: plan for minutes). */
const FIRST_LOOKS_MS = [2_000, 3_000, 5_000]
const LATER_LOOKS_MS = 10_000

/** Reads that must agree before "the change did not happen" is believed: reads may be stale. */
const AGREEING_READS = 3

/**
 * Waits until the endpoint can be changed. @throws StateError MLC-ROL-011 for a status that waiting
 * does not help; StillRunningError MLC-WAIT-001 at the time limit.
 */
export const waitReady = async (ports: WaitPorts, wait: WaitFor): Promise<Live> => {
  let shown: string | undefined
  return waitUntil(ports, {
    ...pace(ports, wait),
    onView: ({ view }) => {
      const cause = causeOf(view)
      if (cause !== undefined && cause !== shown) ports.io.note(`${view.endpointName}: ${cause}`)
      shown = cause
    },
    isOver: ({ view }) => isReady(view),
  })
}

export type Converged =
  | { readonly kind: 'converged'; readonly live: Live }
  /** The endpoint is InService with other shares: the change was taken back, or somebody else's won. */
  | { readonly kind: 'not-applied'; readonly live: Live; readonly reason: string }

/**
 * Waits until the shares of live traffic are `wanted`: InService alone proves nothing, it is also
 * the end of a change that was rolled back.
 */
export const waitConverged = async (
  ports: WaitPorts,
  wait: WaitFor,
  wanted: readonly Share[],
): Promise<Converged> => {
  let disagreeing = 0
  const live = await waitUntil(ports, {
    ...pace(ports, wait),
    isOver: (seen) => {
      if (!isReady(seen.view)) return false
      if (hasShares(seen.current, wanted) && hasShares(seen.desired, wanted)) return true
      // Still on its way where the goal is ours and the present is not.
      disagreeing = hasShares(seen.desired, wanted) ? 0 : disagreeing + 1
      return disagreeing >= AGREEING_READS
    },
  })
  if (hasShares(live.current, wanted)) return { kind: 'converged', live }
  const reason = live.view.failureReason ?? 'the endpoint is InService with other shares'
  return { kind: 'not-applied', live, reason }
}

/** Whether these weights are known and make the wanted shares. */
export const hasShares = (live: Live['current'], wanted: readonly Share[]): boolean =>
  live.some(({ weight }) => (weight ?? 0) > 0) &&
  live.every(({ weight }) => weight !== undefined) &&
  sameShares(sharesOf(live), wanted)

/** Why an endpoint cannot be changed right now, in the service's own words where it has some. */
export const causeOf = (view: EndpointView): string | undefined => {
  const readiness = readinessOf(view.status)
  if (readiness.kind === 'ready') return undefined
  const messages = view.variants.flatMap((variant) =>
    variant.status.map(({ status, message }) => `${variant.variantName} ${message ?? status}`),
  )
  const pending = view.pendingDeployment
  const config = pending === undefined ? [] : [`config ${pending.endpointConfigName} is on its way`]
  return [`${view.status}: ${readiness.meaning}`, ...config, ...messages].join('; ')
}

const pace = (ports: WaitPorts, { endpointName, timeoutMs, resume }: WaitFor) => ({
  read: () => readLive(ports, endpointName),
  everyMs: (look: number) =>
    (FIRST_LOOKS_MS[look] ?? LATER_LOOKS_MS) * (0.9 + 0.2 * ports.clock.random()),
  timeoutMs,
  what: `the change of endpoint ${endpointName}`,
  resume,
})

const isReady = (view: EndpointView): boolean => {
  const readiness = readinessOf(view.status)
  if (readiness.kind !== 'never') return readiness.kind === 'ready'
  throw new StateError(
    'MLC-ROL-011',
    `Endpoint ${view.endpointName} is ${view.status}: ${readiness.meaning}.`,
    {
      ...(view.failureReason === undefined ? {} : { why: view.failureReason }),
      hint: readiness.fix.replace('<name>', view.endpointName),
    },
  )
}
