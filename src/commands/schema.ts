import { defineCommand } from './define.ts'

export const schema = defineCommand({
  path: ['schema'],
  summary: 'JSON Schema of mlctl.yaml or of a report, or the command table as data',
  args: { name: 'what', describe: 'config, commands or doctor', required: true },
  flags: {},
  changes: 'nothing',
  iamActions: [],
  examples: [
    { run: 'mlctl schema config > mlctl.schema.json', why: 'let an editor complete mlctl.yaml' },
    { run: 'mlctl schema doctor', why: 'for scripts that read mlctl doctor --json' },
    { run: 'mlctl schema commands', why: 'every command with flags, config keys and IAM actions' },
  ],
  async run(_ports, { args, commands }) {
    const { schemaOf } = await import('./schema-documents.ts')
    return schemaOf(args[0] ?? '', commands)
  },
  render: (document) => JSON.stringify(document, null, 2),
})
