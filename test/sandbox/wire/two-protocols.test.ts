import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import type { WireRequest, WireResponse } from '../../../src/sandbox/wire/message.ts'
import { newEngine } from '../clients.ts'

const SIGNED =
  'AWS4-HMAC-SHA256 Credential=AKIATWO/20261122/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0'

const send = async (
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  engine = newEngine(),
): Promise<{ readonly response: WireResponse; readonly text: string }> => {
  const request: WireRequest = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { host: 'monitoring', authorization: SIGNED, ...headers },
    body: (async function* () {
      yield body
    })(),
  }
  const response = await engine.handle(request)
  return { response, text: Buffer.from(response.body as Uint8Array).toString() }
}

const form = (fields: Readonly<Record<string, string>>, engine = newEngine()) =>
  send(
    { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    Buffer.from(new URLSearchParams({ Version: '2010-08-01', ...fields }).toString()),
    engine,
  )

const json = (operation: string, input: unknown, engine = newEngine()) =>
  send(
    {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `GraniteServiceVersion20100801.${operation}`,
      'x-amzn-query-mode': 'true',
    },
    Buffer.from(JSON.stringify(input)),
    engine,
  )

const ALARM = {
  AlarmName: 'high',
  Namespace: 'Custom',
  MetricName: 'Load',
  Statistic: 'Average',
  ComparisonOperator: 'GreaterThanThreshold',
}

it('an alarm that is put as a form is described in XML and in JSON', async () => {
  const engine = newEngine()
  const numbers = { Period: '60', EvaluationPeriods: '1', Threshold: '0.5' }
  const dimensions = { 'Dimensions.member.1.Name': 'Host', 'Dimensions.member.1.Value': 'a<b' }
  const put = await form({ Action: 'PutMetricAlarm', ...ALARM, ...numbers, ...dimensions }, engine)
  expect(put.response.status).toBe(200)
  const xml = await form({ Action: 'DescribeAlarms' }, engine)
  expect(xml.response.headers['content-type']).toBe('text/xml')
  expect(xml.text).toContain('<DescribeAlarmsResult>')
  expect(xml.text).toContain('<Threshold>0.5</Threshold>')
  expect(xml.text).toContain('<member><Name>Host</Name><Value>a&lt;b</Value></member>')
  const plain = await json('DescribeAlarms', {}, engine)
  expect(plain.response.headers['content-type']).toBe('application/x-amz-json-1.0')
  expect(JSON.parse(plain.text).MetricAlarms).toMatchObject([{ AlarmName: 'high', Threshold: 0.5 }])
})

it('an error has the code of forms in both protocols', async () => {
  const input = { AlarmName: 'none', StateValue: 'OK', StateReason: 'r' }
  const inForm = await form({ Action: 'SetAlarmState', ...input })
  expect([inForm.response.status, inForm.text]).toEqual([
    404,
    expect.stringContaining('<Type>Sender</Type><Code>ResourceNotFound</Code>'),
  ])
  const wrong = { Namespace: 'AWS/X', MetricData: [{ MetricName: 'm', Value: 1 }] }
  const inJson = await json('PutMetricData', wrong)
  expect(inJson.response.status).toBe(400)
  expect(inJson.response.headers['x-amzn-query-error']).toBe('InvalidParameterValue;Sender')
  expect(JSON.parse(inJson.text)).toMatchObject({ __type: 'InvalidParameterValueException' })
})

it('a compressed form is read', async () => {
  const fields = new URLSearchParams({
    Action: 'PutMetricData',
    Version: '2010-08-01',
    Namespace: 'Custom',
    'MetricData.member.1.MetricName': 'Load',
    'MetricData.member.1.Value': '3',
  })
  const engine = newEngine()
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-encoding': 'gzip',
  }
  const { response } = await send(headers, gzipSync(fields.toString()), engine)
  expect(response.status).toBe(200)
  const { text } = await form({ Action: 'ListMetrics' }, engine)
  expect(text).toContain('<MetricName>Load</MetricName>')
})

it('an operation that the sandbox lacks is told in the protocol of the question', async () => {
  expect((await form({ Action: 'PutDashboard' })).text).toContain('<Code>InvalidAction</Code>')
  const { text } = await json('PutDashboard', {})
  expect(JSON.parse(text).__type).toBe('UnknownOperationException')
})
