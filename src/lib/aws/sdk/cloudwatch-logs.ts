// The set re-exported here is the set of CloudWatch Logs operations that mlctl can call.
export {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
