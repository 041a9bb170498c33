import { ROLE_PURPOSES } from '../../lib/domain/iam/roles/purposes.ts'
import type { RoleRequest } from '../../lib/flows/iam/role-request.ts'
import type { FlagTable, FlagValues } from '../define.ts'

/** The flags that say what a role is for; `iam setup` and `iam check` share them. */
export const ROLE_FLAGS = {
  for: {
    spec: '--for <purpose>',
    describe:
      'What the role is for; training covers tuning, processing, transform and remote, hosting endpoints with capture, builds CodeBuild',
    choices: ROLE_PURPOSES,
    default: 'customization',
  },
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
  image: {
    spec: '--image <uri>',
    describe: 'Image or repository ARN to pull from (repeatable); all of the account if absent',
    kind: 'list',
  },
  model: {
    spec: '--model <arn>',
    describe: 'Model or inference profile that is called: teacher, judge, evaluated (repeatable)',
    kind: 'list',
  },
  grader: {
    spec: '--grader <arn>',
    describe: 'Lambda function that grades reinforcement fine-tuning (repeatable)',
    kind: 'list',
  },
  passes: {
    spec: '--passes <arn>',
    describe: 'Role that pipelines or a workflow hand on to jobs (repeatable)',
    kind: 'list',
  },
  push: {
    spec: '--push <repository>',
    describe: 'Repository that builds push to, name or ARN (repeatable)',
    kind: 'list',
  },
  buildProject: {
    spec: '--build-project <name>',
    describe: 'CodeBuild project whose builds use the role',
    config: 'container.buildProject',
  },
} as const satisfies FlagTable

/** What `iam setup` takes beside them. */
export const SETUP_FLAGS = {
  ...ROLE_FLAGS,
  boundary: {
    spec: '--boundary <arn>',
    describe: 'Permissions boundary of a new role',
    config: 'iam.boundary',
  },
  kms: {
    spec: '--kms <new|arn>',
    describe: 'new: make a key for the role; an ARN: let the role use it, by the key policy too',
  },
  roleNameStyle: {
    spec: '--role-name-style <style>',
    describe: 'aws: a default name that holders of AWS-managed policies may pass',
    choices: ['mlctl', 'aws'],
    default: 'mlctl',
  },
} as const satisfies FlagTable

/** The request that these flags make. */
export const roleRequestOf = (flags: FlagValues<typeof ROLE_FLAGS>): RoleRequest => ({
  purpose: flags.for,
  role: flags.role,
  data: [...(flags.data ?? []), ...(flags.trainingBucket ? [flags.trainingBucket] : [])].flatMap(
    (text) => text.split(','),
  ),
  output: flags.output,
  kmsKey: flags.kmsKey,
  subnets: flags.subnets?.flatMap((text) => text.split(',')),
  securityGroups: flags.securityGroups?.flatMap((text) => text.split(',')),
  images: flags.image,
  models: flags.model,
  graders: flags.grader,
  passes: flags.passes,
  pushes: flags.push?.flatMap((text) => text.split(',')),
  buildProject: flags.buildProject,
})
