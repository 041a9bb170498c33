import type { Share } from '../../domain/rollout/weights.ts'
import type { Ports } from '../../ports/all.ts'

/** One rollout of the past, from the journal. */
export type PastRollout = {
  readonly rollout: string
  readonly endpointName: string
  readonly startedAt: string
  readonly endedAt?: string
  readonly outcome?: string
  readonly reason?: string
  /** The last shares that traffic had through it. */
  readonly shares: readonly Share[]
  readonly events: readonly Readonly<Record<string, unknown>>[]
}

/** The rollouts that this project's journal tells of, newest first. */
export const rolloutHistory = async (
  ports: Pick<Ports, 'journal'>,
  filter: { readonly endpoint: string | undefined; readonly limit: number },
): Promise<{ readonly rollouts: readonly PastRollout[] }> => {
  const { records } = await ports.journal.read()
  const byId = new Map<string, Readonly<Record<string, unknown>>[]>()
  for (const record of records) {
    if (record.kind !== 'fact' || !record.subject.startsWith('rollout:')) continue
    const id = record.subject.slice('rollout:'.length)
    byId.set(id, [...(byId.get(id) ?? []), record.data])
  }
  const rollouts = [...byId].map(([rollout, events]) => pastOf(rollout, events))
  return {
    rollouts: rollouts
      .filter(
        ({ endpointName }) => filter.endpoint === undefined || endpointName === filter.endpoint,
      )
      .reverse()
      .slice(0, filter.limit),
  }
}

const pastOf = (
  rollout: string,
  events: readonly Readonly<Record<string, unknown>>[],
): PastRollout => {
  const ended = events.filter(({ type }) => type === 'rollout.ended').at(-1)
  const shares = events.filter(({ type }) => type === 'rollout.converged').at(-1)?.shares
  const text = (event: typeof ended, name: string) =>
    typeof event?.[name] === 'string' ? { [name]: event[name] } : {}
  return {
    rollout,
    endpointName: String(events[0]?.endpointName ?? ''),
    startedAt: String(events[0]?.at ?? ''),
    ...(ended === undefined ? {} : { endedAt: String(ended.at) }),
    ...text(ended, 'outcome'),
    ...text(ended, 'reason'),
    shares: Array.isArray(shares) ? (shares as Share[]) : [],
    events,
  }
}
