import type { TimestampFormat } from '../model/types.ts'

/** A time in the wire form; epoch seconds are a number, the other forms text. */
export const writeTimestamp = (time: Date, format: TimestampFormat): string | number => {
  switch (format) {
    case 'unixTimestamp':
      return time.getTime() / 1000
    case 'rfc822':
      return time.toUTCString()
    case 'iso8601':
      return time.toISOString()
  }
}

/** Any of the wire forms as a Date; undefined when it is no time. Clients are liberal, so is this. */
export const readTimestamp = (value: unknown): Date | undefined => {
  const numeric = typeof value === 'number' ? value : undefined
  const text = typeof value === 'string' ? value : ''
  const seconds = numeric ?? (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined)
  const time = seconds === undefined ? new Date(text) : new Date(seconds * 1000)
  return Number.isNaN(time.getTime()) ? undefined : time
}
