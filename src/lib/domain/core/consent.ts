import { dollars, type MicroUsd } from './money.ts'
import type { Danger, PlanStep } from './plan.ts'

/** What the user allowed beforehand, on the command line. */
export type Consent = {
  readonly yes: boolean
  readonly confirm?: string
  readonly acceptCommitment?: string
  readonly acceptHourlyCost?: MicroUsd | 'unknown'
}

/** What a plan still needs before it may be applied. */
export type Demand =
  | { readonly kind: 'yes' }
  | {
      readonly kind: 'type-name'
      readonly name: string
      readonly reason: string
      readonly flag: string
    }

/**
 * The demands that `consent` does not cover, hardest first. `--yes` answers confirmations, never
 * commitments or hourly capacity (DESIGN §3, confirmation ladder).
 */
export const demandsOf = (
  steps: readonly Pick<PlanStep, 'danger' | 'summary'>[],
  consent: Consent,
): readonly Demand[] => {
  const open = steps.flatMap((step) => openDemand(step.danger, step.summary, consent) ?? [])
  const names = open.filter((demand) => demand.kind === 'type-name')
  return names.length > 0 ? oncePerName(names) : open.slice(0, 1)
}

type NameDemand = Extract<Demand, { kind: 'type-name' }>

/** Several changes of one thing are agreed to by typing its name once, as `--confirm` does; each price stays its own. */
const oncePerName = (demands: readonly NameDemand[]): readonly NameDemand[] =>
  demands.flatMap((demand, at) => {
    if (!demand.flag.startsWith('--confirm ')) return [demand]
    const same = demands.filter(({ flag }) => flag === demand.flag)
    if (demands.findIndex(({ flag }) => flag === demand.flag) !== at) return []
    return [{ ...demand, reason: same.map(({ reason }) => reason).join('; ') }]
  })

const openDemand = (danger: Danger, summary: string, consent: Consent): Demand | undefined => {
  switch (danger.level) {
    case 'none':
      return undefined
    case 'moderate':
      return consent.yes ? undefined : { kind: 'yes' }
    case 'severe':
      return consent.confirm === danger.name
        ? undefined
        : {
            kind: 'type-name',
            name: danger.name,
            reason: summary,
            flag: `--confirm ${danger.name}`,
          }
    case 'hourly':
      return coversHourly(consent.acceptHourlyCost, danger.perHour)
        ? undefined
        : {
            kind: 'type-name',
            name: danger.name,
            reason: `${summary}: paid by the hour until it is deleted`,
            flag: `--accept-hourly-cost ${hourlyText(danger.perHour)}`,
          }
    case 'commitment':
      return consent.acceptCommitment === danger.term
        ? undefined
        : {
            kind: 'type-name',
            name: danger.name,
            reason: `${summary}: the ${danger.term} commitment cannot be ended early and renews by itself`,
            flag: `--accept-commitment ${danger.term}`,
          }
  }
}

/** An accepted figure covers a price that is not above it; an unknown price needs the word `unknown`. */
const coversHourly = (
  accepted: Consent['acceptHourlyCost'],
  price: MicroUsd | 'unknown',
): boolean => {
  if (accepted === undefined) return false
  if (price === 'unknown' || accepted === 'unknown') return price === accepted
  return accepted >= price
}

const hourlyText = (price: MicroUsd | 'unknown'): string =>
  price === 'unknown' ? 'unknown' : dollars(price).replace(/[$,]/g, '')
