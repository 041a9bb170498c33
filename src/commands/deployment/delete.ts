import { applyOptionsOf, CONSENT_FLAGS } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'

export const deploymentDelete = defineCommand({
  path: ['deployment', 'delete'],
  summary: 'Delete a deployment; the custom model stays',
  args: { name: 'name', describe: 'Name or ARN of the deployment', required: true },
  flags: { confirm: CONSENT_FLAGS.confirm },
  changes: 'aws',
  plans: true,
  iamActions: [
    'bedrock:DeleteCustomModelDeployment',
    'bedrock:GetCustomModelDeployment',
    'sts:GetCallerIdentity',
  ],
  examples: [{ run: 'mlctl deployment delete fraud --confirm fraud', why: 'in a script' }],
  async run(ports, { args, flags, globals }) {
    const { deleteDeployment } = await import('../../lib/flows/deployment/delete.ts')
    return deleteDeployment(ports, { name: args[0] ?? '', apply: applyOptionsOf(globals, flags) })
  },
  render: (result) => {
    if (result.status === 'planned') return plannedText(result)
    return result.status === 'applied'
      ? `${result.name} is deleted.`
      : `${result.name} is gone already.`
  },
})
