import { applyOptionsOf, CONSENT_FLAGS } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { costLine } from './card.ts'

export const throughputRelease = defineCommand({
  path: ['throughput', 'release'],
  summary: 'End a purchase and with it the bill; the custom model stays',
  about: 'Refused before a commitment ends. Callers of its ARN fail from then on.',
  args: { name: 'name', describe: 'Name or ARN of the purchase', required: true },
  flags: { confirm: CONSENT_FLAGS.confirm },
  changes: 'aws',
  plans: true,
  iamActions: [
    'bedrock:DeleteProvisionedModelThroughput',
    'bedrock:GetProvisionedModelThroughput',
    'sts:GetCallerIdentity',
  ],
  examples: [
    { run: 'mlctl throughput release fraud-v2-pt', why: 'asks for the name to be typed' },
    {
      run: 'mlctl throughput release fraud-v2-pt --confirm fraud-v2-pt',
      why: 'in a script',
    },
  ],
  async run(ports, { args, flags, globals }) {
    const { releaseThroughput } = await import('../../lib/flows/throughput/release.ts')
    return releaseThroughput(ports, { name: args[0] ?? '', apply: applyOptionsOf(globals, flags) })
  },
  render: (result) => {
    if (result.status === 'planned') return plannedText(result)
    if (result.released === undefined) return `${result.name} is gone already.`
    return `${result.name} is released. It cost: ${costLine(result.released)}`
  },
})
