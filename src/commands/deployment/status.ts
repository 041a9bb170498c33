import { defineCommand } from '../define.ts'
import { deploymentCard } from './card.ts'

export const deploymentStatus = defineCommand({
  path: ['deployment', 'status'],
  summary: 'One deployment: state, model, cost',
  args: { name: 'name', describe: 'Name or ARN of the deployment', required: true },
  flags: {},
  changes: 'nothing',
  iamActions: ['bedrock:GetCustomModel', 'bedrock:GetCustomModelDeployment'],
  examples: [{ run: 'mlctl deployment status fraud-v2-od --wait', why: 'until it is Active' }],
  async run(ports, { args, globals }) {
    const { deploymentStatus: status } = await import('../../lib/flows/deployment/list.ts')
    const options = { wait: globals.wait === true, timeoutMs: globals.timeoutMs }
    return status(ports, args[0] ?? '', options)
  },
  render: deploymentCard,
})
