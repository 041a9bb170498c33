import { defineCommand } from '../define.ts'
import { driveCard } from './card.ts'
import { DRIVE_ACTIONS, DRIVE_FLAGS, drivingOf, namedEndpoint } from './drive-flags.ts'
import { ROLLOUT_FLAGS } from './flags.ts'

const { endpoint, force } = ROLLOUT_FLAGS

export const rolloutPause = defineCommand({
  path: ['rollout', 'pause'],
  summary: 'Stop a rollout from going forward; what turns out bad is still rolled back',
  about:
    'Works from any machine: a process that carries the rollout on is told, by file or by tag. Judging needs such a process: without one, traffic simply stays.',
  flags: { endpoint },
  changes: 'aws',
  iamActions: DRIVE_ACTIONS,
  examples: [{ run: 'mlctl rollout pause --endpoint fraud', why: 'look at it in peace' }],
  async run(ports, { flags, globals }) {
    const { steer } = await import('../../lib/flows/rollout/steer.ts')
    const driving = drivingOf({}, globals, 'mlctl rollout pause')
    const endpointName = namedEndpoint(flags.endpoint)
    return steer(ports, { endpointName, order: 'pause', full: false, gates: [], driving })
  },
  render: driveCard,
  exitCode: (result) => result.exitCode,
})

export const rolloutResume = defineCommand({
  path: ['rollout', 'resume'],
  summary: 'Carry a rollout on: after a pause, a hold, a crash, or from another machine',
  flags: { endpoint, force, ...DRIVE_FLAGS },
  changes: 'aws',
  streams: true,
  iamActions: DRIVE_ACTIONS,
  examples: [
    { run: 'mlctl rollout resume --endpoint fraud', why: 'to its end' },
    { run: 'mlctl rollout resume --endpoint fraud --step', why: 'one step, in CI' },
  ],
  async run(ports, { flags, globals }) {
    const { steer } = await import('../../lib/flows/rollout/steer.ts')
    const driving = drivingOf(flags, globals, 'mlctl rollout resume')
    const endpointName = namedEndpoint(flags.endpoint)
    const gates = flags.gate ?? []
    return steer(ports, { endpointName, order: 'resume', full: false, gates, driving })
  },
  render: driveCard,
  exitCode: (result) => result.exitCode,
})
