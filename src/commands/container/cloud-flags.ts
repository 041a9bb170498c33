import { BUILD_PROJECT } from '../../lib/domain/iam/roles/purposes.ts'
import { BUCKET_MAKING_ACTIONS } from '../bucket-actions.ts'
import type { FlagTable } from '../define.ts'
import { ROLE_ACTIONS } from '../role-actions.ts'

/** What `container build --engine codebuild` takes beside what any build takes. */
export const CLOUD_FLAGS = {
  buildRole: {
    spec: '--build-role <role>',
    describe:
      'With --engine codebuild: role that builds run as, name or ARN; that of iam setup --for builds unless given',
    config: 'container.buildRole',
  },
  buildProject: {
    spec: '--build-project <name>',
    describe: 'With --engine codebuild: project that all builds share',
    config: 'container.buildProject',
    default: BUILD_PROJECT,
  },
  compute: {
    spec: '--compute <size>',
    describe: 'With --engine codebuild: size of the machine',
    choices: ['small', 'medium', 'large', 'xlarge', '2xlarge'],
    config: 'container.compute',
    default: 'small',
  },
  bucket: {
    spec: '--bucket <uri>',
    describe:
      'With --engine codebuild: s3://bucket/prefix for contexts; the bucket of mlctl unless given',
    config: 'container.bucket',
  },
  create: {
    spec: '--create',
    describe: 'With --engine codebuild: make the ECR repository when absent',
    kind: 'boolean',
  },
  maxBuild: {
    spec: '--max-build <duration>',
    describe: 'With --engine codebuild: CodeBuild ends the build after this time; 60m unless given',
    kind: 'duration',
  },
  buildPrice: {
    spec: '--build-price <usd>',
    describe: 'With --engine codebuild: what a minute of the machine costs, for the plan',
    kind: 'number',
    config: 'container.buildPrice',
  },
  again: {
    spec: '--again',
    describe: 'With --engine codebuild: build once more although the same was built',
    kind: 'boolean',
  },
} as const satisfies FlagTable

/** Actions of the caller for a build in CodeBuild; a local one takes a token for bases in ECR at most. */
export const CLOUD_ACTIONS = [
  'codebuild:BatchGetBuilds',
  'codebuild:BatchGetProjects',
  'codebuild:CreateProject',
  'codebuild:ListBuildsForProject',
  'codebuild:StartBuild',
  'codebuild:UpdateProject',
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:CreateRepository',
  'ecr:DescribeImages',
  'ecr:DescribeRepositories',
  'ecr:GetAuthorizationToken',
  'ecr:GetDownloadUrlForLayer',
  'ecr:TagResource',
  ...ROLE_ACTIONS,
  'iam:PassRole',
  'logs:GetLogEvents',
  ...BUCKET_MAKING_ACTIONS,
  's3:GetObject',
  'sts:GetCallerIdentity',
]
