import { epochOf, formatDuration } from '../../core/duration.ts'
import type { RolloutState } from '../model.ts'
import { percentOf, percentText } from '../weights.ts'
import type { RolloutScene } from './model.ts'

const MINUTE_MS = 60_000

/** `baking, paused`, `rolled-back`. */
export const headWord = ({ phase, paused }: RolloutState): string =>
  phase.name === 'ended' ? phase.outcome : `${phase.name}${paused ? ', paused' : ''}`

/** `[10 %] >50 %< 100 %`: done, under way, to come. */
export const stepMarks = ({ spec, step, phase }: RolloutState): string => {
  const over = phase.name === 'ended' ? phase.outcome : undefined
  return spec.steps
    .map(({ percent }, at) => {
      if (at < step || over === 'completed') return `[${percentText(percent)}]`
      return at === step && over === undefined ? `>${percentText(percent)}<` : percentText(percent)
    })
    .join(' ')
}

/** `0.12 %` from a fraction, with two figures. */
export const rateText = (fraction: number): string =>
  `${Number((fraction * 100).toPrecision(2)).toString()} %`

/** `82 ms` from microseconds. */
export const millisecondsText = (microseconds: number): string =>
  `${Number((microseconds / 1_000).toPrecision(3)).toString()} ms`

/**
 * The one line that stands for the picture where nothing can be redrawn. Whole minutes, since it is
 * printed whenever it changes.
 */
export const heartbeatOf = ({ state, look }: RolloutScene, now: number): string => {
  const { spec, phase, step } = state
  const at = `${spec.canary} at ${percentText(percentOf(state.settled, spec.canary))}`
  const head = `${spec.endpointName}: ${headWord(state)}, ${at}`
  const why = state.reason === undefined ? '' : `: ${state.reason}`
  if (phase.name === 'ended') return `${head}${why}`
  const place = `${head}, step ${step + 1} of ${spec.steps.length}${why}`
  if (look === undefined) return place
  const left = epochOf(look.bake.until) - now
  const whole = formatDuration(Math.ceil(left / MINUTE_MS) * MINUTE_MS)
  const time = left > 0 && phase.name === 'baking' ? `, about ${whole} left` : ''
  return `${place}${time}; ${look.analysis.verdict}: ${look.analysis.reason}`
}
