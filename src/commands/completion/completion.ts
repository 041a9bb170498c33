import { UsageError } from '../../lib/errors.ts'
import { defineCommand } from '../define.ts'

export const completion = defineCommand({
  path: ['completion'],
  summary: 'Print the completion script for a shell',
  args: { name: 'shell', describe: 'bash, zsh, fish or powershell', required: true },
  flags: {},
  changes: 'nothing',
  iamActions: [],
  examples: [
    {
      run: 'source <(mlctl completion bash)',
      why: 'in this shell; put it into ~/.bashrc to keep it',
    },
  ],
  async run(_ports, { args }) {
    const { COMPLETION_SCRIPTS } = await import('./scripts.ts')
    const shell = args[0] ?? ''
    const script = Object.entries(COMPLETION_SCRIPTS).find(([name]) => name === shell)?.[1]
    if (script !== undefined) return { shell, script }
    throw new UsageError('MLC-CLI-002', `There is no completion for "${shell}".`, {
      hint: `Shells: ${Object.keys(COMPLETION_SCRIPTS).join(', ')}`,
    })
  },
  render: ({ script }) => script,
})

export const complete = defineCommand({
  path: ['__complete'],
  hidden: true,
  summary: 'Candidates for the word being typed',
  args: { name: 'words', describe: 'The line so far', variadic: true },
  flags: {},
  changes: 'nothing',
  iamActions: [],
  examples: [{ run: 'mlctl __complete -- finetune wa', why: 'what the shell scripts call' }],
  async run(_ports, { args, commands }) {
    const [{ GLOBAL_FLAGS }, { candidatesFor }] = await Promise.all([
      import('../global-flags.ts'),
      import('./candidates.ts'),
    ])
    return candidatesFor(args, { commands, globals: GLOBAL_FLAGS })
  },
  render: ({ words, files }) =>
    [
      ...words.map(({ word, describe }) => `${word}\t${describe}`),
      ...(files ? [`:${files}`] : []),
    ].join('\n'),
})
