import type { MlctlError } from '../../../src/lib/errors.ts'
import { error, type MethodCase } from '../stage.ts'

const AT = '2026-11-02T03:04:05Z'
const CREATED = new Date(AT)
const text = (value: string) => new TextEncoder().encode(value)
const read = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

const query = (id: string, stat: string) => ({
  id,
  namespace: 'AWS/SageMaker',
  metricName: 'Invocations',
  dimensions: { EndpointName: 'fraud', VariantName: 'a' },
  stat,
})

const ALARM = {
  alarmName: 'errors',
  namespace: 'AWS/SageMaker',
  metricName: 'ModelLatency',
  dimensions: { EndpointName: 'fraud' },
  statistic: 'p99',
  periodSeconds: 60,
  evaluationPeriods: 3,
  datapointsToAlarm: 2,
  threshold: 5000,
  comparisonOperator: 'GreaterThanThreshold',
  treatMissingData: 'notBreaching',
  tags: { team: 'risk' },
} as const

export const trafficMethods: readonly MethodCase[] = [
  {
    method: 'endpointInvocations.invoke',
    run: async (ports) => {
      const answer = await ports.endpointInvocations.invoke({
        endpointName: 'fraud',
        body: text('{"x":1}'),
        contentType: 'application/json',
        targetVariant: 'b',
      })
      return { ...answer, body: read(answer.body) }
    },
    replies: {
      'sagemaker-runtime.InvokeEndpoint': ({ input }) =>
        input.TargetVariant === 'b' && input.ContentType === 'application/json'
          ? {
              Body: text('{"y":2}'),
              ContentType: 'application/json',
              InvokedProductionVariant: 'b',
            }
          : { $error: { code: 'ValidationError', message: JSON.stringify(input) } },
    },
    gives: { body: '{"y":2}', contentType: 'application/json', invokedProductionVariant: 'b' },
    calls: ['InvokeEndpoint'],
  },
  {
    method: 'endpointInvocations.invokeStream of a model that fails',
    run: (ports) =>
      ports.endpointInvocations
        .invokeStream({ endpointName: 'fraud', body: text('x') })
        .catch((failure: MlctlError) => [failure.code, failure.exitCode]),
    replies: {
      'sagemaker-runtime.InvokeEndpointWithResponseStream': error('ModelError', 'no', 424),
    },
    gives: ['MLC-HOST-010', 6],
    calls: ['InvokeEndpointWithResponseStream'],
  },
  {
    method: 'endpointInvocations.invokeAsync',
    run: (ports) =>
      ports.endpointInvocations.invokeAsync({
        endpointName: 'fraud',
        inputLocation: 's3://acme/in.json',
        requestTtlSeconds: 60,
      }),
    replies: {
      'sagemaker-runtime.InvokeEndpointAsync': {
        InferenceId: 'i1',
        OutputLocation: 's3://acme/out.json',
        FailureLocation: 's3://acme/fail.json',
      },
    },
    gives: {
      inferenceId: 'i1',
      outputLocation: 's3://acme/out.json',
      failureLocation: 's3://acme/fail.json',
    },
    calls: ['InvokeEndpointAsync'],
  },
  {
    method: 'metrics.data over two pages, with what could not be read told apart',
    run: (ports) =>
      ports.metrics.data([query('n', 'Sum'), query('p', 'p90')], {
        from: '2026-11-02T03:00:00Z',
        to: '2026-11-02T03:10:00Z',
        periodSeconds: 60,
      }),
    replies: {
      'cloudwatch.GetMetricData': ({ input }) =>
        input.NextToken === undefined
          ? {
              MetricDataResults: [
                { Id: 'm0', Timestamps: [CREATED], Values: [7], StatusCode: 'PartialData' },
                { Id: 'm1', Timestamps: [], Values: [], StatusCode: 'Forbidden' },
              ],
              NextToken: 'more',
            }
          : {
              MetricDataResults: [
                {
                  Id: 'm0',
                  Timestamps: [new Date('2026-11-02T03:05:05Z')],
                  Values: [8],
                  StatusCode: 'Complete',
                },
              ],
            },
    },
    gives: [
      {
        id: 'n',
        status: 'complete',
        messages: [],
        points: [
          { at: AT, value: 7 },
          { at: '2026-11-02T03:05:05Z', value: 8 },
        ],
      },
      { id: 'p', status: 'forbidden', messages: [], points: [] },
    ],
    calls: ['GetMetricData', 'GetMetricData'],
  },
  {
    method: 'metrics.data of more queries than one call takes',
    run: async (ports) => {
      const queries = Array.from({ length: 501 }, (_, at) => query(`q${at}`, 'Sum'))
      const window = {
        from: '2026-11-02T03:00:00Z',
        to: '2026-11-02T03:01:00Z',
        periodSeconds: 60,
      }
      const series = await ports.metrics.data(queries, window)
      return [series.length, series.at(500)]
    },
    replies: {
      'cloudwatch.GetMetricData': ({ input }) => ({
        MetricDataResults: (input.MetricDataQueries as { Id: string }[]).map(({ Id }) => ({
          Id,
          Timestamps: [],
          Values: [],
          StatusCode: 'Complete',
        })),
      }),
    },
    gives: [501, { id: 'q500', status: 'complete', messages: [], points: [] }],
    calls: ['GetMetricData', 'GetMetricData'],
  },
  {
    method: 'alarms.find, composite ones too',
    run: (ports) => ports.alarms.find(['errors', 'all']),
    replies: {
      'cloudwatch.DescribeAlarms': {
        MetricAlarms: [
          {
            AlarmName: 'errors',
            AlarmArn: 'arn:errors',
            StateValue: 'ALARM',
            StateReason: 'too many',
            ActionsEnabled: false,
            MetricName: 'Invocations',
            Namespace: 'AWS/SageMaker',
            Statistic: 'Sum',
            Dimensions: [{ Name: 'EndpointName', Value: 'fraud' }],
            Period: 60,
            EvaluationPeriods: 3,
            Threshold: 1,
            ComparisonOperator: 'GreaterThanThreshold',
          },
        ],
        CompositeAlarms: [{ AlarmName: 'all', AlarmArn: 'arn:all', StateValue: 'OK' }],
      },
    },
    gives: [
      {
        alarmName: 'errors',
        alarmArn: 'arn:errors',
        kind: 'metric',
        state: 'ALARM',
        stateReason: 'too many',
        actionsEnabled: false,
        namespace: 'AWS/SageMaker',
        metricName: 'Invocations',
        dimensions: { EndpointName: 'fraud' },
        statistic: 'Sum',
        periodSeconds: 60,
        evaluationPeriods: 3,
        threshold: 1,
        comparisonOperator: 'GreaterThanThreshold',
      },
      {
        alarmName: 'all',
        alarmArn: 'arn:all',
        kind: 'composite',
        state: 'OK',
        actionsEnabled: true,
        dimensions: {},
      },
    ],
    calls: ['DescribeAlarms'],
  },
  {
    method: 'alarms.list',
    run: (ports) => ports.alarms.list('mlctl-'),
    replies: { 'cloudwatch.DescribeAlarms': { MetricAlarms: [], CompositeAlarms: [] } },
    gives: [],
    calls: ['DescribeAlarms'],
  },
  {
    method: 'alarms.put of a percentile, without a unit',
    run: (ports) => ports.alarms.put(ALARM),
    replies: {
      'cloudwatch.PutMetricAlarm': ({ input }) =>
        input.ExtendedStatistic === 'p99' &&
        input.Statistic === undefined &&
        input.Unit === undefined
          ? {}
          : { $error: { code: 'ValidationError', message: JSON.stringify(input) } },
    },
    gives: undefined,
    calls: ['PutMetricAlarm'],
  },
  {
    method: 'alarms.setState, enableActions and delete',
    run: async (ports) => {
      await ports.alarms.setState('errors', 'ALARM', 'stop')
      await ports.alarms.enableActions(['errors'], false)
      await ports.alarms.enableActions(['errors'], true)
      await ports.alarms.delete(['errors'])
    },
    gives: undefined,
    calls: ['SetAlarmState', 'DisableAlarmActions', 'EnableAlarmActions', 'DeleteAlarms'],
  },
]
