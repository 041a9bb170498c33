const MINUTE = 60_000

const UNITS: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 }

/** When a schedule is due; times are of UTC, shifted by the time zone's offset where one is given. */
export type Schedule = (minute: number, since: number) => boolean

/**
 * `at(yyyy-mm-ddThh:mm:ss)`, `rate(5 minutes)` or a six-field `cron(...)` as a test of minutes;
 * undefined for what is none of them. `L`, `W` and `#` are not understood.
 * Source: https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html
 */
export const scheduleOf = (expression: string, timezone = 'UTC'): Schedule | undefined => {
  const [, kind, inner = ''] = /^(at|rate|cron)\((.+)\)$/.exec(expression) ?? []
  if (kind === 'at') return oneTime(inner, timezone)
  if (kind === 'rate') return regular(inner)
  return kind === 'cron' ? cron(inner, timezone) : undefined
}

const oneTime = (text: string, timezone: string): Schedule | undefined => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return undefined
  return (minute) => {
    const { year, month, day, hours, minutes } = partsOf(minute, timezone)
    const local = `${year}-${two(month)}-${two(day)}T${two(hours)}:${two(minutes)}`
    return text.startsWith(local)
  }
}

const two = (value: number): string => String(value).padStart(2, '0')

const regular = (text: string): Schedule | undefined => {
  const [, count, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(text) ?? []
  const every = Number(count) * (UNITS[unit] ?? 0) * MINUTE
  if (!(every > 0)) return undefined
  const start = (since: number) => Math.floor(since / MINUTE) * MINUTE
  return (minute, since) => minute > start(since) && (minute - start(since)) % every === 0
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')
const DAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ')

type Field = (value: number) => boolean

const fieldOf = (
  text: string,
  [low, high]: readonly [number, number],
  names: readonly string[] = [],
): Field | undefined => {
  const number = (word: string): number => {
    const name = names.indexOf(word.toUpperCase())
    return name < 0 ? Number(word) : name + low
  }
  if (text === '*' || text === '?') return () => true
  const tests = text.split(',').map((part): Field | undefined => {
    const [, from = '', to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? []
    const start = from === '*' ? low : number(from)
    const end = to !== undefined ? number(to) : step !== undefined || from === '*' ? high : start
    if (!(start >= low && end <= high)) return undefined
    return (value) => value >= start && value <= end && (value - start) % Number(step ?? 1) === 0
  })
  return tests.includes(undefined) ? undefined : (value) => tests.some((test) => test?.(value))
}

const cron = (text: string, timezone: string): Schedule | undefined => {
  const fields = text.trim().split(/\s+/)
  if (fields.length !== 6) return undefined
  const [minutes, hours, days, months, weekdays, years] = [
    fieldOf(fields[0] ?? '', [0, 59]),
    fieldOf(fields[1] ?? '', [0, 23]),
    fieldOf(fields[2] ?? '', [1, 31]),
    fieldOf(fields[3] ?? '', [1, 12], MONTHS),
    fieldOf(fields[4] ?? '', [1, 7], DAYS),
    fieldOf(fields[5] ?? '', [1970, 2199]),
  ]
  if (!minutes || !hours || !days || !months || !weekdays || !years) return undefined
  return (minute) => {
    const parts = partsOf(minute, timezone)
    return (
      minutes(parts.minutes) &&
      hours(parts.hours) &&
      days(parts.day) &&
      months(parts.month) &&
      weekdays(parts.weekday) &&
      years(parts.year)
    )
  }
}

/** The wall time of a zone; weekdays count from 1 for Sunday. Throws RangeError for an unknown zone. */
const partsOf = (time: number, timezone: string) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    weekday: 'short',
  })
  const parts = Object.fromEntries(
    format.formatToParts(time).map(({ type, value }) => [type, value]),
  )
  return {
    year: Number(parts.year),
    month: Number(parts.month),
    day: Number(parts.day),
    hours: Number(parts.hour),
    minutes: Number(parts.minute),
    weekday: DAYS.indexOf((parts.weekday ?? '').toUpperCase()) + 1,
  }
}

/** Whether a time zone is known. */
export const isTimezone = (timezone: string): boolean => {
  try {
    return partsOf(0, timezone).year > 0
  } catch {
    return false
  }
}
