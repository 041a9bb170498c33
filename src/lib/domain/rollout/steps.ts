import { UsageError } from '../../errors.ts'
import { parseDuration } from '../core/duration.ts'
import type { RolloutStep } from './model.ts'

export type StepDefaults = {
  /** For steps that name no time, the last one excepted: it ends when its traffic is there. */
  readonly bakeMs: number
  readonly minRequests: number
}

/** More steps than this would not fit into the endpoint's tags, and nobody waits for them. */
const MOST_STEPS = 20

/**
 * Steps from `10:10m:500,50:20m,100`: percent, bake time, least number of requests; the latter two may
 * be left out. @throws UsageError MLC-ROL-021 with the step that is not understood.
 */
export const parseSteps = (text: string, defaults: StepDefaults): readonly RolloutStep[] => {
  const words = text.split(',').map((word) => word.trim())
  if (words.length > MOST_STEPS) throw badSteps(text, `there are more than ${MOST_STEPS} steps`)
  const steps = words.map((word, at) =>
    parseStep(word, { defaults, last: at === words.length - 1 }),
  )
  for (const [at, step] of steps.entries()) {
    const before = steps[at - 1]?.percent ?? 0
    if (step.percent <= before) {
      throw badSteps(words[at] ?? text, 'each step must send more traffic than the one before')
    }
  }
  return steps
}

const parseStep = (
  word: string,
  { defaults, last }: { readonly defaults: StepDefaults; readonly last: boolean },
): RolloutStep => {
  const [percentWord = '', bakeWord, requestsWord, ...more] = word.split(':')
  const percent = /^\d+(\.\d+)?%?$/.test(percentWord) ? Number(percentWord.replace('%', '')) : -1
  if (more.length > 0 || !(percent > 0 && percent <= 100)) {
    throw badSteps(word, 'a percentage above 0 and up to 100 is needed')
  }
  const bakeMs = bakeWord === undefined ? (last ? 0 : defaults.bakeMs) : parseDuration(bakeWord)
  if (bakeMs === undefined) throw badSteps(word, 'the bake time is not understood')
  const whole = requestsWord === undefined || /^\d+$/.test(requestsWord)
  if (!whole) throw badSteps(word, 'the number of requests is not understood')
  const least = last && bakeMs === 0 ? 0 : defaults.minRequests
  return { percent, bakeMs, minRequests: requestsWord === undefined ? least : Number(requestsWord) }
}

/** The text that `parseSteps` reads back. */
export const stepsText = (steps: readonly RolloutStep[]): string =>
  steps
    .map(({ percent, bakeMs, minRequests }) => `${percent}:${bakeMs / 1_000}s:${minRequests}`)
    .join(',')

const badSteps = (word: string, why: string) =>
  new UsageError('MLC-ROL-021', `--steps: "${word}" is no step.`, {
    why,
    hint: 'For example --steps 10:10m:500,50:20m,100: percent, bake time, least number of requests.',
  })
