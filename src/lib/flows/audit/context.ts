import type { AuditPolicy } from '../../domain/audit/rule.ts'
import type { Tally } from '../../domain/audit/tally.ts'
import type { Target } from '../../domain/audit/targets.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { Pool } from '../invoke/pool.ts'
import type { Found } from './found.ts'

/** What the readers of one audit share. */
export type AuditContext = {
  readonly ports: Ports
  readonly pool: Pool
  readonly policy: AuditPolicy
  readonly tally: Tally
  readonly found: Found
  /** The buckets that jobs read and write are looked at too. */
  readonly followsBuckets: boolean
  /** What was asked for by name, which must be there: `bucket acme-ml`. */
  readonly named: ReadonlySet<string>
  /** What regions of one audit share, and which of them this is. */
  readonly place: Place
  /** Of each list that was asked for, why it was not given. */
  readonly lists: (string | undefined)[]
  /** Says once what could not be looked for. */
  readonly gap: (text: string) => void
}

/** One region of an audit. */
export type Place = {
  /** What belongs to no region (users, roles, the list of buckets, trails) is looked at in the first alone. */
  readonly isHome: boolean
  /** Things that other regions found here. */
  readonly waiting: readonly Target[]
  /** Leaves a thing to its own region; false where that one is not looked at, or was before. */
  readonly passOn: (region: string, target: Target) => boolean
  /** True once for each role, whichever region comes to it first. */
  readonly isNewRole: (name: string) => boolean
  /** What stands before the words of progress. */
  readonly label: string
}

/** The only region of an audit. */
export const onlyPlace = (): Place => ({
  isHome: true,
  waiting: [],
  passOn: () => false,
  isNewRole: () => true,
  label: '',
})

/** What is not there any more is left out, unless somebody asked for it. @throws StateError MLC-AUD-003 */
export const goneOrMissing = ({ named }: AuditContext, kind: string, name: string): undefined => {
  if (!named.has(`${kind} ${name}`)) return undefined
  throw new StateError('MLC-AUD-003', `There is no ${kind} ${name} to audit.`, {
    hint: 'Check the name, the region and the account: aws sts get-caller-identity.',
  })
}
