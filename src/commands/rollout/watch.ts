import { defineCommand } from '../define.ts'
import { rolloutCard } from './card.ts'
import { namedEndpoint } from './drive-flags.ts'
import { READ_ACTIONS, ROLLOUT_FLAGS } from './flags.ts'

const { endpoint } = ROLLOUT_FLAGS

export const rolloutWatch = defineCommand({
  path: ['rollout', 'watch'],
  summary: 'Follow a rollout live: shares, errors, latency, verdicts, countdown',
  about:
    'Works from any machine and changes nothing: Ctrl-C stops the watching, never the rollout. Without a terminal one line at each change and a heartbeat; with --json one event a line, as rollout start tells them. Exits 8 when it was rolled back, 7 at the time limit.',
  flags: { endpoint },
  changes: 'nothing',
  streams: true,
  iamActions: [...READ_ACTIONS, 'cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'],
  examples: [
    { run: 'mlctl rollout watch --endpoint fraud', why: 'on a terminal beside your work' },
    {
      run: 'mlctl rollout watch --endpoint fraud --timeout 2h --json',
      why: 'events for a script, for two hours at most',
    },
  ],
  async run(ports, { flags, globals }) {
    const { watchRollout } = await import('../../lib/flows/rollout/watch.ts')
    const { timeoutMs } = globals
    return watchRollout(ports, { endpointName: namedEndpoint(flags.endpoint), timeoutMs })
  },
  render: rolloutCard,
  exitCode: ({ outcome }) => (outcome === undefined ? 0 : EXIT_CODES[outcome]),
})

const EXIT_CODES = { completed: 0, 'rolled-back': 8, 'rollback-failed': 6, interfered: 5 } as const
