import { HOURS_PER_MONTH, type MicroUsd } from '../core/money.ts'

/** How long a purchase binds; `none` can be released at any hour. */
export type Term = 'none' | 'OneMonth' | 'SixMonths'

export type TermFacts = {
  readonly term: Term
  readonly label: string
  readonly months: number
  /** What the request carries; no commitment is said by leaving the member out. */
  readonly commitmentDuration?: 'OneMonth' | 'SixMonths'
}

/** API model, CommitmentDuration; https://docs.aws.amazon.com/bedrock/latest/userguide/prov-throughput.html */
export const TERMS: readonly TermFacts[] = [
  { term: 'none', label: 'no commitment', months: 0 },
  { term: 'OneMonth', label: 'one month', months: 1, commitmentDuration: 'OneMonth' },
  { term: 'SixMonths', label: 'six months', months: 6, commitmentDuration: 'SixMonths' },
]

export type UnitPrice = {
  readonly microUsd: MicroUsd
  readonly asOf: string
  readonly source: string
}

/** Price of one model unit for one hour, by term; an absent one is unknown. */
export type UnitPrices = { readonly [T in Term]?: UnitPrice | undefined }

/** What `units` model units cost under one term; without a price only the term stands. */
export type Quote = {
  readonly facts: TermFacts
  readonly price?: {
    readonly unitHour: MicroUsd
    readonly perHour: MicroUsd
    /** 730 hours: capacity is paid day and night. */
    readonly perMonth: MicroUsd
    /** The least that the purchase costs; absent without a commitment. */
    readonly perTerm?: MicroUsd
    readonly asOf: string
    readonly source: string
  }
}

export const quoteOf = (prices: UnitPrices, units: number): readonly Quote[] =>
  TERMS.map((facts) => {
    const unit = prices[facts.term]
    if (unit === undefined) return { facts }
    const perMonth = unit.microUsd * units * HOURS_PER_MONTH
    const price = {
      unitHour: unit.microUsd,
      perHour: unit.microUsd * units,
      perMonth,
      asOf: unit.asOf,
      source: unit.source,
    }
    return facts.months === 0
      ? { facts, price }
      : { facts, price: { ...price, perTerm: perMonth * facts.months } }
  })

/** Why no figure can be given; the same words wherever the price of a unit is missing. */
export const unknownUnitPrice = (model: string, term: Term): string =>
  `no price of a model unit of ${model} (${term}) is in the catalogue`
