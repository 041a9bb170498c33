import { defineCommand } from '../define.ts'
import { FOLLOW_ACTIONS, FOLLOW_FLAGS } from './flags.ts'

export const remoteAttach = defineCommand({
  path: ['remote', 'attach'],
  summary: 'Come back to a job of mlctl remote: its log, its outputs, its exit code',
  about:
    'Shows the log from its beginning, waits for the end and fetches what the job left. Safe to repeat. Exits with the exit code of the command, as mlctl remote does.',
  args: { name: 'job', describe: 'Name of the job', required: true },
  flags: FOLLOW_FLAGS,
  changes: 'files',
  streams: true,
  iamActions: FOLLOW_ACTIONS,
  examples: [
    { run: 'mlctl remote attach remote-churn-1f0c2a9be340', why: 'after a crash or Ctrl-C' },
  ],
  async run(ports, { args, flags, globals }) {
    const { attachRemote } = await import('../../lib/flows/remote/attach.ts')
    return attachRemote(ports, args[0] ?? '', {
      output: flags.output,
      stopOnExit: flags.stopOnExit === true,
      timeoutMs: globals.timeoutMs,
      printLog: !globals.json,
    })
  },
  render: () => '',
  exitCode: (result) => result.command.exitCode,
})
