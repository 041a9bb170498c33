import type { Service } from '../service.ts'
import { deleteAlarms, setAlarmState, switchActions } from './alarms/change.ts'
import { describeAlarms, describeAlarmsForMetric } from './alarms/describe.ts'
import { describeAlarmHistory } from './alarms/history.ts'
import { putCompositeAlarm, putMetricAlarm } from './alarms/put.ts'
import { getMetricData } from './get-metric-data.ts'
import { getMetricStatistics } from './get-metric-statistics.ts'
import { listMetrics } from './list-metrics.ts'
import { putMetricData } from './put-metric-data.ts'
import { listTagsForResource, tagResource, untagResource } from './tags.ts'

/** Amazon CloudWatch's metrics and alarms. */
export const cloudwatch: Service = {
  name: 'cloudwatch',
  operations: {
    PutMetricData: putMetricData,
    GetMetricData: getMetricData,
    GetMetricStatistics: getMetricStatistics,
    ListMetrics: listMetrics,
    PutMetricAlarm: putMetricAlarm,
    PutCompositeAlarm: putCompositeAlarm,
    DescribeAlarms: describeAlarms,
    DescribeAlarmsForMetric: describeAlarmsForMetric,
    DescribeAlarmHistory: describeAlarmHistory,
    SetAlarmState: setAlarmState,
    DeleteAlarms: deleteAlarms,
    EnableAlarmActions: switchActions(true),
    DisableAlarmActions: switchActions(false),
    TagResource: tagResource,
    UntagResource: untagResource,
    ListTagsForResource: listTagsForResource,
  },
}
