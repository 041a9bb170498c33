import { nearest } from '../../domain/core/nearest.ts'
import { EXPLANATIONS } from '../../domain/explain/index.ts'
import type { Explanation } from '../../domain/explain/rows.ts'
import { UsageError } from '../../errors.ts'

/** The row of one id, or all rows. @throws UsageError MLC-CLI-007 for an unknown id. */
export const explanationsFor = (id: string | undefined): readonly Explanation[] => {
  if (id === undefined) return EXPLANATIONS
  const found = EXPLANATIONS.filter((row) => row.id === id.toUpperCase())
  if (found.length > 0) return found
  const near = nearest(
    id.toUpperCase(),
    EXPLANATIONS.map((row) => row.id),
  )
  throw new UsageError('MLC-CLI-007', `There is no error id ${id}.`, {
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'All ids: mlctl explain',
  })
}
