import type { RolloutScene } from '../../domain/rollout/view/model.ts'
import { rolloutScreen } from '../../domain/rollout/view/screen.ts'
import { heartbeatOf } from '../../domain/rollout/view/words.ts'
import type { Ports } from '../../ports/all.ts'

export type RolloutDrawing = {
  readonly draw: (scene: RolloutScene) => void
  /** Leaves the last picture standing. */
  readonly stop: () => void
}

/** Draws scenes on the terminal, each with its last line `foot`; without a terminal one line at a change. */
export const rolloutDrawing = (
  ports: Pick<Ports, 'io' | 'clock'>,
  foot: string,
): RolloutDrawing => {
  const { io, clock } = ports
  const live = io.live()
  let last: readonly string[] | undefined
  return {
    draw: (scene) => {
      const now = clock.now()
      last = rolloutScreen(scene, { columns: io.columns, style: io.style, now })
      live.draw([...last, io.style.dim(foot)], heartbeatOf(scene, now))
    },
    stop: () => live.stop(last),
  }
}
