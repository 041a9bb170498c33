import type { Documents } from '../service.ts'

/** One line of a log stream; times are milliseconds since the epoch. */
export type LogEvent = { readonly at: number; readonly message: string }

export type LogStreamRecord = { readonly createdAt: number; events: LogEvent[] }

export type LogGroupRecord = {
  readonly createdAt: number
  retentionDays?: number
  streams: Record<string, LogStreamRecord>
}

/** Log groups by `region/name`. */
export type LogsDocument = { groups: Record<string, LogGroupRecord> }

const DOCUMENT = 'logs'

type Place = { readonly documents: Documents; readonly region: string }

export const readLogs = ({ documents }: Pick<Place, 'documents'>): LogsDocument =>
  documents.read(DOCUMENT, { groups: {} })

/** Changes the logs in one atomic step. */
export const changeLogs = <R>(
  { documents }: Pick<Place, 'documents'>,
  change: (document: LogsDocument) => R,
): R => documents.update<LogsDocument, R>(DOCUMENT, { groups: {} }, change)

export const groupKey = (region: string, name: string): string => `${region}/${name}`

/** Most lines that one stream keeps: the document is read whole at each look. */
const MOST_EVENTS = 5_000

/**
 * Writes lines as a service does: group and stream are made when they are missing. Lines may lie in
 * the future; nobody reads them before their time.
 */
export const writeLog = (
  place: Place,
  { group, stream, events }: LogPiece,
  createdAt: number,
): void => {
  changeLogs(place, ({ groups }) => {
    const key = groupKey(place.region, group)
    groups[key] ??= { createdAt, streams: {} }
    const { streams } = groups[key]
    const found = streams[stream] ?? { createdAt, events: [] }
    streams[stream] = { ...found, events: [...found.events, ...events].slice(-MOST_EVENTS) }
  })
}

export type LogPiece = {
  readonly group: string
  readonly stream: string
  readonly events: readonly LogEvent[]
}
