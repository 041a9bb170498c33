import { type Consent, type Demand, demandsOf } from '../domain/core/consent.ts'
import type { Plan } from '../domain/core/plan.ts'
import { DeclinedError, UsageError } from '../errors.ts'
import type { Io } from '../ports/io.ts'

export type ConsentOptions = { readonly consent: Consent }

/**
 * Gets what the confirmation ladder demands for a plan.
 * @throws UsageError MLC-PLAN-007 when nobody can be asked, with the flags that would do;
 * DeclinedError MLC-PLAN-008 when the answer is No.
 */
export const askConsent = async (io: Io, plan: Plan, options: ConsentOptions): Promise<void> => {
  const demands = demandsOf(plan.steps, options.consent)
  if (demands.length === 0) return
  if (!io.interactive) throw cannotAsk(demands)
  for (const demand of demands) await ask(io, demand)
}

const cannotAsk = (demands: readonly Demand[]) => {
  const flags = demands.map((demand) => (demand.kind === 'yes' ? '--yes' : demand.flag))
  return new UsageError(
    'MLC-PLAN-007',
    'This plan needs a confirmation, and nobody can be asked here.',
    {
      why: demands
        .map((demand) => (demand.kind === 'yes' ? 'it changes things' : demand.reason))
        .join('; '),
      hint: `Nothing was changed. To allow it: ${[...new Set(flags)].join(' ')}`,
      details: { flags },
    },
  )
}

const ask = async (io: Io, demand: Demand): Promise<void> => {
  const agreed =
    demand.kind === 'yes'
      ? await io.ask({
          kind: 'confirm',
          flag: '--yes',
          message: 'Apply this plan?',
          initial: false,
          read: (answer) => answer,
        })
      : await io.ask({
          kind: 'text',
          flag: demand.flag,
          message: `Type ${demand.name} to go ahead, or nothing to leave`,
          help: demand.reason,
          check: (text) =>
            text === '' || text === demand.name
              ? undefined
              : `Type exactly ${demand.name}, or nothing.`,
          read: (text) => text === demand.name,
        })
  if (!agreed) throw new DeclinedError('MLC-PLAN-008', 'Declined; nothing was changed.')
}
