import { countOf } from '../../domain/core/count.ts'
import { WANTED_DROPS } from '../../domain/dataset/table-row.ts'
import { DataError } from '../../errors.ts'
import type { Dropped } from './manifest.ts'

/**
 * Stops when rows give no record through a fault of theirs, unless they are to be skipped.
 * @throws DataError MLC-DATA-015 with the first of each reason.
 */
export const refuseBadRows = (
  { input, skipBadRows = false }: { readonly input: string; readonly skipBadRows?: boolean },
  dropped: readonly Dropped[],
): void => {
  const bad = dropped.filter(({ reason }) => !WANTED_DROPS.includes(reason))
  if (bad.length === 0 || skipBadRows) return
  const count = bad.reduce((sum, entry) => sum + entry.count, 0)
  throw new DataError(
    'MLC-DATA-015',
    `${input}: ${countOf(count, 'row gives', 'rows give')} no record.`,
    {
      why: bad.map((entry) => `${entry.reason} ×${entry.count} (${entry.example})`).join('; '),
      hint: 'Correct them, or pass --skip-bad-rows to leave them out. Nothing was written.',
      details: { dropped: bad },
    },
  )
}
