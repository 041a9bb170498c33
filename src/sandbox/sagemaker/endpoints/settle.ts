import { advanceExperiments } from '../experiments/advance.ts'
import { changeState, type Ground, type HostingState, inRegion, readState } from '../state.ts'
import type { EndpointRecord, Moment } from './moment.ts'
import { momentAt } from './moment.ts'
import { rollback } from './rollback.ts'
import { beforeChange, replanned } from './row.ts'

const MINUTE = 60_000

/**
 * Endpoints being settled in this process: what their alarms ask about them on the way is answered
 * from the plan as it stands, which is right up to the minute that is looked at.
 */
const settling = new Set<string>()

/** The times in a watched moment at which its alarms are looked at: its start, and every minute. */
const looks = (moment: Moment, until: number): readonly number[] => {
  const times: number[] = []
  for (let at = moment.at; at <= until; at += MINUTE) times.push(at)
  return times
}

type Trip = { readonly at: number; readonly alarm: string; readonly running: Moment }

/** The watched moments of the last change, each with the time at which it is over. */
const watchedOf = ({ moments }: EndpointRecord): readonly { running: Moment; end: number }[] =>
  moments.flatMap((running, index) => {
    const isLast = running.change === moments.at(-1)?.change
    const end = moments[index + 1]?.at ?? Number.POSITIVE_INFINITY
    return running.watch !== undefined && isLast ? [{ running, end }] : []
  })

/** The first time up to `now` at which an alarm ends the last deployment. */
const firstTrip = (ground: Ground, record: EndpointRecord, now: number): Trip | undefined => {
  for (const { running, end } of watchedOf(record)) {
    for (const at of looks(running, Math.min(now, end))) {
      if (at <= (record.watchedUntil ?? Number.NEGATIVE_INFINITY)) continue
      const alarm = running.watch?.find(
        (name) => ground.neighbours.alarms.state(ground.region, name, at) === 'ALARM',
      )
      if (alarm !== undefined) return { at, alarm, running }
    }
  }
  return undefined
}

/** Whether there is anything to look at that has not been looked at. */
const isUnwatched = (record: EndpointRecord, now: number): boolean => {
  const watched = watchedOf(record)
  const end = Math.min(now, watched.at(-1)?.end ?? now)
  const begun = watched.some(({ running }) => running.at <= now)
  return begun && (record.watchedUntil ?? Number.NEGATIVE_INFINITY) < end
}

const lookAtAlarms = (ground: Ground, record: EndpointRecord, now: number): void => {
  if (!isUnwatched(record, now)) return
  const trip = firstTrip(ground, record, now)
  const before = trip && beforeChange(record, trip.running)
  changeState(ground, (state) => {
    const current = state.endpoints[record.arn]
    // Somebody else has looked in the meantime, and perhaps changed the plan.
    if (current === undefined || current.watchedUntil !== record.watchedUntil) return
    const watched = { ...current, watchedUntil: now }
    const reason = `One or more alarms (${trip?.alarm}) went into ALARM state during the deployment.`
    state.endpoints[record.arn] =
      trip === undefined || before === undefined
        ? watched
        : replanned(watched, trip.at, rollback(ground.clock, { ...trip, before }, { reason }))
  })
}

const settleOne = (ground: Ground, record: EndpointRecord, now: number): void => {
  if (settling.has(record.arn)) return
  settling.add(record.arn)
  try {
    advanceExperiments(ground, record.name, now)
    lookAtAlarms(ground, record, now)
    ground.neighbours.scaling.advance(ground.region, record.name, now)
  } finally {
    settling.delete(record.arn)
  }
}

/**
 * The state with everything in it that has happened up to now: alarms that have ended deployments,
 * and what scaling policies have done. Call this before any read or change.
 */
export const settled = (ground: Ground): HostingState => {
  const now = ground.clock.now()
  for (const record of inRegion(ground, readState(ground).endpoints)) {
    const current = momentAt(record, now)
    if (current !== undefined && !current.gone) settleOne(ground, record, now)
  }
  return readState(ground)
}
