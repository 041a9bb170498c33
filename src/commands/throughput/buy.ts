import { applyOptionsOf, CONSENT_FLAGS } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { throughputCard } from './card.ts'
import { modelFlags, unitsFlag } from './model-flags.ts'

const { confirm: _, ...acceptFlags } = CONSENT_FLAGS

export const throughputBuy = defineCommand({
  path: ['throughput', 'buy'],
  summary: 'Buy Provisioned Throughput for a custom model',
  about:
    'Checks model, name and quota first, shows the price of an hour and a month, and asks for the name to be typed. For scripts: --accept-hourly-cost without commitment, --accept-commitment with one; --yes alone never buys. The same line again attaches to what was bought.',
  flags: {
    ...modelFlags,
    ...unitsFlag,
    name: {
      spec: '--name <name>',
      describe: 'Name of the purchase; the model name with -pt if absent',
      config: 'throughput.name',
    },
    commitment: {
      spec: '--commitment <term>',
      describe: 'How long to be bound; none if absent and nobody can be asked',
      choices: ['none', 'OneMonth', 'SixMonths'],
      config: 'throughput.commitment',
    },
    ...acceptFlags,
  },
  changes: 'aws',
  plans: true,
  iamActions: [
    'bedrock:CreateProvisionedModelThroughput',
    'bedrock:GetCustomModel',
    'bedrock:GetFoundationModel',
    'bedrock:GetModelCustomizationJob',
    'bedrock:GetProvisionedModelThroughput',
    'bedrock:ListCustomModels',
    'bedrock:ListProvisionedModelThroughputs',
    'bedrock:TagResource',
    'servicequotas:GetServiceQuota',
    'servicequotas:ListServiceQuotas',
    'sts:GetCallerIdentity',
  ],
  examples: [
    { run: 'mlctl throughput buy --model fraud-v2', why: 'ask, show the price, then buy' },
    {
      run: 'mlctl throughput buy --model fraud-v2 --accept-hourly-cost 60.50 --wait',
      why: 'in a script: buy only if an hour costs no more, and wait until it serves',
    },
  ],
  async run(ports, { flags, globals }) {
    const { buy } = await import('../../lib/flows/throughput/buy.ts')
    const { model, job, units, name, commitment: term } = flags
    const wait = globals.wait ?? ports.io.interactive
    const { tags, timeoutMs } = globals
    const apply = applyOptionsOf(globals, flags)
    return buy(ports, { model, job, units, name, term, tags, wait, timeoutMs, apply })
  },
  render: (result, view) =>
    result.throughput === undefined ? plannedText(result) : throughputCard(result.throughput, view),
})
