import { list, optionalNumber, optionalText } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import type { LogEvent, LogGroupRecord, LogStreamRecord } from './records.ts'

/** GetLogEvents and FilterLogEvents give at most this many at once (API model). */
const MOST = 10_000

const visible = (call: Call, input: Input, events: readonly LogEvent[]): readonly LogEvent[] => {
  const from = optionalNumber(input, 'startTime') ?? Number.NEGATIVE_INFINITY
  const to = optionalNumber(input, 'endTime') ?? Number.POSITIVE_INFINITY
  const now = call.clock.now()
  return events.filter(({ at }) => at <= now && at >= from && at < to)
}

const worded = ({ at, message }: LogEvent) => ({ timestamp: at, message, ingestionTime: at })

/**
 * A page of one stream. As on AWS the token is never absent: the end is reached when the service
 * gives the same one again.
 */
export const getLogEvents = (call: Call, input: Input, stream: LogStreamRecord): Output => {
  const events = visible(call, input, stream.events)
  const limit = optionalNumber(input, 'limit') ?? MOST
  const [direction, at] = (optionalText(input, 'nextToken') ?? '').split('/')
  const given = at === undefined ? undefined : Number(at)
  const last = Math.max(0, events.length - limit)
  const begin = given ?? (input.startFromHead === true ? 0 : last)
  const from = direction === 'b' && given !== undefined ? Math.max(0, given - limit) : begin
  const to = direction === 'b' && given !== undefined ? given : from + limit
  const shown = events.slice(from, to)
  return {
    events: shown.map(worded),
    nextForwardToken: `f/${from + shown.length}`,
    nextBackwardToken: `b/${from}`,
  }
}

/** Lines of all streams of a group in order of time, that contain the words of a simple pattern. */
export const filterLogEvents = (call: Call, input: Input, group: LogGroupRecord): Output => {
  const names = list<string>(input, 'logStreamNames')
  const prefix = optionalText(input, 'logStreamNamePrefix') ?? ''
  const words = (optionalText(input, 'filterPattern') ?? '').replaceAll('"', '').split(/\s+/)
  const found = Object.entries(group.streams)
    .filter(([name]) => name.startsWith(prefix) && (names.length === 0 || names.includes(name)))
    .flatMap(([logStreamName, { events }]) =>
      visible(call, input, events).map((event, index) => ({
        logStreamName,
        ...worded(event),
        eventId: `${event.at}-${index}`,
      })),
    )
    .filter(({ message }) => words.every((word) => message.includes(word)))
    .sort((a, b) => a.timestamp - b.timestamp)
  const from = Number(input.nextToken ?? 0)
  const to = from + (optionalNumber(input, 'limit') ?? MOST)
  return {
    events: found.slice(from, to),
    searchedLogStreams: [],
    ...(to < found.length ? { nextToken: String(to) } : {}),
  }
}
