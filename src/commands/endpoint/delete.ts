import type { DeleteResult } from '../../lib/flows/endpoint/delete.ts'
import { applyOptionsOf, CONSENT_FLAGS } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'

export const endpointDelete = defineCommand({
  path: ['endpoint', 'delete'],
  summary: 'Delete an endpoint and end its bill; configs and models stay unless asked for',
  about:
    'Automatic scaling ends first, as SageMaker demands. Configs and models that something else uses are kept in any case.',
  args: { name: 'name', describe: 'Name of the endpoint', required: true },
  flags: {
    withConfig: {
      spec: '--with-config',
      describe: 'The endpoint config in force too',
      kind: 'boolean',
    },
    withModels: {
      spec: '--with-models',
      describe: 'The config and its models too',
      kind: 'boolean',
    },
    confirm: CONSENT_FLAGS.confirm,
  },
  changes: 'aws',
  plans: true,
  iamActions: [
    'application-autoscaling:DeregisterScalableTarget',
    'application-autoscaling:DescribeScalableTargets',
    'application-autoscaling:DescribeScalingPolicies',
    'application-autoscaling:DescribeScheduledActions',
    'sagemaker:DeleteEndpoint',
    'sagemaker:DeleteEndpointConfig',
    'sagemaker:DeleteInferenceComponent',
    'sagemaker:DeleteModel',
    'sagemaker:DescribeEndpoint',
    'sagemaker:DescribeEndpointConfig',
    'sagemaker:DescribeInferenceComponent',
    'sagemaker:DescribeModel',
    'sagemaker:ListEndpointConfigs',
    'sagemaker:ListEndpoints',
    'sagemaker:ListInferenceComponents',
    'sts:GetCallerIdentity',
  ],
  examples: [{ run: 'mlctl endpoint delete fraud --confirm fraud --yes', why: 'in a script' }],
  async run(ports, { args, flags, globals }) {
    const { deleteEndpoint } = await import('../../lib/flows/endpoint/delete.ts')
    return deleteEndpoint(ports, {
      endpointName: args[0] ?? '',
      withConfig: flags.withConfig === true,
      withModels: flags.withModels === true,
      wait: globals.wait ?? ports.io.interactive,
      timeoutMs: globals.timeoutMs,
      apply: applyOptionsOf(globals, flags),
    })
  },
  render: (result) => (result.status === 'planned' ? plannedText(result) : deletedText(result)),
})

const deletedText = ({ endpointName, status, kept }: DeleteResult): string =>
  [
    status === 'applied' ? `${endpointName} is deleted.` : `${endpointName} is gone already.`,
    ...kept.endpointConfigs.map((name) => `  kept, at no cost: endpoint config ${name}`),
    ...kept.models.map((name) => `  kept, at no cost: model ${name}`),
  ].join('\n')
