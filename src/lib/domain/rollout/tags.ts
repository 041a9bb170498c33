import { Buffer } from 'node:buffer'
import { isoTime } from '../core/duration.ts'
import type { Order, Phase, RolloutState } from './model.ts'
import { packState, unpackState } from './pack.ts'
import { percentOf, percentText } from './weights.ts'

/** Who rolls out, for a person who looks at the endpoint in the console. */
const ID_TAG = 'mlctl:rollout'
/** Where it is, for the same person. */
const PHASE_TAG = 'mlctl:rollout-phase'
export const ORDER_TAG = 'mlctl:rollout-order'
const PART_PREFIX = 'mlctl:rollout-state-'

/** A tag's value may have 256 characters (API model of AddTags); its alphabet holds base64. */
const PART_LENGTH = 250
/** An endpoint has 50 tags at most, and most belong to its owner. */
const MOST_PARTS = 20

type Tags = Readonly<Record<string, string>>

/**
 * The state as tags of the endpoint. Tags can be written by anybody who may tag, so commands (`gates`,
 * the smoke test's file) stay at home: only their number travels. Empty when it does not fit.
 */
export const stateTags = (state: RolloutState): Tags => {
  const text = Buffer.from(JSON.stringify(packState(state)), 'utf8').toString('base64')
  const parts = text.match(new RegExp(`.{1,${PART_LENGTH}}`, 'g')) ?? []
  if (parts.length > MOST_PARTS) return {}
  return {
    [ID_TAG]: state.spec.id,
    [PHASE_TAG]: phaseText(state),
    ...Object.fromEntries(
      parts.map((part, at) => [`${PART_PREFIX}${at}`, `${parts.length}:${part}`]),
    ),
  }
}

/** Undefined where there is none, a part is missing, or it was tampered with. */
export const stateFromTags = (tags: Tags): RolloutState | undefined => {
  const count = Number(tags[`${PART_PREFIX}0`]?.split(':')[0])
  if (!Number.isInteger(count) || count < 1 || count > MOST_PARTS) return undefined
  const parts = Array.from({ length: count }, (_, at) => tags[`${PART_PREFIX}${at}`])
  if (parts.some((part) => part?.startsWith(`${count}:`) !== true)) return undefined
  const text = parts.map((part) => part?.slice(part.indexOf(':') + 1)).join('')
  try {
    const state = unpackState(JSON.parse(Buffer.from(text, 'base64').toString('utf8')))
    return state?.spec.id === tags[ID_TAG] ? state : undefined
  } catch {
    return undefined
  }
}

/** All tags that carry the state; the two for people stay after the end. */
export const partTags = (tags: Tags): readonly string[] =>
  Object.keys(tags).filter((key) => key.startsWith(PART_PREFIX))

/** The id that the tags name, also where the rest was removed. */
export const rolloutOfTags = (
  tags: Tags,
): { readonly id: string; readonly phase: string } | undefined => {
  const id = tags[ID_TAG]
  return id === undefined ? undefined : { id, phase: tags[PHASE_TAG] ?? '' }
}

const IS_OVER = /^(completed|rolled-back|rollback-failed|interfered)\b/

/** Another rollout that is under way by these tags, in words; undefined where there is none. */
export const rivalOf = (tags: Tags, rollout: string): string | undefined => {
  const told = rolloutOfTags(tags)
  if (told === undefined || told.id === rollout || IS_OVER.test(told.phase)) return undefined
  const state = stateFromTags(tags)
  return state === undefined ? told.id : startedText(state)
}

/** `ro-…, started 2026-11-22T10:00:00Z by user/anna`. */
export const startedText = ({ spec }: RolloutState): string =>
  `${spec.id}, started ${spec.createdAt}${spec.by === undefined ? '' : ` by ${spec.by}`}`

/** An order for this rollout as a tag; a promotion names the step it is for. */
export const orderTags = (
  order: Order,
  {
    rollout,
    step,
    full,
  }: { readonly rollout: string; readonly step: number; readonly full: boolean },
): Tags => ({ [ORDER_TAG]: `${order}${full ? '-full' : ''}:${rollout}:${step}` })

const ORDERS: readonly Order[] = ['pause', 'resume', 'promote', 'abort']

/** An order for this rollout; what is meant for another one is none. */
export const orderOfTags = (
  tags: Tags,
  rollout: string,
): { readonly order: Order; readonly full: boolean; readonly step: number } | undefined => {
  const [word = '', id, step] = (tags[ORDER_TAG] ?? '').split(':')
  const order = ORDERS.find((one) => one === word.replace(/-full$/, ''))
  if (order === undefined || id !== rollout) return undefined
  return { order, full: word.endsWith('-full'), step: Number(step) }
}

/** `baking step 1/3 at 10 percent since 2026-11-22T10:00:00Z`: letters that a tag may have. */
const phaseText = (state: RolloutState): string => {
  const { phase, spec, step, settled, updatedAt } = state
  const what = phase.name === 'ended' ? phase.outcome : phase.name
  const at = percentText(percentOf(settled, spec.canary)).replace('%', 'percent')
  const paused = state.paused ? ' paused' : ''
  return `${what}${paused} step ${step + 1}/${spec.steps.length} at ${at} since ${isoTime(updatedAt)}`
}

export const phaseOf = (phase: Phase): string =>
  phase.name === 'ended' ? phase.outcome : phase.name
