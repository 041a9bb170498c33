import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { CONFIG_ACTIONS, ROLLOUT_FLAGS, reconfigureOptions } from './flags.ts'
import { GUARD_FLAGS } from './guard-flags.ts'
import { POLICY_FLAGS } from './policy-flags.ts'

const { endpoint, variant } = ROLLOUT_FLAGS
const seconds = (ms: number) => Math.round(ms / 1_000)

export const rolloutReplace = defineCommand({
  path: ['rollout', 'replace'],
  summary: "Put another model under a variant by SageMaker's own guarded update",
  about:
    'SageMaker moves traffic between fleets of the same variant and rolls back when an alarm goes off, without this machine. There is no pause; to abort, set the alarm that is made for it to ALARM.',
  flags: {
    endpoint,
    variant,
    model: { spec: '--model <name>', describe: 'SageMaker model to put in', required: true },
    ...GUARD_FLAGS,
    alarm: POLICY_FLAGS.alarm,
  },
  changes: 'aws',
  plans: true,
  iamActions: [
    ...CONFIG_ACTIONS,
    'cloudwatch:DescribeAlarms',
    'cloudwatch:PutMetricAlarm',
    'cloudwatch:SetAlarmState',
    'sagemaker:DescribeModel',
  ],
  examples: [
    {
      run: 'mlctl rollout replace --endpoint fraud --model fraud-v2 --alarm fraud-5xx --yes',
      why: 'AWS watches, you sleep',
    },
  ],
  async run(ports, { flags, globals }) {
    const { replaceModel } = await import('../../lib/flows/rollout/replace.ts')
    const { strategy, percent, alarm, bakeTime, keepOld, limit } = flags
    const guarded = {
      strategy,
      percent,
      waitSeconds: seconds(bakeTime),
      keepSeconds: seconds(keepOld),
      timeoutSeconds: seconds(limit),
      alarms: alarm ?? [],
    }
    const options = { ...reconfigureOptions(globals), apply: applyOptionsOf(globals) }
    const { endpoint: named, variant: of, model } = flags
    return replaceModel(ports, { endpoint: named, variant: of, model, guarded, ...options })
  },
  render: (result) =>
    result.status === 'planned'
      ? plannedText(result)
      : `${result.endpointName}: ${result.endpointConfigName} is ${result.status === 'applied' ? 'on its way or in force' : 'in force already'}.\nTo abort: aws cloudwatch set-alarm-state --alarm-name ${result.abortAlarm} --state-value ALARM --state-reason abort`,
})
