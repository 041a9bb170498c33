import { isoTime } from '../../domain/core/duration.ts'
import type { RolloutState } from '../../domain/rollout/model.ts'
import type { EventLine, LookFigures } from '../../domain/rollout/view/model.ts'
import type { Ports } from '../../ports/all.ts'
import type { RolloutEvent } from './events.ts'
import { tickingClock } from './watch-clock.ts'
import { eventLine } from './watch-events.ts'
import { rolloutDrawing } from './watch-screen.ts'

/** A drive with a picture of it on the terminal. */
export type DriveView = {
  /** Ports for the drive: what it notes becomes part of the picture. */
  readonly ports: Ports
  readonly see: (state: RolloutState) => void
  /** Leaves the last picture standing, and says the warnings again below it. */
  readonly stop: () => void
}

const FOOT = 'Ctrl-C stops here: traffic stays as it is; resume or abort from anywhere.'

/**
 * The view of `rollout watch` for the process that carries the rollout on: it lives on the drive's own
 * events and reads nothing itself. Without a terminal the drive's notes stay lines.
 */
export const driveView = (ports: Ports, start: RolloutState): DriveView => {
  if (!ports.io.animated) return { ports, see: () => undefined, stop: () => undefined }
  const drawing = rolloutDrawing(ports, FOOT)
  const warnings: string[] = []
  const events: EventLine[] = []
  let state = start
  let look: LookFigures | undefined
  let activity: string | undefined
  const draw = () => {
    const shown = {
      ...(look === undefined ? {} : { look }),
      ...(activity === undefined ? {} : { activity }),
    }
    drawing.draw({ state, shares: state.settled, ...shown, events: [...events] })
  }
  const add = (line: EventLine) => {
    events.push(line)
    draw()
  }
  const plain = (text: string) => add({ at: isoTime(ports.clock.now()), text })
  const { io } = ports
  return {
    ports: {
      ...ports,
      clock: tickingClock(ports.clock, draw),
      io: {
        ...io,
        note: (text) => {
          // Of a look the picture says more than its line; a gate or a busy endpoint has only this.
          if (state.phase.name !== 'baking') activity = text
          draw()
        },
        warn: (text) => {
          warnings.push(text)
          plain(`warning: ${text}`)
        },
        detail: () => undefined,
        event: (event) => {
          io.event(event)
          const known = event as unknown as RolloutEvent
          if (known.type === 'rollout.look') look = known
          const line = eventLine(known)
          if (line === undefined) draw()
          else add(line)
        },
      },
    },
    see: (next) => {
      const moved = next.step !== state.step || next.phase.name === 'shifting'
      // Figures of another step would be taken for those of this one.
      if (moved) look = undefined
      if (next.phase.name !== state.phase.name) activity = undefined
      state = next
      draw()
    },
    stop: () => {
      drawing.stop()
      for (const text of warnings) io.warn(text)
    },
  }
}
