import { applyOptionsOf, CONSENT_FLAGS } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { PREFLIGHT_ACTIONS } from '../preflight-actions.ts'
import { endpointCard } from './card.ts'
import { CREATE_FLAGS, PRICE_FLAG } from './create-flags.ts'

export const endpointCreate = defineCommand({
  path: ['endpoint', 'create'],
  summary: 'Host a model: real-time, serverless or asynchronous',
  about:
    'Checks the config, the role, the model data and the instance quota, then makes a model (with --image), an endpoint config and the endpoint. On a terminal it asks for what is missing. The same line again continues where it stopped.',
  args: { name: 'name', describe: 'Name of the endpoint' },
  flags: { ...CREATE_FLAGS, ...PRICE_FLAG, acceptHourlyCost: CONSENT_FLAGS.acceptHourlyCost },
  changes: 'aws',
  plans: true,
  iamActions: [
    ...PREFLIGHT_ACTIONS,
    'iam:PassRole',
    's3:GetObject',
    'sagemaker:AddTags',
    'sagemaker:CreateEndpoint',
    'sagemaker:CreateEndpointConfig',
    'sagemaker:CreateInferenceComponent',
    'sagemaker:CreateModel',
    'sagemaker:DescribeEndpoint',
    'sagemaker:DescribeEndpointConfig',
    'sagemaker:DescribeInferenceComponent',
    'sagemaker:DescribeModel',
    'sagemaker:ListModels',
  ],
  examples: [
    {
      run: 'mlctl endpoint create fraud --model fraud-1 --instance-type ml.m5.large --instances 2 --wait',
      why: 'a model that is there, on two instances',
    },
    {
      run: 'mlctl endpoint create fraud --model fraud-1 --serverless-memory 2048 --max-concurrency 20',
      why: 'nothing is paid while nobody asks',
    },
    { run: 'mlctl endpoint create fraud --file endpoint.yaml', why: 'from a file' },
  ],
  async run(ports, { args, flags, globals }) {
    const { createEndpoint } = await import('../../lib/flows/endpoint/create.ts')
    const { instancePrices } = await import('../../lib/flows/endpoint/view.ts')
    const { startupTimeout } = flags
    const answers = {
      ...flags,
      name: args[0],
      variantName: flags.variant,
      instanceCount: flags.instances,
      pools: flags.pool,
      serverlessMemoryMb: flags.serverlessMemory,
      subnets: flags.subnet,
      securityGroups: flags.securityGroup,
      captureUri: flags.captureTo,
      volumeGb: flags.volume,
      startupTimeoutSeconds: startupTimeout === undefined ? undefined : startupTimeout / 1_000,
    }
    const { tags, timeoutMs, wait = ports.io.interactive } = globals
    const apply = applyOptionsOf(globals, flags)
    const prices = instancePrices(flags.price)
    return createEndpoint(ports, { answers, prices, tags, timeoutMs, wait, apply })
  },
  render: (result, view) =>
    result.endpoint === undefined ? plannedText(result) : endpointCard(result.endpoint, view),
})
