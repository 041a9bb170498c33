import type { LogStream } from '@aws-sdk/client-cloudwatch-logs'
import type { Logs } from '../ports/logs.ts'
import { instead, NOT_FOUND } from './explain.ts'
import type { AwsSession } from './session.ts'
import { allPages, present } from './values.ts'

export const logsOf = (aws: AwsSession): Logs => ({
  streams: async (logGroupName, logStreamNamePrefix) => {
    const found = await instead(
      allPages<LogStream>((nextToken) =>
        aws.logs(
          { operation: 'DescribeLogStreams', subject: `log group ${logGroupName}` },
          async (client, sdk) => {
            const page = await client.send(
              new sdk.DescribeLogStreamsCommand({
                logGroupName,
                logStreamNamePrefix,
                ...present({ nextToken }),
              }),
            )
            return { items: page.logStreams ?? [], next: page.nextToken }
          },
        ),
      ),
      [NOT_FOUND],
      [],
    )
    return found.map((stream) => ({
      name: stream.logStreamName ?? '',
      ...present({ lastEventAt: stream.lastEventTimestamp }),
    }))
  },
  page: async (logGroupName, logStreamName, { token, limit, tail } = {}) => {
    const page = await instead(
      aws.logs(
        { operation: 'GetLogEvents', subject: `log stream ${logStreamName}` },
        (client, sdk) =>
          client.send(
            new sdk.GetLogEventsCommand({
              logGroupName,
              logStreamName,
              startFromHead: tail !== true,
              ...present({ nextToken: token, limit }),
            }),
          ),
      ),
      [NOT_FOUND],
      undefined,
    )
    return {
      lines: (page?.events ?? []).map(({ timestamp, message }) => ({
        at: timestamp ?? 0,
        message: message ?? '',
      })),
      token: page?.nextForwardToken ?? token ?? '',
    }
  },
})
