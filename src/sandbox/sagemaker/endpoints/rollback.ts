import type { SandboxClock } from '../../service.ts'
import type { Moment } from './moment.ts'
import { calm, createRow, inPhase } from './row.ts'
import { SECONDS } from './timing.ts'

/** What went wrong, and whether even the way back fails. */
export type Setback = { readonly reason: string; readonly fails?: boolean }

/**
 * The way back from `running` to `before`: all traffic on the old fleets at once, RollingBack while
 * the new ones go, then InService with the reason. When that fails too, both configurations serve.
 */
export const rollback = (
  clock: SandboxClock,
  { before, running, at }: { before: Moment; running: Moment; at: number },
  setback: Setback,
): readonly Moment[] => {
  const row = createRow(clock, at)
  const { change, deployment, pending } = running
  const old = { ...calm(before), change, ...(deployment === undefined ? {} : { deployment }) }
  const leaving = pending && {
    ...pending,
    variants: inPhase(pending.variants, at, ({ count = 0 }) => ({
      Status: 'Deleting',
      StatusMessage: `Terminating ${count} instance(s).`,
    })),
  }
  row.add(
    {
      ...old,
      status: 'RollingBack',
      // A rollback that fails leaves whoever served at that time.
      ...(setback.fails ? { routes: running.routes } : {}),
      ...(leaving === undefined ? {} : { pending: leaving }),
    },
    SECONDS.rollBack,
  )
  row.add(
    setback.fails
      ? {
          ...old,
          status: 'UpdateRollbackFailed',
          routes: running.routes,
          failureReason: `${setback.reason} The rollback failed as well.`,
        }
      : { ...old, status: 'InService', failureReason: setback.reason },
  )
  return row.moments
}
