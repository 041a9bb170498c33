import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { ROLE_ACTIONS } from '../role-actions.ts'
import { roleRequestOf, SETUP_FLAGS } from './role-flags.ts'

export const iamSetup = defineCommand({
  path: ['iam', 'setup'],
  summary:
    'Create or repair a service role: of Bedrock jobs, SageMaker, Step Functions, graders, image builds',
  about:
    'Shows the trust and permission policies and what they change. An existing role is repaired, after a yes, by the smallest change: a statement added to its trust, one inline policy of ours; nothing else of it is touched. With --kms new the plan begins with a key of the role: its policy, alias, rotation and monthly price; a key that an interrupted run left without a name is found and taken.',
  flags: SETUP_FLAGS,
  changes: 'aws',
  plans: true,
  iamActions: [
    'access-analyzer:ValidatePolicy',
    'iam:CreateRole',
    ...ROLE_ACTIONS,
    'iam:PutRolePolicy',
    'iam:SimulatePrincipalPolicy',
    'iam:TagRole',
    'iam:UpdateAssumeRolePolicy',
    'kms:CreateAlias',
    'kms:CreateKey',
    'kms:DescribeKey',
    'kms:EnableKeyRotation',
    'kms:GetKeyPolicy',
    'kms:GetKeyRotationStatus',
    'kms:ListKeys',
    'kms:ListResourceTags',
    'kms:PutKeyPolicy',
    'kms:TagResource',
    's3:GetBucketPublicAccessBlock',
    's3:GetEncryptionConfiguration',
    's3:ListAllMyBuckets',
    's3:ListBucket',
    'sts:GetCallerIdentity',
  ],
  examples: [
    {
      run: 'mlctl iam setup --data s3://acme-ml/fraud/ --output s3://acme-ml/results/',
      why: 'make the role mlctl-bedrock-acme-ml',
    },
    {
      run: 'mlctl iam setup --role ft-role --data s3://acme-ml/fraud/ --output s3://acme-ml/results/ --dry-run',
      why: 'see what a role of yours lacks, changing nothing',
    },
    {
      run: 'mlctl iam setup --for training --data s3://acme-ml/fraud/ --output s3://acme-ml/results/ --kms new',
      why: 'with a key of its own, all in one plan',
    },
    {
      run: 'mlctl iam setup --for builds --push ml/churn',
      why: 'for container build --engine codebuild',
    },
  ],
  async run(ports, { flags, globals }) {
    const { setupRole } = await import('../../lib/flows/iam/setup.ts')
    const { boundary, kms, roleNameStyle: nameStyle } = flags
    const request = { ...roleRequestOf(flags), boundary, kms, nameStyle, tags: globals.tags }
    return setupRole(ports, request, applyOptionsOf(globals))
  },
  render: (setup, { style }) => {
    if (setup.status === 'planned') {
      return `${setup.roleArn}\nNothing was changed (${setup.planFile ? `plan saved to ${setup.planFile}` : 'dry run'}).`
    }
    if (setup.status === 'nothing-to-do')
      return `${setup.roleArn}\nNothing to do: the role is right.`
    if (setup.readiness?.ready !== false) return `${setup.roleArn}\n${style.good('Ready.')}`
    return `${setup.roleArn}\n${style.bad('Not usable yet:')} ${setup.readiness.open.join('; ')}`
  },
  exitCode: ({ readiness }) => (readiness?.ready === false ? 8 : 0),
})
