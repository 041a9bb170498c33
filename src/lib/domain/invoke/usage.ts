import type { MicroUsd } from '../core/money.ts'

export type TokenUsage = { readonly inputTokens: number; readonly outputTokens: number }

export const NO_USAGE: TokenUsage = { inputTokens: 0, outputTokens: 0 }

export const addUsage = (a: TokenUsage, b: TokenUsage): TokenUsage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
})

/** Prices per 1,000 tokens; an absent one is unknown. */
export type TokenPrices = {
  readonly inputPer1k?: MicroUsd | undefined
  readonly outputPer1k?: MicroUsd | undefined
}

/** What answers cost; undefined when a price that counts is unknown. */
export const answerCost = (usage: TokenUsage, prices: TokenPrices): MicroUsd | undefined => {
  if (usage.inputTokens > 0 && prices.inputPer1k === undefined) return undefined
  if (usage.outputTokens > 0 && prices.outputPer1k === undefined) return undefined
  const input = (usage.inputTokens * (prices.inputPer1k ?? 0)) / 1_000
  const output = (usage.outputTokens * (prices.outputPer1k ?? 0)) / 1_000
  return Math.round(input + output)
}
