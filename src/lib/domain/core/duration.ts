const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Milliseconds from `90s`, `45m`, `2h`, `1h30m`, `0`; undefined for anything else. */
export const parseDuration = (text: string): number | undefined => {
  if (text.trim() === '0') return 0
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text.trim())) return undefined
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)]
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0)
}

/** For people: `8s`, `4m 10s`, `1h 04m`, `2d 03h`. */
export const formatDuration = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  const two = (n: number) => String(n).padStart(2, '0')
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`
  return `${Math.floor(minutes / 1_440)}d ${two(Math.floor(minutes / 60) % 24)}h`
}

/** As somebody would type it on a command line: `10m`, `1h30m`, `0`. */
export const durationFlag = (ms: number): string => {
  const units = Object.entries(UNITS).reverse()
  let left = ms
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(left / size)
    left -= count * size
    return count === 0 ? [] : [`${count}${unit}`]
  })
  return parts.join('') || '0'
}

/** ISO-8601 UTC with seconds, as every JSON document has it. */
export const isoTime = (epochMs: number): string =>
  // biome-ignore lint/style/noRestrictedGlobals: formats a given instant; does not read the clock
  new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, 'Z')

/** Milliseconds since the epoch of an ISO time; NaN when it is none. */
export const epochOf = (iso: string): number =>
  // biome-ignore lint/style/noRestrictedGlobals: parses a given instant; does not read the clock
  Date.parse(iso)
