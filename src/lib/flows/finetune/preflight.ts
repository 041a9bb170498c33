import type { CheckResult } from '../../domain/finetune/preflight/check.ts'
import { preflightOutcome, runPreflight } from '../../domain/finetune/preflight/run.ts'
import type { World } from '../../domain/finetune/preflight/world.ts'
import { DataError, GateError } from '../../errors.ts'
import type { Io } from '../../ports/io.ts'

/**
 * Runs every check, shows what is not fine, and lets the training through or not.
 * @throws DataError MLC-FT-008 (exit 3) when only the data is at fault, GateError MLC-FT-007 (exit 8)
 * otherwise; both list every failure. Nothing has been changed then.
 */
export const preflight = (io: Io, world: World): readonly CheckResult[] => {
  const results = runPreflight(world)
  showChecks(io, results)
  const outcome = preflightOutcome(results)
  if (outcome === 'go') return results
  const failures = results.filter((result) => result.status === 'failed')
  const hints = [...new Set(failures.flatMap((failure) => failure.hint ?? []))]
  const detail = {
    why: failures.map(({ id, title, why }) => `${id} ${title}: ${why}`).join('\n'),
    ...(hints.length === 0 ? {} : { hint: hints.join('\n') }),
    details: { checks: results },
  }
  throw outcome === 'data-invalid'
    ? new DataError('MLC-FT-008', 'The training data breaks rules of the model.', detail)
    : new GateError(
        'MLC-FT-007',
        `${failures.length === 1 ? 'A check' : `${failures.length} checks`} before the training failed; nothing was changed.`,
        detail,
      )
}

const showChecks = (io: Io, results: readonly CheckResult[]): void => {
  const { style } = io
  const fine = results.filter((result) => result.status === 'ok')
  const mark = style.unicode ? '✓' : 'ok'
  io.note(`${style.good(mark)} ${fine.length} of ${results.length} checks passed`)
  for (const { id, title, why } of fine) {
    io.detail(`  ${id} ${title}${why === undefined ? '' : `: ${why}`}`)
  }
  for (const { id, title, status, why } of results) {
    if (status === 'warning') io.warn(`${id} ${title}: ${why}`)
    if (status === 'could-not-tell') io.note(`? ${id} ${title}: could not tell (${why})`)
    if (status === 'failed')
      io.note(`${style.bad(style.unicode ? '✗' : 'x')} ${id} ${title}: ${why}`)
  }
}
