import { defineCommand } from '../define.ts'
import { driveCard, replaceCard } from './card.ts'
import { DRIVE_ACTIONS, DRIVE_FLAGS, drivingOf, namedEndpoint } from './drive-flags.ts'
import { ROLLOUT_FLAGS } from './flags.ts'

const { endpoint, force } = ROLLOUT_FLAGS

export const rolloutPromote = defineCommand({
  path: ['rollout', 'promote'],
  summary: 'Take the next step of a rollout now, without waiting for its bake or verdict',
  flags: {
    endpoint,
    force,
    full: { spec: '--full', describe: 'To the last step at once', kind: 'boolean' },
    ...DRIVE_FLAGS,
  },
  changes: 'aws',
  streams: true,
  iamActions: DRIVE_ACTIONS,
  examples: [{ run: 'mlctl rollout promote --endpoint fraud', why: 'a person has looked at it' }],
  async run(ports, { flags, globals }) {
    const { steer } = await import('../../lib/flows/rollout/steer.ts')
    const driving = drivingOf(flags, globals, 'mlctl rollout promote')
    const endpointName = namedEndpoint(flags.endpoint)
    const full = flags.full === true
    return steer(ports, { endpointName, order: 'promote', full, gates: flags.gate ?? [], driving })
  },
  render: driveCard,
  exitCode: (result) => result.exitCode,
})

export const rolloutAbort = defineCommand({
  path: ['rollout', 'abort'],
  summary: 'Bring the shares from before a rollout back, now, from any machine',
  about:
    'Needs nothing but the endpoint: where this machine has no state of the rollout, its tags have. Waits for a change under way, then moves traffic back and gives scaling back. Changes that others made meanwhile are overwritten. An update by rollout replace is ended by the alarm made for it.',
  flags: { endpoint },
  changes: 'aws',
  streams: true,
  iamActions: [...DRIVE_ACTIONS, 'cloudwatch:SetAlarmState'],
  examples: [{ run: 'mlctl rollout abort --endpoint fraud', why: 'whatever is wrong' }],
  async run(ports, { flags, globals }) {
    const { steer } = await import('../../lib/flows/rollout/steer.ts')
    const driving = drivingOf({}, globals, 'mlctl rollout abort')
    const endpointName = namedEndpoint(flags.endpoint)
    const { abortReplace } = await import('../../lib/flows/rollout/replace-abort.ts')
    const replaced = await abortReplace(ports, { endpointName, driving })
    if (replaced !== undefined) return replaced
    return steer(ports, { endpointName, order: 'abort', full: false, gates: [], driving })
  },
  render: (result, view) =>
    result.because === 'replace-aborted' ? replaceCard(result) : driveCard(result, view),
  exitCode: (result) => result.exitCode,
})
