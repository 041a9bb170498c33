import type { FlagTable, GlobalFlags } from '../define.ts'

/** Flags that several commands of the group take; the same for all of them. */
export const ROLLOUT_FLAGS = {
  endpoint: {
    spec: '--endpoint <name>',
    describe: 'Endpoint whose traffic is meant',
    config: 'rollout.endpoint',
  },
  variant: {
    spec: '--variant <name>',
    describe: 'The new variant; of two, the one without traffic if absent',
    config: 'rollout.variant',
  },
  stable: {
    spec: '--stable <name>',
    describe: 'Variant that takes the rest when all others are at 0',
  },
  force: {
    spec: '--force',
    describe: 'Go on although somebody else changed the endpoint, or a rollout is under way',
    kind: 'boolean',
  },
} as const satisfies FlagTable

/** What every command of the group reads. */
export const READ_ACTIONS = [
  'sagemaker:DescribeEndpoint',
  'sagemaker:DescribeEndpointConfig',
  'sagemaker:ListEndpoints',
  'sagemaker:ListTags',
  'sts:GetCallerIdentity',
] as const

/** What a change of the endpoint's config may call. */
export const CONFIG_ACTIONS = [
  'iam:PassRole',
  'sagemaker:CreateEndpointConfig',
  'sagemaker:AddTags',
  'sagemaker:DescribeEndpoint',
  'sagemaker:DescribeEndpointConfig',
  'sagemaker:ListEndpoints',
  'sagemaker:ListModels',
  'sagemaker:ListTags',
  'sagemaker:UpdateEndpoint',
  'sts:GetCallerIdentity',
] as const

export const reconfigureOptions = (globals: GlobalFlags) => ({
  wait: globals.wait ?? true,
  timeoutMs: globals.timeoutMs,
})
