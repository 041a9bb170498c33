import { UsageError } from '../../lib/errors.ts'
import type { Driving } from '../../lib/flows/rollout/drive-alone.ts'
import type { FlagTable, GlobalFlags } from '../define.ts'

/** How a command carries a rollout on. */
export const DRIVE_FLAGS = {
  step: {
    spec: '--step',
    describe: 'One step a run, for CI: the same line goes further each time (exit 7: still baking)',
    kind: 'boolean',
  },
  rollbackOnExit: {
    spec: '--rollback-on-exit',
    describe: 'Ctrl-C brings the shares from before back; without it traffic stays as it is',
    kind: 'boolean',
  },
  gate: {
    spec: '--gate <command>',
    describe: 'Shell command that must end with 0 before each next step; may be repeated',
    kind: 'list',
  },
} as const satisfies FlagTable

type DriveFlags = {
  readonly step?: boolean | undefined
  readonly rollbackOnExit?: boolean | undefined
  readonly force?: boolean | undefined
}

/** Driving as the flags say it; `command` is what the journal remembers. */
export const drivingOf = (flags: DriveFlags, globals: GlobalFlags, command: string): Driving => ({
  mode: flags.step === true || globals.wait === false ? 'step' : 'wait',
  force: flags.force === true,
  rollbackOnExit: flags.rollbackOnExit === true,
  timeoutMs: globals.timeoutMs,
  command,
})

/** The endpoint of commands that never ask. @throws UsageError MLC-ROL-022 */
export const namedEndpoint = (endpoint: string | undefined): string => {
  if (endpoint !== undefined) return endpoint
  throw new UsageError('MLC-ROL-022', '--endpoint must be given.', {
    hint: 'Pass --endpoint <name>, or set rollout.endpoint in mlctl.yaml.',
    details: { missing: ['--endpoint'] },
  })
}

/** What carrying a rollout on may call. */
export const DRIVE_ACTIONS = [
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:DescribeScalingPolicies',
  'application-autoscaling:RegisterScalableTarget',
  'cloudwatch:DescribeAlarms',
  'cloudwatch:GetMetricData',
  'sagemaker:AddTags',
  'sagemaker:DeleteTags',
  'sagemaker:DescribeEndpoint',
  'sagemaker:DescribeEndpointConfig',
  'sagemaker:ListEndpoints',
  'sagemaker:ListTags',
  'sagemaker:UpdateEndpointWeightsAndCapacities',
  'sts:GetCallerIdentity',
] as const
