import { type Money, money } from '../../domain/core/money.ts'
import { type TrainingEstimate, trainingEstimate } from '../../domain/cost/training.ts'
import { type TimeEstimate, trainingTime } from '../../domain/cost/training-time.ts'
import { epochsOf } from '../../domain/finetune/hyperparameters.ts'
import type { World } from '../../domain/finetune/preflight/world.ts'

/** The estimate as `--json` prints it; an unknown price is said, never guessed. */
export type EstimateDocument = {
  readonly tokens: { readonly low: number; readonly high: number }
  readonly epochs?: number
  readonly cost?: { readonly low: Money; readonly high: Money }
  readonly price?: { readonly per1kTokens: Money; readonly asOf: string; readonly source: string }
  readonly unknown?: string
  readonly storagePerMonth?: Money
  readonly time: TimeEstimate
}

/** Undefined when the data could not be read. */
export const estimateOf = (world: World): TrainingEstimate | undefined =>
  world.findings.known
    ? trainingEstimate(world.model, world.findings.value.tokens, epochsOf(world.hyperparameters))
    : undefined

export const estimateDocument = (
  estimate: TrainingEstimate,
  modelKey: string,
): EstimateDocument => {
  const { tokens, epochs, cost, unknown, storagePerMonth } = estimate
  return {
    tokens,
    ...(epochs === undefined ? {} : { epochs }),
    ...(cost === undefined
      ? {}
      : {
          cost: { low: money(cost.low), high: money(cost.high) },
          price: {
            per1kTokens: money(cost.price.microUsd),
            asOf: cost.price.asOf,
            source: cost.price.source,
          },
        }),
    ...(unknown === undefined ? {} : { unknown }),
    ...(storagePerMonth === undefined ? {} : { storagePerMonth: money(storagePerMonth.microUsd) }),
    time: trainingTime(modelKey),
  }
}
