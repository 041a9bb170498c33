import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { PREFLIGHT_ACTIONS } from '../preflight-actions.ts'
import { endpointCard } from './card.ts'
import { PRICE_FLAG } from './create-flags.ts'

export const endpointUpdate = defineCommand({
  path: ['endpoint', 'update'],
  summary: 'Change the capacity of an endpoint, or what it runs',
  about:
    'Capacity changes at once. Another model, type or config is put in force in one go, weights and counts kept; to move traffic in steps that can go back, use mlctl rollout.',
  args: { name: 'name', describe: 'Name of the endpoint', required: true },
  flags: {
    variant: { spec: '--variant <name>', describe: 'Production variant; the only one if absent' },
    instances: { spec: '--instances <n>', describe: 'Instances of the variant', kind: 'integer' },
    maxConcurrency: {
      spec: '--max-concurrency <n>',
      describe: 'Serverless: requests at a time',
      kind: 'integer',
    },
    provisionedConcurrency: {
      spec: '--provisioned-concurrency <n>',
      describe: 'Serverless: kept warm',
      kind: 'integer',
    },
    model: { spec: '--model <name>', describe: 'SageMaker model for the variant' },
    instanceType: { spec: '--instance-type <type>', describe: 'Instance type of the variant' },
    endpointConfig: { spec: '--endpoint-config <name>', describe: 'A config that is there' },
    file: { spec: '-f, --file <file>', describe: 'A new config from a file', completes: 'file' },
    reset: {
      spec: '--reset',
      describe: 'Begin with the weights and counts of the config, not the live ones',
      kind: 'boolean',
    },
    ...PRICE_FLAG,
  },
  changes: 'aws',
  plans: true,
  iamActions: [
    ...PREFLIGHT_ACTIONS,
    'application-autoscaling:DescribeScalableTargets',
    'application-autoscaling:DescribeScalingPolicies',
    'application-autoscaling:DescribeScheduledActions',
    's3:GetObject',
    'sagemaker:AddTags',
    'sagemaker:CreateEndpointConfig',
    'sagemaker:DescribeEndpoint',
    'sagemaker:DescribeEndpointConfig',
    'sagemaker:DescribeModel',
    'sagemaker:UpdateEndpoint',
    'sagemaker:UpdateEndpointWeightsAndCapacities',
  ],
  examples: [
    { run: 'mlctl endpoint update fraud --instances 4', why: 'more capacity at once' },
    { run: 'mlctl endpoint update fraud --model fraud-2 --wait', why: 'all traffic, in one go' },
  ],
  async run(ports, { args, flags, globals }) {
    const { updateEndpoint } = await import('../../lib/flows/endpoint/update.ts')
    const { instancePrices } = await import('../../lib/flows/endpoint/view.ts')
    return updateEndpoint(ports, {
      ...flags,
      endpointName: args[0] ?? '',
      reset: flags.reset === true,
      prices: instancePrices(flags.price),
      tags: globals.tags,
      wait: globals.wait ?? ports.io.interactive,
      timeoutMs: globals.timeoutMs,
      apply: applyOptionsOf(globals),
    })
  },
  render: (result, view) =>
    result.endpoint === undefined ? plannedText(result) : endpointCard(result.endpoint, view),
})
