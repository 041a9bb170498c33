import { isoTime } from '../../domain/core/duration.ts'
import { isOver, type RolloutState } from '../../domain/rollout/model.ts'
import { phaseOf } from '../../domain/rollout/tags.ts'
import type { EventLine, RolloutScene } from '../../domain/rollout/view/model.ts'
import { percentOf, sharesOf } from '../../domain/rollout/weights.ts'
import type { Ports } from '../../ports/all.ts'
import { waitUntil } from '../poll.ts'
import { documentOf, type RolloutDocument } from './document.ts'
import type { RolloutEvent } from './events.ts'
import { type FoundRollout, requireRollout } from './find.ts'
import { readLive } from './live.ts'
import { type FullLook, lookAt } from './look.ts'
import { tickingClock } from './watch-clock.ts'
import { eventLine } from './watch-events.ts'
import { rolloutDrawing } from './watch-screen.ts'

export type WatchRequest = {
  readonly endpointName: string
  readonly timeoutMs: number | undefined
}

/** Between two readings of the state; a file, or the tags of the endpoint. */
const READ_EVERY_MS = 10_000
/** Between two looks at the metrics, which come by the minute and cost money. */
const LOOK_EVERY_MS = 60_000
const FOOT = 'Ctrl-C stops the watching, never the rollout.'

/**
 * Follows a rollout to its end, whoever carries it on: a picture on a terminal, lines elsewhere,
 * events for scripts. Changes nothing. @throws StateError MLC-ROL-026 (none), StillRunningError
 * MLC-WAIT-001, CancelledError MLC-WAIT-002 on Ctrl-C.
 */
export const watchRollout = async (
  ports: Ports,
  { endpointName, timeoutMs }: WatchRequest,
): Promise<RolloutDocument> => {
  const drawing = rolloutDrawing(ports, FOOT)
  const tell = teller(ports)
  const see = seeing(ports, endpointName)
  let scene: RolloutScene | undefined
  const redraw = () => {
    if (scene !== undefined && ports.io.animated) drawing.draw(scene)
  }
  try {
    const end = await waitUntil(
      { io: ports.io, clock: tickingClock(ports.clock, redraw) },
      {
        read: see,
        isOver: (seen) => isOver(seen.scene.state),
        onView: (seen) => {
          scene = seen.scene
          tell(seen)
          drawing.draw(seen.scene)
        },
        everyMs: READ_EVERY_MS,
        timeoutMs,
        what: `the rollout of ${endpointName}`,
        resume: `mlctl rollout watch --endpoint ${endpointName}`,
      },
    )
    return documentOf(end.scene.state)
  } finally {
    drawing.stop()
  }
}

type Seen = { readonly scene: RolloutScene; readonly look: FullLook | undefined }

/** Reads the state each time, metrics and journal when it changed or a minute has passed. */
const seeing = (ports: Ports, endpointName: string): (() => Promise<Seen>) => {
  let before = ''
  let look: FullLook | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  let events: readonly EventLine[] = []
  return async () => {
    const found = await requireRollout(ports, endpointName)
    const { state } = found
    const live = await readLive(ports, endpointName)
    const place = placeOf(state)
    const now = ports.clock.now()
    const anew = place !== before || now - lookedAt >= LOOK_EVERY_MS
    if (anew) {
      look = await lookAtNow(ports, state)
      events = await eventsOf(ports, found)
      ;[before, lookedAt] = [place, now]
    }
    const known = live.current.some(({ weight }) => (weight ?? 0) > 0)
    const scene: RolloutScene = {
      state,
      shares: known ? sharesOf(live.current) : state.settled,
      endpointStatus: live.view.status,
      ...(look === undefined ? {} : { look: { ...look, alarms: look.look.alarms } }),
      events,
    }
    return { scene, look: anew ? look : undefined }
  }
}

const lookAtNow = async (ports: Ports, state: RolloutState): Promise<FullLook | undefined> => {
  const { phase } = state
  return phase.name === 'baking' || phase.name === 'held'
    ? lookAt(ports, state, phase.since)
    : undefined
}

/** What the journal of this project tells; of another machine's rollout only the verdicts are known. */
const eventsOf = async (
  { journal }: Pick<Ports, 'journal'>,
  { state, from }: FoundRollout,
): Promise<readonly EventLine[]> => {
  if (from === 'tags') return verdictLines(state)
  const { records } = await journal.read()
  const lines = records.flatMap((record) =>
    record.kind === 'fact' && record.subject === `rollout:${state.spec.id}`
      ? (eventLine(record.data as unknown as RolloutEvent) ?? [])
      : [],
  )
  return lines.length > 0 ? lines : verdictLines(state)
}

const verdictLines = ({ verdicts }: RolloutState): readonly EventLine[] =>
  verdicts.map(({ at, verdict, reason }) => ({ at: isoTime(at), text: `${verdict}: ${reason}` }))

const placeOf = ({ phase, step, paused }: RolloutState): string =>
  JSON.stringify([phase.name, step, paused])

/** The events that a process which carries the rollout on tells, as far as they can be seen from here. */
const teller = (ports: Ports) => {
  let said = ''
  let shares = ''
  return ({ scene: { state }, look }: Seen): void => {
    const { spec, phase } = state
    const base = {
      at: isoTime(ports.clock.now()),
      rollout: spec.id,
      endpointName: spec.endpointName,
      step: state.step + 1,
      steps: spec.steps.length,
    }
    const emit = (event: RolloutEvent) => ports.io.event(event)
    const reason = state.reason === undefined ? {} : { reason: state.reason }
    const percent = percentOf(state.settled, spec.canary)
    const place = placeOf(state)
    if (place !== said && phase.name !== 'ended') {
      const { paused } = state
      emit({ ...base, type: 'rollout.phase', phase: phaseOf(phase), paused, percent, ...reason })
    }
    const settled = JSON.stringify(state.settled)
    if (shares !== '' && settled !== shares) {
      emit({ ...base, type: 'rollout.converged', shares: state.settled })
    }
    if (look !== undefined) {
      const { analysis, canary, baseline, bake } = look
      const { alarms } = look.look
      emit({ ...base, type: 'rollout.look', percent, analysis, alarms, canary, baseline, bake })
    }
    if (place !== said && phase.name === 'ended') {
      emit({ ...base, type: 'rollout.ended', outcome: phase.outcome, ...reason })
    }
    ;[said, shares] = [place, settled]
  }
}
