import type { EndpointDetails } from '../../lib/flows/endpoint/list.ts'
import { defineCommand } from '../define.ts'
import { endpointCard } from './card.ts'
import { PRICE_FLAG } from './create-flags.ts'

export const endpointShow = defineCommand({
  path: ['endpoint', 'show'],
  summary: 'One endpoint: variants, shares, capacity, scaling, cost',
  about:
    'With --wait, once no change is under way. --json also has the endpoint config, to be copied into a file.',
  args: { name: 'name', describe: 'Name of the endpoint', required: true },
  flags: PRICE_FLAG,
  changes: 'nothing',
  iamActions: [
    'application-autoscaling:DescribeScalableTargets',
    'application-autoscaling:DescribeScalingPolicies',
    'application-autoscaling:DescribeScheduledActions',
    'sagemaker:DescribeEndpoint',
    'sagemaker:DescribeEndpointConfig',
    'sagemaker:DescribeInferenceComponent',
    'sagemaker:ListInferenceComponents',
    'sagemaker:ListTags',
  ],
  examples: [{ run: 'mlctl endpoint show fraud --wait', why: 'until no change is under way' }],
  async run(ports, { args, flags, globals }) {
    const { showEndpoint } = await import('../../lib/flows/endpoint/list.ts')
    const { instancePrices } = await import('../../lib/flows/endpoint/view.ts')
    const wait = globals.wait === true
    const { timeoutMs } = globals
    const prices = instancePrices(flags.price)
    return showEndpoint(ports, { endpointName: args[0] ?? '', prices, wait, timeoutMs })
  },
  render: (result, view) =>
    [endpointCard(result, view), ...componentLines(result), ...scalingLines(result)].join('\n'),
})

const componentLines = ({ components }: EndpointDetails): readonly string[] =>
  components.map(
    ({ inferenceComponentName: name, status, currentCopyCount: now, desiredCopyCount: wanted }) =>
      `  component   ${name}: ${status}, ${now ?? '?'}${wanted === now ? '' : ` → ${wanted}`} ${now === 1 ? 'copy' : 'copies'}`,
  )

const scalingLines = ({ scaling }: EndpointDetails): readonly string[] =>
  scaling.targets.map(({ resourceId, minCapacity, maxCapacity, suspendedState }) => {
    const policies = scaling.policies.filter((policy) => policy.resourceId === resourceId)
    const held = Object.values(suspendedState).includes(true) ? ', suspended in part' : ''
    const names = policies.map((policy) => policy.policyName).join(', ') || 'no policy'
    return `  scaled      ${resourceId.split('/').pop()}: ${minCapacity} to ${maxCapacity} (${names}${held})`
  })
