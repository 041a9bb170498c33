import { applyOptionsOf, CONSENT_FLAGS } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { PRICE_FLAG } from '../endpoint/create-flags.ts'
import { plannedText } from '../planned.ts'
import { CONFIG_ACTIONS, ROLLOUT_FLAGS, reconfigureOptions } from './flags.ts'

const { endpoint, stable } = ROLLOUT_FLAGS

export const rolloutAdd = defineCommand({
  path: ['rollout', 'add'],
  summary: 'Add a variant with another model to a live endpoint, at weight 0',
  about:
    'Everything of the endpoint config is kept, tags included; live weights and instance counts stay. Nobody is exposed until traffic is sent: mlctl rollout start.',
  flags: {
    endpoint,
    model: { spec: '--model <name>', describe: 'SageMaker model of the new variant' },
    variant: { spec: '--variant <name>', describe: 'Its name; the name of the model if absent' },
    stable,
    instances: {
      spec: '--instances <n>',
      describe: 'Its instances',
      kind: 'integer',
      default: 1,
    },
    instanceType: {
      spec: '--instance-type <type>',
      describe: 'Their type; that of the variant it takes after if absent',
    },
    ...PRICE_FLAG,
    acceptHourlyCost: CONSENT_FLAGS.acceptHourlyCost,
  },
  changes: 'aws',
  plans: true,
  iamActions: [...CONFIG_ACTIONS, 'sagemaker:DescribeModel'],
  examples: [
    {
      run: 'mlctl rollout add --endpoint fraud --model fraud-v2 --accept-hourly-cost unknown',
      why: 'the first step of a canary',
    },
  ],
  async run(ports, { flags, globals }) {
    const { addVariant } = await import('../../lib/flows/rollout/add.ts')
    const { instancePrices } = await import('../../lib/flows/endpoint/view.ts')
    const [apply, prices] = [applyOptionsOf(globals, flags), instancePrices(flags.price)]
    return addVariant(ports, { ...flags, prices, ...reconfigureOptions(globals), apply })
  },
  render: (result) =>
    result.status === 'planned'
      ? plannedText(result)
      : `${result.endpointName} has ${result.variant}, at weight 0. Next: mlctl rollout start --endpoint ${result.endpointName} --variant ${result.variant}`,
})

export const rolloutFinalize = defineCommand({
  path: ['rollout', 'finalize'],
  summary: 'Remove the variants that get no traffic any more, and their bill',
  about:
    'Scalable targets first; then a config that says what is live, so that a later update does not bring old weights back. If CloudFormation or Terraform manages the endpoint, change its template too.',
  flags: {
    endpoint,
    keep: {
      spec: '--keep <duration>',
      describe: 'Refuse (exit 7) until so long after the end of the rollout: a warm way back',
      kind: 'duration',
      default: 0,
    },
  },
  changes: 'aws',
  plans: true,
  iamActions: [
    ...CONFIG_ACTIONS,
    'application-autoscaling:DeregisterScalableTarget',
    'application-autoscaling:DescribeScalableTargets',
    'sagemaker:DeleteTags',
  ],
  examples: [
    { run: 'mlctl rollout finalize --endpoint fraud --keep 24h --yes', why: 'every night, in CI' },
  ],
  async run(ports, { flags, globals }) {
    const { finalizeRollout } = await import('../../lib/flows/rollout/finalize.ts')
    const apply = applyOptionsOf(globals)
    const { endpoint: named, keep: keepMs } = flags
    return finalizeRollout(ports, {
      endpoint: named,
      keepMs,
      ...reconfigureOptions(globals),
      apply,
    })
  },
  render: (result) =>
    result.status === 'planned'
      ? plannedText(result)
      : `${result.removed.join(', ')} left ${result.endpointName}.`,
})
