import { defineCommand } from '../define.ts'
import { throughputCard } from './card.ts'

export const throughputStatus = defineCommand({
  path: ['throughput', 'status'],
  summary: 'One purchase: state, cost so far, and when it can end',
  args: { name: 'name', describe: 'Name or ARN of the purchase', required: true },
  flags: {},
  changes: 'nothing',
  iamActions: ['bedrock:GetProvisionedModelThroughput'],
  examples: [
    { run: 'mlctl throughput status fraud-v2-pt', why: 'look once' },
    { run: 'mlctl throughput status fraud-v2-pt --wait', why: 'until it is InService' },
  ],
  async run(ports, { args, globals }) {
    const { throughputStatus: status } = await import('../../lib/flows/throughput/list.ts')
    const options = { wait: globals.wait === true, timeoutMs: globals.timeoutMs }
    return status(ports, args[0] ?? '', options)
  },
  render: throughputCard,
})
