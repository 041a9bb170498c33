import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { PRICE_FLAG } from '../endpoint/create-flags.ts'
import { plannedText } from '../planned.ts'
import { driveCard } from './card.ts'
import { DRIVE_ACTIONS, DRIVE_FLAGS, drivingOf } from './drive-flags.ts'
import { ROLLOUT_FLAGS } from './flags.ts'
import { POLICY_FLAGS, policyOf } from './policy-flags.ts'

export const rolloutStart = defineCommand({
  path: ['rollout', 'start'],
  summary: 'Move traffic to a variant in steps that bake, are judged, and roll back by themselves',
  about:
    'Each step sends its share, waits for it, and judges the variant against the one with most traffic: errors, latency, alarms, gates of your own. Bad news rolls back at once, good news goes on when the bake is over, and what stays undecided is held for a person. State is saved before every call and in tags of the endpoint, so any machine can abort. The same line again carries the rollout on.',
  flags: { ...ROLLOUT_FLAGS, ...POLICY_FLAGS, ...DRIVE_FLAGS, ...PRICE_FLAG },
  changes: 'aws',
  plans: true,
  streams: true,
  iamActions: [...DRIVE_ACTIONS, 'sagemaker:InvokeEndpoint'],
  examples: [
    {
      run: 'mlctl rollout start --endpoint fraud --variant v2 --steps 10:10m:500,50:20m,100 --yes',
      why: 'half an hour, if all is well',
    },
    {
      run: 'mlctl rollout start --endpoint fraud --variant v2 --steps 5:1h,25:1h,100 --step --yes',
      why: 'one step a CI run',
    },
  ],
  async run(ports, { flags, globals }) {
    const { startRollout } = await import('../../lib/flows/rollout/start.ts')
    const { instancePrices } = await import('../../lib/flows/endpoint/view.ts')
    const { endpoint, variant, stable, steps } = flags
    return startRollout(ports, {
      endpoint,
      variant,
      stable,
      steps,
      defaults: { bakeMs: flags.bake, minRequests: flags.minRequests },
      policy: policyOf(flags),
      prices: instancePrices(flags.price),
      driving: drivingOf(flags, globals, 'mlctl rollout start'),
      apply: applyOptionsOf(globals),
    })
  },
  render: (result, view) =>
    result.status === 'planned' ? plannedText({}) : driveCard(result, view),
  exitCode: (result) => (result.status === 'planned' ? 0 : result.exitCode),
})
