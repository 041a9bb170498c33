import {
  type ScalingMeasure,
  type ScalingWish,
  targetFromLoadTest,
} from '../../domain/hosting/autoscaling.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { Chosen } from './choose-scaled.ts'

export type ScalingAnswers = {
  readonly min: number | undefined
  readonly max: number | undefined
  readonly by: ScalingMeasure | undefined
  readonly target: number | undefined
  /** What one instance can take, in requests a second; found by a load test. */
  readonly maxRps: number | undefined
  readonly scaleInCooldownMs: number | undefined
  readonly scaleOutCooldownMs: number | undefined
  readonly noScaleIn: boolean
}

/** SageMaker's guide has this for both directions. */
const COOLDOWN_SECONDS = 300

/** Provisioned concurrency in use at which more is kept warm (SageMaker's guide). */
const UTILIZATION = 0.7

/**
 * The wanted scaling, with what was asked on a terminal.
 * @throws UsageError MLC-HOST-033 when neither a target nor what an instance can take is known.
 */
export const wishOf = async (
  ports: Pick<Ports, 'io'>,
  chosen: Chosen,
  answers: ScalingAnswers,
): Promise<ScalingWish> => {
  const measure = answers.by ?? (chosen.kind === 'serverless' ? 'utilization' : 'invocations')
  if (chosen.fact(measure) === undefined) {
    throw new UsageError('MLC-HOST-033', `${chosen.name} cannot be scaled by ${measure}.`, {
      hint: 'Variants and components: invocations or concurrency; serverless variants: utilization.',
    })
  }
  const seconds = (ms: number | undefined) => (ms === undefined ? COOLDOWN_SECONDS : ms / 1_000)
  return {
    key: chosen.key,
    kind: chosen.kind,
    measure,
    min: answers.min ?? 1,
    max: answers.max ?? (await askNumber(ports.io, '--max', `At most how many ${chosen.unit}`)),
    target: await targetOf(ports.io, chosen, { ...answers, measure }),
    scaleInCooldown: seconds(answers.scaleInCooldownMs),
    scaleOutCooldown: seconds(answers.scaleOutCooldownMs),
    noScaleIn: answers.noScaleIn,
  }
}

const targetOf = async (
  io: Ports['io'],
  chosen: Chosen,
  answers: ScalingAnswers & { readonly measure: ScalingMeasure },
): Promise<number> => {
  if (answers.target !== undefined) return answers.target
  if (chosen.kind === 'serverless') return UTILIZATION
  if (answers.measure === 'concurrency') {
    return askNumber(io, '--target', `How many ${chosen.fact('concurrency')?.unit}`)
  }
  const maxRps =
    answers.maxRps ??
    (await askNumber(
      io,
      '--max-rps',
      'Requests a second that one of them can take, by a load test',
    ))
  const target = targetFromLoadTest(maxRps)
  io.note(
    `Target: ${maxRps} requests a second × 60 × 0.5 = ${target} a minute: half of what it takes, for the minutes a new one needs to start.`,
  )
  return target
}

const askNumber = (io: Ports['io'], flag: string, message: string): Promise<number> =>
  io.ask({
    kind: 'text',
    flag,
    message,
    check: (text) => (/^\d+(\.\d+)?$/.test(text) ? undefined : 'A number is needed.'),
    read: Number,
  })
