import { defineCommand } from './define.ts'

export const schema = defineCommand({
  path: ['schema'],
  summary: 'JSON Schema of mlctl.yaml, or the command table as data',
  args: { name: 'what', describe: 'config or commands', required: true },
  flags: {},
  changes: 'nothing',
  iamActions: [],
  examples: [
    { run: 'mlctl schema config > mlctl.schema.json', why: 'let an editor complete mlctl.yaml' },
    { run: 'mlctl schema commands', why: 'every command with flags, config keys and IAM actions' },
  ],
  async run(_ports, { args, commands }) {
    const { schemaOf } = await import('./schema-documents.ts')
    return schemaOf(args[0] ?? '', commands)
  },
  render: (document) => JSON.stringify(document, null, 2),
})
