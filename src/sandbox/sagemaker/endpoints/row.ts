import type { SandboxClock } from '../../service.ts'
import type { EndpointRecord, Moment, VariantPhase, VariantStand } from './moment.ts'
import { begun } from './moment.ts'

/** Moments kept of an endpoint; the oldest go first. */
const MOST_MOMENTS = 1000

/** Moments in a row: each lasts for its seconds on AWS, the last for good. */
export const createRow = (clock: SandboxClock, from: number) => {
  const moments: Moment[] = []
  let at = from
  return {
    moments,
    /** When the next moment begins. */
    end: () => at,
    add: (moment: Omit<Moment, 'at'>, seconds = 0): void => {
      moments.push({ ...moment, at })
      at += clock.duration(seconds)
    },
  }
}

export type Row = ReturnType<typeof createRow>

/** An endpoint with new plans from `at` on: what has not begun by then is dropped. */
export const replanned = (
  record: EndpointRecord,
  at: number,
  moments: readonly Moment[],
): EndpointRecord => ({
  ...record,
  moments: [...begun(record, at), ...moments].slice(-MOST_MOMENTS),
})

/** The last moment before the change that `running` belongs to: what a rollback goes back to. */
export const beforeChange = (record: EndpointRecord, running: Moment): Moment | undefined =>
  record.moments.findLast((moment) => moment.change < running.change)

/** The variants with one phase shown at each. */
export const inPhase = (
  stands: readonly VariantStand[],
  since: number,
  phase: (stand: VariantStand) => Omit<VariantPhase, 'since'>,
): readonly VariantStand[] =>
  stands.map((stand) => ({ ...stand, status: { ...phase(stand), since } }))

/** The variants without any phase: nothing is under way. */
export const settledStands = (stands: readonly VariantStand[]): readonly VariantStand[] =>
  stands.map(({ status: _over, ...stand }) => stand)

/** A moment without what belongs to a deployment under way or one that has failed. */
export const calm = (moment: Moment): Omit<Moment, 'at'> => {
  const { at: _at, pending: _pending, watch: _watch, failureReason: _reason, ...rest } = moment
  return {
    ...rest,
    variants: settledStands(rest.variants),
    shadows: settledStands(rest.shadows),
  }
}
