import { list, optionalNumber, optionalText, text } from '../members.ts'
import { settleJobs } from '../sagemaker/jobs/settle.ts'
import { type Call, type Input, type Output, type Service, ServiceError } from '../service.ts'
import { filterLogEvents, getLogEvents } from './events.ts'
import { changeLogs, groupKey, type LogGroupRecord, readLogs } from './records.ts'

const exists = (what: string) =>
  new ServiceError('ResourceAlreadyExistsException', `The specified log ${what} already exists`)
const missing = (what: string) =>
  new ServiceError('ResourceNotFoundException', `The specified log ${what} does not exist.`)

/** The group that a request names, by name or by ARN. Throws ResourceNotFoundException. */
const groupOf = (call: Call, input: Input): LogGroupRecord => {
  const found = readLogs(call).groups[groupKey(call.region, nameOf(input))]
  if (found === undefined) throw missing('group')
  return found
}

const nameOf = (input: Input): string => {
  const given = optionalText(input, 'logGroupName') ?? optionalText(input, 'logGroupIdentifier')
  return (given ?? '').replace(/^arn:[^:]*:logs:[^:]*:[^:]*:log-group:/, '').replace(/:\*$/, '')
}

const arnOf = (call: Call, name: string): string =>
  `arn:aws:logs:${call.region}:${call.accountId}:log-group:${name}`

/** A page of a list; the token is the first index of the next one. */
const page = <T>(input: Input, all: readonly T[], fallback: number) => {
  const from = Number(input.nextToken ?? 0)
  const size = optionalNumber(input, 'limit') ?? fallback
  const next = from + size < all.length ? { nextToken: String(from + size) } : {}
  return { items: all.slice(from, from + size), next }
}

const createLogGroup = (call: Call, input: Input): Output => {
  const key = groupKey(call.region, text(input, 'logGroupName'))
  return changeLogs(call, ({ groups }) => {
    if (groups[key] !== undefined) throw exists('group')
    groups[key] = { createdAt: call.clock.now(), streams: {} }
    return {}
  })
}

const changeGroup = (
  call: Call,
  input: Input,
  change: (groups: Record<string, LogGroupRecord>, key: string) => void,
): Output => {
  groupOf(call, input)
  changeLogs(call, ({ groups }) => change(groups, groupKey(call.region, nameOf(input))))
  return {}
}

const describeLogGroups = (call: Call, input: Input): Output => {
  const prefix = optionalText(input, 'logGroupNamePrefix') ?? ''
  const start = groupKey(call.region, prefix)
  const found = Object.entries(readLogs(call).groups)
    .filter(([key]) => key.startsWith(start))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, group]) => {
      const name = key.slice(call.region.length + 1)
      return {
        logGroupName: name,
        creationTime: group.createdAt,
        arn: `${arnOf(call, name)}:*`,
        ...(group.retentionDays === undefined ? {} : { retentionInDays: group.retentionDays }),
      }
    })
  const { items, next } = page(input, found, 50)
  return { logGroups: items, ...next }
}

const createLogStream = (call: Call, input: Input): Output => {
  const stream = text(input, 'logStreamName')
  return changeGroup(call, input, (groups, key) => {
    const streams = groups[key]?.streams ?? {}
    if (streams[stream] !== undefined) throw exists('stream')
    streams[stream] = { createdAt: call.clock.now(), events: [] }
  })
}

const describeLogStreams = async (call: Call, input: Input): Promise<Output> => {
  await settleJobs(call)
  const now = call.clock.now()
  const prefix = optionalText(input, 'logStreamNamePrefix') ?? ''
  const found = Object.entries(groupOf(call, input).streams)
    .filter(([name, { createdAt }]) => name.startsWith(prefix) && createdAt <= now)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, stream]) => {
      const times = stream.events.map(({ at }) => at).filter((at) => at <= now)
      return {
        logStreamName: name,
        creationTime: stream.createdAt,
        arn: `${arnOf(call, nameOf(input))}:log-stream:${name}`,
        ...(times.length === 0
          ? {}
          : { firstEventTimestamp: times[0], lastEventTimestamp: times.at(-1) }),
      }
    })
  const { items, next } = page(input, found, 50)
  return { logStreams: items, ...next }
}

const putLogEvents = (call: Call, input: Input): Output => {
  const stream = text(input, 'logStreamName')
  if (groupOf(call, input).streams[stream] === undefined) throw missing('stream')
  changeGroup(call, input, (groups, key) => {
    const found = groups[key]?.streams[stream]
    const events = list<Input>(input, 'logEvents').map((event) => ({
      at: optionalNumber(event, 'timestamp') ?? call.clock.now(),
      message: text(event, 'message'),
    }))
    if (found !== undefined) found.events = [...found.events, ...events]
  })
  return {}
}

/** Amazon CloudWatch Logs, as far as reading what jobs said goes. */
export const logs: Service = {
  name: 'logs',
  operations: {
    CreateLogGroup: createLogGroup,
    DeleteLogGroup: (call, input) =>
      changeGroup(call, input, (groups, key) => {
        delete groups[key]
      }),
    DescribeLogGroups: describeLogGroups,
    PutRetentionPolicy: (call, input) =>
      changeGroup(call, input, (groups, key) => {
        const group = groups[key]
        if (group !== undefined) group.retentionDays = Number(input.retentionInDays)
      }),
    CreateLogStream: createLogStream,
    DescribeLogStreams: describeLogStreams,
    PutLogEvents: putLogEvents,
    GetLogEvents: async (call, input) => {
      await settleJobs(call)
      const stream = groupOf(call, input).streams[text(input, 'logStreamName')]
      if (stream === undefined || stream.createdAt > call.clock.now()) throw missing('stream')
      return getLogEvents(call, input, stream)
    },
    FilterLogEvents: async (call, input) => {
      await settleJobs(call)
      return filterLogEvents(call, input, groupOf(call, input))
    },
  },
}
