/**
 * Money as whole millionths of a US dollar, so that sums are exact: token prices go down to
 * 0.00000001 per token, sums up to billions stay below 2^53.
 */
export type MicroUsd = number

/** As it appears in JSON: decimal text, never a float. */
export type Money = { readonly amount: string; readonly currency: 'USD' }

const MICRO = 1_000_000

/** Hours in the month that AWS's pricing pages use: 365 × 24 / 12. */
export const HOURS_PER_MONTH = 730

/** From dollars, rounded to the nearest millionth. */
export const usd = (dollars: number): MicroUsd => Math.round(dollars * MICRO)

/** Exact decimal text with at least two places: `60.50`, `0.000378`. */
export const decimal = (amount: MicroUsd): string => {
  const sign = amount < 0 ? '-' : ''
  const whole = Math.floor(Math.abs(amount) / MICRO)
  const fraction = String(Math.abs(amount) % MICRO).padStart(6, '0')
  return `${sign}${whole}.${fraction.replace(/0{1,4}$/, '')}`
}

export const money = (amount: MicroUsd): Money => ({ amount: decimal(amount), currency: 'USD' })

/** For people: `$44,165.00`, `$0.115`, `$0.0014`: prices an hour are told to the cent from a dollar on alone. */
export const dollars = (amount: MicroUsd): string => {
  const value = amount / MICRO
  if (amount === 0) return '$0.00'
  if (Math.abs(value) >= 0.01) {
    const maximumFractionDigits = Math.abs(value) < 1 ? 4 : 2
    return `$${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits })}`
  }
  return `$${decimal(Number(value.toPrecision(2)) * MICRO)}`
}

/** Undefined when the text is not a plain non-negative decimal. */
export const parseUsd = (text: string): MicroUsd | undefined =>
  /^\$?\d{1,9}(\.\d{1,6})?$/.test(text.trim())
    ? usd(Number(text.trim().replace('$', '')))
    : undefined

/** A document's money for people. */
export const moneyText = (amount: Money): string => dollars(usd(Number(amount.amount)))
