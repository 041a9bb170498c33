import { defineCommand } from '../define.ts'

export const sandboxReset = defineCommand({
  path: ['sandbox', 'reset'],
  summary: 'Delete everything in the sandbox',
  flags: {},
  changes: 'files',
  iamActions: [],
  examples: [{ run: 'mlctl sandbox reset --yes', why: 'start from nothing' }],
  async run(ports, { globals }) {
    const { resetSandbox } = await import('../../lib/flows/sandbox/reset.ts')
    return resetSandbox(ports, globals)
  },
  render: ({ status, directory }) =>
    status === 'reset' ? `The sandbox is empty (${directory}).` : `Would empty ${directory}.`,
})
