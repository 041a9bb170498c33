import { sharesText } from '../../lib/domain/rollout/weights.ts'
import { defineCommand } from '../define.ts'
import { replaceCard, rolloutCard } from './card.ts'
import { namedEndpoint } from './drive-flags.ts'
import { READ_ACTIONS, ROLLOUT_FLAGS } from './flags.ts'

const { endpoint } = ROLLOUT_FLAGS

export const rolloutStatus = defineCommand({
  path: ['rollout', 'status'],
  summary: 'A rollout as it is, judged anew; waits for an end, a hold, a step or a share',
  flags: {
    endpoint,
    until: {
      spec: '--until <what>',
      describe: 'Wait for ended, completed, held, paused, step=<n> or weight=<percent>',
    },
  },
  changes: 'nothing',
  iamActions: [...READ_ACTIONS, 'cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'],
  examples: [
    { run: 'mlctl rollout status --endpoint fraud', why: 'from any machine' },
    {
      run: 'mlctl rollout status --endpoint fraud --until ended --timeout 2h',
      why: 'exit 8 unless it completed',
    },
  ],
  async run(ports, { flags, globals }) {
    const flow = await import('../../lib/flows/rollout/status.ts')
    const request = { until: flags.until, timeoutMs: globals.timeoutMs }
    const endpointName = namedEndpoint(flags.endpoint)
    if (flags.until === undefined) {
      const { replaceUnderWay } = await import('../../lib/flows/rollout/replace-abort.ts')
      const replacing = await replaceUnderWay(ports, endpointName)
      if (replacing !== undefined) return { ...replacing, exitCode: 0 }
    }
    const status = await flow.rolloutStatus(ports, { endpointName, ...request })
    const missed = flags.until !== undefined && !flow.hasReached(status, flags.until)
    const rolledBack = flags.until === 'ended' && status.outcome !== 'completed'
    return { ...status, exitCode: missed || rolledBack ? 8 : 0 }
  },
  render: (status, view) => {
    if ('abortAlarm' in status) return replaceCard(status)
    const { live, alarms, now } = status
    const more = [
      `  endpoint  ${live.status}, ${live.endpointConfigName}: ${sharesText(live.shares)}`,
      ...(alarms.inAlarm.length > 0 ? [`  alarm     ${alarms.inAlarm.join(', ')}`] : []),
      ...(now === undefined ? [] : [`  now       ${now.analysis.verdict}: ${now.analysis.reason}`]),
    ]
    return [rolloutCard(status, view), ...more].join('\n')
  },
  exitCode: (result) => result.exitCode,
})
