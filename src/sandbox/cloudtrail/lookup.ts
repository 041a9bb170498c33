import { list, optionalNumber, optionalText } from '../members.ts'
import { pageOf } from '../pages.ts'
import type { Call, Input, Output } from '../service.ts'
import { type AuditEntry, readCalls } from '../state/audit.ts'
import { refusal } from './errors.ts'

const DAYS_90 = 90 * 24 * 3600 * 1000
const PAGE = 50

/** Signing names of services whose model is called otherwise. */
const SOURCES: Readonly<Record<string, string>> = {
  'bedrock-runtime': 'bedrock',
  'sagemaker-runtime': 'sagemaker',
  'service-quotas': 'servicequotas',
  cloudwatch: 'monitoring',
  accessanalyzer: 'access-analyzer',
}

/** Data events are in no event history: objects, invocations of endpoints, points of metrics. */
const DATA_EVENT =
  /^(s3\..*(Object|Part|Multipart|Parts)|sagemaker-runtime\.|cloudwatch\.(GetMetric|PutMetricData)|logs\.(Get|Filter|Put)LogEvents)/

const READS = /^(Get|List|Describe|Head|Lookup|Batch(Get|Check)|Simulate|Validate|Converse|Invoke)/

/** IAM, and STS where it is asked at its global address, are told of in us-east-1. */
const GLOBAL_REGION = 'us-east-1'

const isOf = (entry: AuditEntry, region: string): boolean =>
  entry.service === 'iam' ? region === GLOBAL_REGION : entry.region === region

const sourceOf = ({ service }: AuditEntry): string => `${SOURCES[service] ?? service}.amazonaws.com`

const nameOf = (arn: string): string => arn.split('/').at(-1) ?? arn

const eventOf = (entry: AuditEntry): Output => {
  const readOnly = READS.test(entry.operation)
  const record = {
    eventVersion: '1.08',
    userIdentity: { arn: entry.caller, userName: nameOf(entry.caller) },
    eventTime: entry.time.replace(/\.\d+Z$/, 'Z'),
    eventSource: sourceOf(entry),
    eventName: entry.operation,
    awsRegion: entry.region,
    requestID: entry.requestId,
    eventID: entry.requestId,
    readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    eventCategory: 'Management',
    ...(entry.errorCode === undefined ? {} : { errorCode: entry.errorCode }),
  }
  return {
    EventId: entry.requestId,
    EventName: entry.operation,
    ReadOnly: String(readOnly),
    EventTime: new Date(entry.time),
    EventSource: sourceOf(entry),
    Username: nameOf(entry.caller),
    Resources: [],
    CloudTrailEvent: JSON.stringify(record),
  }
}

type Attribute = { readonly AttributeKey?: string; readonly AttributeValue?: string }

/** What the log does not hold (resources, keys) matches nothing. */
const matches = (event: Output, { AttributeKey = '', AttributeValue }: Attribute): boolean =>
  ['EventId', 'EventName', 'ReadOnly', 'Username', 'EventSource'].includes(AttributeKey) &&
  event[AttributeKey] === AttributeValue

const timeOf = (input: Input, name: string): number | undefined => {
  const value = input[name]
  return value instanceof Date ? value.getTime() : undefined
}

/**
 * The calls that this sandbox really answered in the region, newest first, for 90 days: management events
 * alone, as in AWS's event history. Inputs and resources are not logged, so none are told.
 */
export const lookupEvents =
  (directory: string) =>
  (call: Call, input: Input): Output => {
    const now = call.clock.now()
    const from = timeOf(input, 'StartTime') ?? now - DAYS_90
    const to = timeOf(input, 'EndTime') ?? now
    const attributes = list<Attribute>(input, 'LookupAttributes')
    const events = readCalls(directory)
      .filter((entry) => isOf(entry, call.region))
      .filter(({ service, operation }) => !DATA_EVENT.test(`${service}.${operation}`))
      .filter(({ time }) => Date.parse(time) >= from && Date.parse(time) <= to)
      .reverse()
      .map(eventOf)
      .filter((event) => attributes.every((attribute) => matches(event, attribute)))
    const { items, next } = pageOf(events, {
      token: optionalText(input, 'NextToken'),
      size: optionalNumber(input, 'MaxResults') ?? PAGE,
      invalid: refusal.token,
    })
    return { Events: items, ...(next === undefined ? {} : { NextToken: next }) }
  }
