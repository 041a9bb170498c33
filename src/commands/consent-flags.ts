import { parseUsd } from '../lib/domain/core/money.ts'
import { UsageError } from '../lib/errors.ts'
import type { ApplyOptions } from '../lib/flows/apply.ts'
import type { FlagTable, GlobalFlags } from './define.ts'

/** The flags that answer the hard rungs of the confirmation ladder. */
export const CONSENT_FLAGS = {
  confirm: {
    spec: '--confirm <name>',
    describe: 'Confirm the deletion or change of this name without being asked',
  },
  acceptCommitment: {
    spec: '--accept-commitment <term>',
    describe: 'Accept a commitment that cannot be ended early',
    choices: ['OneMonth', 'SixMonths'],
  },
  acceptHourlyCost: {
    spec: '--accept-hourly-cost <usd>',
    describe: 'Accept capacity that costs up to this much an hour; `unknown` for an unknown price',
  },
} as const satisfies FlagTable

/** The consent that a command line gives. @throws UsageError MLC-CLI-006 for a bad amount. */
const consentOf = (
  yes: boolean,
  flags: {
    readonly confirm?: string | undefined
    readonly acceptCommitment?: string | undefined
    readonly acceptHourlyCost?: string | undefined
  },
) => ({
  yes,
  ...(flags.confirm === undefined ? {} : { confirm: flags.confirm }),
  ...(flags.acceptCommitment === undefined ? {} : { acceptCommitment: flags.acceptCommitment }),
  ...(flags.acceptHourlyCost === undefined
    ? {}
    : { acceptHourlyCost: hourlyCost(flags.acceptHourlyCost) }),
})

const hourlyCost = (text: string): number | 'unknown' => {
  if (text === 'unknown') return 'unknown'
  const amount = parseUsd(text)
  if (amount !== undefined) return amount
  throw new UsageError('MLC-CLI-006', `--accept-hourly-cost takes dollars, got "${text}".`, {
    hint: 'For example --accept-hourly-cost 60.50, or the word unknown.',
  })
}

/** How `carryOut` is to treat a plan, from the global flags and the command's consent flags. */
export const applyOptionsOf = (
  globals: GlobalFlags,
  flags: Parameters<typeof consentOf>[1] = {},
): ApplyOptions => ({
  consent: consentOf(globals.yes, flags),
  dryRun: globals.dryRun,
  planOut: globals.planOut,
})
