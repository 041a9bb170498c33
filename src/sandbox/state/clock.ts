import type { Documents, SandboxClock } from '../service.ts'

/** How time runs: `real`, `instant`, `x60` (durations divided by 60), or a fixed ISO instant. */
export type ClockSetting = string

type ClockDocument = { setting: ClockSetting }

const DOCUMENT = 'clock'

/** The clock of a setting; undefined when the setting is none of the four forms. */
export const parseClock = (setting: ClockSetting): SandboxClock | undefined => {
  if (setting === 'real') return scaled(1)
  if (setting === 'instant') return { now: () => Date.now(), duration: () => 0 }
  const factor = /^x(\d+(?:\.\d+)?)$/.exec(setting)?.[1]
  if (factor !== undefined) return Number(factor) > 0 ? scaled(Number(factor)) : undefined
  const fixed = /^\d{4}-\d\d-\d\d/.test(setting) ? Date.parse(setting) : Number.NaN
  if (Number.isNaN(fixed)) return undefined
  return { now: () => fixed, duration: (seconds) => seconds * 1000 }
}

const scaled = (factor: number): SandboxClock => ({
  now: () => Date.now(),
  duration: (seconds) => (seconds * 1000) / factor,
})

/** The setting in force: the override (`MLCTL_SANDBOX_CLOCK`), else the persisted one, else `real`. */
export const clockSetting = (documents: Documents, override: string | undefined): ClockSetting =>
  override || documents.read<ClockDocument>(DOCUMENT, { setting: 'real' }).setting

/** Persists a setting. Throws RangeError for one that cannot be read. */
export const saveClock = (documents: Documents, setting: ClockSetting): void => {
  if (parseClock(setting) === undefined) throw clockError(setting)
  documents.update<ClockDocument, void>(DOCUMENT, { setting: 'real' }, (document) => {
    document.setting = setting
  })
}

export const clockError = (setting: string): RangeError =>
  new RangeError(
    `clock '${setting}': one of real, instant, x<factor>, or an ISO time such as 2026-01-31T12:00:00Z`,
  )

/** The clock of a state directory, read at each use because another process may set it. */
export const createClock = (documents: Documents, override: string | undefined): SandboxClock => {
  const current = (): SandboxClock => {
    const setting = clockSetting(documents, override)
    const clock = parseClock(setting)
    if (clock === undefined) throw clockError(setting)
    return clock
  }
  return { now: () => current().now(), duration: (seconds) => current().duration(seconds) }
}
