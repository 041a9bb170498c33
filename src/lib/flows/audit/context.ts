import type { AuditPolicy } from '../../domain/audit/rule.ts'
import type { Tally } from '../../domain/audit/tally.ts'
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
  /** Says once what could not be looked for. */
  readonly gap: (text: string) => void
}

/** What is not there any more is left out, unless somebody asked for it. @throws StateError MLC-AUD-003 */
export const goneOrMissing = ({ named }: AuditContext, kind: string, name: string): undefined => {
  if (!named.has(`${kind} ${name}`)) return undefined
  throw new StateError('MLC-AUD-003', `There is no ${kind} ${name} to audit.`, {
    hint: 'Check the name, the region and the account: aws sts get-caller-identity.',
  })
}
