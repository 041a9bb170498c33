import type { FlagTable } from '../define.ts'

export const AUTOSCALE_FLAGS = {
  variant: { spec: '--variant <name>', describe: 'Production variant; the only one if absent' },
  component: { spec: '--component <name>', describe: 'Inference component, in place of a variant' },
  min: { spec: '--min <n>', describe: 'At least so many (1)', kind: 'integer' },
  max: { spec: '--max <n>', describe: 'At most so many', kind: 'integer' },
  by: {
    spec: '--by <measure>',
    describe: 'What the target counts',
    choices: ['invocations', 'concurrency', 'utilization'],
  },
  target: {
    spec: '--target <value>',
    describe: 'Requests a minute, requests at a time, or a share',
    kind: 'number',
  },
  maxRps: {
    spec: '--max-rps <n>',
    describe: 'In place of a target: requests a second that one instance can take',
    kind: 'number',
  },
  scaleInCooldown: {
    spec: '--scale-in-cooldown <duration>',
    describe: 'Rest after scaling in (5m)',
    kind: 'duration',
  },
  scaleOutCooldown: {
    spec: '--scale-out-cooldown <duration>',
    describe: 'Rest after scaling out (5m)',
    kind: 'duration',
  },
  noScaleIn: {
    spec: '--no-scale-in',
    describe: 'Scale out only: protection of what runs',
    kind: 'boolean',
  },
  schedule: {
    spec: '--schedule <action>',
    describe: 'NAME=cron(0 8 * * ? *) min=2 max=8; may be repeated',
    kind: 'list',
  },
  timezone: { spec: '--timezone <zone>', describe: 'Of the schedules: Europe/Berlin (UTC)' },
  off: { spec: '--off', describe: 'End automatic scaling', kind: 'boolean' },
} as const satisfies FlagTable
