import { applyOptionsOf, CONSENT_FLAGS } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { driveCard } from './card.ts'
import { DRIVE_ACTIONS, drivingOf, namedEndpoint } from './drive-flags.ts'
import { CONFIG_ACTIONS, ROLLOUT_FLAGS, reconfigureOptions } from './flags.ts'

const { endpoint, force } = ROLLOUT_FLAGS

export const rolloutUndo = defineCommand({
  path: ['rollout', 'undo'],
  summary: 'Bring the shares from before a completed rollout back, the old instances first',
  flags: { endpoint, force },
  changes: 'aws',
  streams: true,
  iamActions: DRIVE_ACTIONS,
  examples: [{ run: 'mlctl rollout undo --endpoint fraud', why: 'until mlctl rollout finalize' }],
  async run(ports, { flags, globals }) {
    const { undoRollout } = await import('../../lib/flows/rollout/undo.ts')
    const endpointName = namedEndpoint(flags.endpoint)
    const driving = drivingOf(flags, globals, 'mlctl rollout undo')
    return undoRollout(ports, { endpointName, driving })
  },
  render: driveCard,
  exitCode: (result) => result.exitCode,
})

export const rolloutRepair = defineCommand({
  path: ['rollout', 'repair'],
  summary: 'Put one endpoint config on all instances, after an update whose rollback failed',
  flags: {
    endpoint,
    configName: {
      spec: '--config-name <name>',
      describe: 'The config; the one before the last rollout if absent',
    },
    confirm: CONSENT_FLAGS.confirm,
  },
  changes: 'aws',
  plans: true,
  iamActions: CONFIG_ACTIONS,
  examples: [
    {
      run: 'mlctl rollout repair --endpoint fraud --config-name fraud-1a2b3c4d --confirm fraud',
      why: 'cure UpdateRollbackFailed',
    },
  ],
  async run(ports, { flags, globals }) {
    const { repairEndpoint } = await import('../../lib/flows/rollout/repair.ts')
    const apply = applyOptionsOf(globals, flags)
    return repairEndpoint(ports, { ...flags, ...reconfigureOptions(globals), apply })
  },
  render: (result) =>
    result.status === 'planned'
      ? plannedText(result)
      : `${result.endpointName} runs ${result.endpointConfigName}.`,
})
