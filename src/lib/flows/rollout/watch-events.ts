import type { EventLine } from '../../domain/rollout/view/model.ts'
import { percentText, sharesText } from '../../domain/rollout/weights.ts'
import type { RolloutEvent } from './events.ts'

/** An event in words; undefined for looks, which are a picture of their own. */
export const eventLine = (event: RolloutEvent): EventLine | undefined => {
  const text = wordsOf(event)
  return text === undefined ? undefined : { at: event.at, text }
}

const wordsOf = (event: RolloutEvent): string | undefined => {
  switch (event.type) {
    case 'rollout.phase': {
      const paused = event.paused ? ', paused' : ''
      return `step ${event.step} of ${event.steps}, ${percentText(event.percent)}: ${event.phase}${paused}${because(event.reason)}`
    }
    case 'rollout.shift':
      return `${event.direction === 'back' ? 'moving traffic back' : 'moving traffic'}: ${sharesText(event.after)}`
    case 'rollout.converged':
      return `traffic has arrived: ${sharesText(event.shares)}`
    case 'rollout.order':
      return `order: ${event.order} (by ${event.by})`
    case 'rollout.ended':
      return `${event.outcome}${because(event.reason)}`
    case 'rollout.look':
      return undefined
  }
}

const because = (reason: string | undefined): string => (reason === undefined ? '' : `: ${reason}`)
