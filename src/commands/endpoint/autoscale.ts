import type { AutoscaleResult } from '../../lib/flows/endpoint/autoscale.ts'
import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { AUTOSCALE_FLAGS } from './autoscale-flags.ts'

export const endpointAutoscale = defineCommand({
  path: ['endpoint', 'autoscale'],
  summary: 'Scale an endpoint by its traffic, by the clock, or an inference component to zero',
  about:
    'Target tracking keeps a measure near its target; --max-rps works it out of a load test (half of it, per minute). Only inference components go to zero: an alarm then starts the first copy at the first refused call, which takes minutes.',
  args: { name: 'name', describe: 'Name of the endpoint', required: true },
  flags: AUTOSCALE_FLAGS,
  changes: 'aws',
  plans: true,
  iamActions: [
    'application-autoscaling:DeregisterScalableTarget',
    'application-autoscaling:DescribeScalableTargets',
    'application-autoscaling:DescribeScalingPolicies',
    'application-autoscaling:DescribeScheduledActions',
    'application-autoscaling:PutScalingPolicy',
    'application-autoscaling:PutScheduledAction',
    'application-autoscaling:RegisterScalableTarget',
    'cloudwatch:DeleteAlarms',
    'cloudwatch:DescribeAlarms',
    'cloudwatch:PutMetricAlarm',
    'iam:CreateServiceLinkedRole',
    'sagemaker:DescribeEndpoint',
    'sagemaker:DescribeInferenceComponent',
    'sagemaker:UpdateEndpointWeightsAndCapacities',
    'sts:GetCallerIdentity',
  ],
  examples: [
    {
      run: 'mlctl endpoint autoscale fraud --min 2 --max 8 --max-rps 20',
      why: 'an instance takes 20 requests a second',
    },
    {
      run: "mlctl endpoint autoscale fraud --max 8 --target 600 --schedule 'morning=cron(0 8 * * ? *) min=4'",
      why: 'ready before the day begins',
    },
    {
      run: 'mlctl endpoint autoscale shared --component chat --min 0 --max 4 --by concurrency --target 5',
      why: 'to zero and back',
    },
    { run: 'mlctl endpoint autoscale fraud --off', why: 'as many as there are now, for good' },
  ],
  async run(ports, { args, flags, globals }) {
    const { autoscaleEndpoint } = await import('../../lib/flows/endpoint/autoscale.ts')
    return autoscaleEndpoint(ports, {
      ...flags,
      endpointName: args[0] ?? '',
      schedules: flags.schedule ?? [],
      scaleInCooldownMs: flags.scaleInCooldown,
      scaleOutCooldownMs: flags.scaleOutCooldown,
      noScaleIn: flags.noScaleIn === true,
      off: flags.off === true,
      apply: applyOptionsOf(globals),
    })
  },
  render: (result) => (result.status === 'planned' ? plannedText(result) : scaledText(result)),
})

const scaledText = (result: AutoscaleResult): string => {
  const { resourceId, minCapacity, maxCapacity, targetValue, schedules } = result
  if (result.scaling === 'off') return `${resourceId} is not scaled automatically any more.`
  return [
    `${resourceId} runs ${minCapacity} to ${maxCapacity}, target ${targetValue}.`,
    ...schedules.map((one) => `  ${one.scheduledActionName}  ${one.schedule}`),
  ].join('\n')
}
