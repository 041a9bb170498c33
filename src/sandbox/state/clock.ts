import type { Documents, SandboxClock } from '../service.ts'

/**
 * How the sandbox's own time runs: `real`; `instant` (what AWS takes time for is done at once); `xN`
 * (N times as fast); `skip` (as real, and waiting costs nothing); a fixed ISO instant (stands still).
 * In the last two and in `instant`, whoever waits by `wait` moves the time on.
 */
export type ClockSetting = string

/** Time runs from here: at the wall time `wall` the sandbox's own time was `own`, both in ms. */
type Anchor = { setting: ClockSetting; wall: number; own: number }
type ClockDocument = { setting: ClockSetting; anchor?: Anchor }

type Pace = {
  /** Own milliseconds per millisecond of the wall clock. */
  readonly factor: number
  /** Whether a process that AWS takes time for takes any here. */
  readonly takesTime: boolean
  /** Waiting moves the time instead of passing it. */
  readonly jumps: boolean
  /** Where own time starts; absent: where it is now. */
  readonly startsAt?: number
}

/** A sandbox clock that a program beside the sandbox can wait by. */
export type RunningClock = SandboxClock & {
  /**
   * Lets `ms` milliseconds of own time pass and returns how many of the wall clock the caller has to
   * sleep for that: fewer under `xN`, none where waiting jumps.
   */
  wait(ms: number): number
  /** The setting in force now. */
  setting(): ClockSetting
}

const DOCUMENT = 'clock'
const INITIAL: ClockDocument = { setting: 'real' }

/** What a setting means; undefined when it is none of the forms. */
export const parseClock = (setting: ClockSetting): Pace | undefined => {
  if (setting === 'real') return { factor: 1, takesTime: true, jumps: false }
  if (setting === 'instant') return { factor: 1, takesTime: false, jumps: true }
  if (setting === 'skip') return { factor: 1, takesTime: true, jumps: true }
  const factor = Number(/^x(\d+(?:\.\d+)?)$/.exec(setting)?.[1])
  if (factor > 0) return { factor, takesTime: true, jumps: false }
  const startsAt = /^\d{4}-\d\d-\d\d/.test(setting) ? Date.parse(setting) : Number.NaN
  if (Number.isNaN(startsAt)) return undefined
  return { factor: 0, takesTime: true, jumps: true, startsAt }
}

/** The setting in force: the override (`MLCTL_SANDBOX_CLOCK`), else the persisted one, else `real`. */
export const clockSetting = (documents: Documents, override: string | undefined): ClockSetting =>
  override || documents.read(DOCUMENT, INITIAL).setting

/** Persists a setting. Throws RangeError for one that cannot be read. */
export const saveClock = (documents: Documents, setting: ClockSetting): void => {
  paceOf(setting)
  documents.update<ClockDocument, void>(DOCUMENT, INITIAL, (document) => {
    const { startsAt } = paceOf(setting)
    const anchor = anchorFor(document, setting)
    document.anchor = { ...anchor, own: startsAt ?? anchor.own }
    document.setting = setting
  })
}

export const clockError = (setting: string): RangeError =>
  new RangeError(
    `clock '${setting}': one of real, instant, skip, x<factor>, or an ISO time such as 2026-01-31T12:00:00Z`,
  )

/** The clock of a state directory, read at each use because another process may set it. */
export const createClock = (documents: Documents, override: string | undefined): RunningClock => {
  const now = (): number => {
    const document = documents.read(DOCUMENT, INITIAL)
    const setting = override || document.setting
    if (needsAnchor(document, setting)) return moved(documents, setting, 0)
    return ownTime(document.anchor, Date.now())
  }
  return {
    now,
    setting: () => clockSetting(documents, override),
    duration: (seconds) =>
      paceOf(clockSetting(documents, override)).takesTime ? seconds * 1000 : 0,
    wait: (ms) => {
      const setting = clockSetting(documents, override)
      const { jumps, factor } = paceOf(setting)
      if (!jumps) return ms / factor
      moved(documents, setting, ms)
      return 0
    },
  }
}

const paceOf = (setting: ClockSetting): Pace => {
  const pace = parseClock(setting)
  if (pace === undefined) throw clockError(setting)
  return pace
}

/** Wall time needs no anchor, so that reading an untouched sandbox writes nothing. */
const needsAnchor = ({ anchor }: ClockDocument, setting: ClockSetting): boolean => {
  if (anchor !== undefined) return anchor.setting !== setting
  return paceOf(setting).factor !== 1
}

const ownTime = (anchor: Anchor | undefined, wall: number): number =>
  anchor === undefined ? wall : anchor.own + (wall - anchor.wall) * paceOf(anchor.setting).factor

/** Own time goes on from where it is, whatever the pace was; a fixed instant is a leap to it. */
const anchorFor = ({ anchor }: ClockDocument, setting: ClockSetting): Anchor => {
  const wall = Date.now()
  if (anchor?.setting === setting) return { setting, wall, own: ownTime(anchor, wall) }
  return { setting, wall, own: paceOf(setting).startsAt ?? ownTime(anchor, wall) }
}

const moved = (documents: Documents, setting: ClockSetting, ms: number): number =>
  documents.update<ClockDocument, number>(DOCUMENT, INITIAL, (document) => {
    const anchor = anchorFor(document, setting)
    document.anchor = { ...anchor, own: anchor.own + ms }
    return document.anchor.own
  })
