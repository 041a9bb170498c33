import type { RoleRequest } from '../../lib/flows/iam/role-request.ts'
import type { FlagTable, FlagValues } from '../define.ts'

/** The flags that say what a role is for; `iam setup` and `iam check` share them. */
export const ROLE_FLAGS = {
  role: { spec: '--role <name>', describe: 'Name or ARN of the role', config: 'iam.role' },
  data: {
    spec: '--data <uri>',
    describe: 'S3 URI of training or validation data, file or folder (repeatable)',
    kind: 'list',
    config: 'iam.data',
  },
  trainingBucket: {
    spec: '--training-bucket <name>',
    describe: 'A whole bucket of data, instead of --data',
  },
  output: {
    spec: '--output <uri>',
    describe: 'S3 folder that jobs write their results to',
    config: 'iam.output',
  },
  kmsKey: {
    spec: '--kms-key <arn>',
    describe: 'Key ARN for data and custom model',
    config: 'iam.kmsKey',
  },
  subnets: {
    spec: '--subnets <id>',
    describe: 'Subnet of a job in a VPC (repeatable)',
    kind: 'list',
    config: 'iam.subnets',
  },
  securityGroups: {
    spec: '--security-groups <id>',
    describe: 'Security group of a job in a VPC (repeatable)',
    kind: 'list',
    config: 'iam.securityGroups',
  },
} as const satisfies FlagTable

/** The request that these flags make. */
export const roleRequestOf = (flags: FlagValues<typeof ROLE_FLAGS>): RoleRequest => ({
  role: flags.role,
  data: [...(flags.data ?? []), ...(flags.trainingBucket ? [flags.trainingBucket] : [])].flatMap(
    (text) => text.split(','),
  ),
  output: flags.output,
  kmsKey: flags.kmsKey,
  subnets: flags.subnets?.flatMap((text) => text.split(',')),
  securityGroups: flags.securityGroups?.flatMap((text) => text.split(',')),
})
