import type { CatalogueModel, Price } from '../catalogue/model.ts'
import type { MicroUsd } from '../core/money.ts'
import type { Cost } from '../core/plan.ts'

/** From the tokenizer-free estimate: characters / 6 to characters / 3. */
export type TokenRange = { readonly low: number; readonly high: number }

export type TrainingEstimate = {
  readonly tokens: TokenRange
  readonly epochs?: number
  readonly cost?: { readonly low: MicroUsd; readonly high: MicroUsd; readonly price: Price }
  /** Why there is no figure. */
  readonly unknown?: string
  readonly storagePerMonth?: Price
}

/**
 * Tokens of the training file × epochs × price per token
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/custom-models.html). Never guessed: without
 * a price or a number of epochs it says so.
 */
export const trainingEstimate = (
  model: Pick<CatalogueModel, 'prices' | 'key'>,
  tokens: TokenRange,
  epochs: number | undefined,
): TrainingEstimate => {
  const { trainingPer1kTokens: price, storagePerMonth } = model.prices
  const base = {
    tokens,
    ...(epochs === undefined ? {} : { epochs }),
    ...(storagePerMonth === undefined ? {} : { storagePerMonth }),
  }
  if (price === undefined) {
    return {
      ...base,
      unknown: `no training price of ${model.key} in the catalogue (setting "catalogue" adds one)`,
    }
  }
  if (epochs === undefined) {
    return { ...base, unknown: 'the number of epochs is not given (--hyperparameter epochCount=N)' }
  }
  const cost = (count: number): MicroUsd => Math.ceil((count * epochs * price.microUsd) / 1_000)
  return { ...base, cost: { low: cost(tokens.low), high: cost(tokens.high), price } }
}

/** For a plan: the upper end, so that a budget is never passed by surprise. */
export const trainingCost = (estimate: TrainingEstimate): Cost => ({
  ...(estimate.cost === undefined ? {} : { once: estimate.cost.high }),
  ...(estimate.storagePerMonth === undefined
    ? {}
    : { perMonth: estimate.storagePerMonth.microUsd }),
  ...(estimate.unknown === undefined ? {} : { unknown: estimate.unknown }),
})
