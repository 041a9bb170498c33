import { table } from '../../lib/domain/core/table.ts'
import type { DeploymentSummary } from '../../lib/ports/deployments.ts'
import { defineCommand } from '../define.ts'

export const deploymentList = defineCommand({
  path: ['deployment', 'list'],
  summary: 'On-demand deployments of this account and region',
  flags: {},
  changes: 'nothing',
  items: 'deployments',
  iamActions: ['bedrock:ListCustomModelDeployments'],
  examples: [{ run: 'mlctl deployment list', why: 'what can be asked' }],
  async run(ports) {
    const { listDeployments } = await import('../../lib/flows/deployment/list.ts')
    return listDeployments(ports)
  },
  render: ({ deployments }, view) =>
    deployments.length === 0 ? 'No deployments here.' : table(columns, deployments, view),
})

const columns = [
  { title: 'name', of: (one: DeploymentSummary) => one.modelDeploymentName },
  { title: 'status', of: (one: DeploymentSummary) => one.status },
  { title: 'created', of: (one: DeploymentSummary) => one.createdAt },
  { title: 'model', of: (one: DeploymentSummary) => one.modelArn },
] as const
