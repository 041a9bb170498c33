import { POLICY_VERSION, type PolicyDocument } from '../../core/policy-document.ts'

export type BuildRoleScope = {
  readonly partition: string
  readonly region: string
  readonly account: string
  readonly bucket: string
  /** Of the contexts; ends in `/`. */
  readonly prefix: string
  readonly repository: string
  readonly project: string
  /** ECR repositories of base images: `arn:…:repository/NAME`. */
  readonly bases: readonly string[]
}

export const CODEBUILD_SERVICE = 'codebuild.amazonaws.com'

/** https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html, with its guard. */
export const buildRoleTrust = (scope: BuildRoleScope): PolicyDocument => ({
  Version: POLICY_VERSION,
  Statement: [
    {
      Sid: 'ImageBuilds',
      Effect: 'Allow',
      Principal: { Service: CODEBUILD_SERVICE },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceAccount': scope.account },
        ArnLike: { 'aws:SourceArn': projectArn(scope) },
      },
    },
  ],
})

const projectArn = ({ partition, region, account, project }: BuildRoleScope): string =>
  `arn:${partition}:codebuild:${region}:${account}:project/${project}`

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
const PUSH = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:CompleteLayerUpload',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
]
const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']

/** Exactly what a build does: read its context, write its log, push one repository, pull its bases. */
export const buildRolePolicy = (scope: BuildRoleScope): PolicyDocument => {
  const { partition, region, account, bucket, prefix, repository, project, bases } = scope
  const group = `arn:${partition}:logs:${region}:${account}:log-group:/aws/codebuild/${project}`
  const own = `arn:${partition}:ecr:${region}:${account}:repository/${repository}`
  const allow = (Sid: string, Action: readonly string[], Resource: readonly string[]) =>
    ({ Sid, Effect: 'Allow', Action: [...Action], Resource: [...Resource] }) as const
  return {
    Version: POLICY_VERSION,
    Statement: [
      allow('Context', ['s3:GetObject'], [`arn:${partition}:s3:::${bucket}/${prefix}*`]),
      allow(
        'Log',
        ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        [group, `${group}:*`],
      ),
      allow('RegistryToken', ['ecr:GetAuthorizationToken'], ['*']),
      allow('Push', [...PUSH, 'ecr:GetDownloadUrlForLayer'], [own]),
      ...(bases.length === 0 ? [] : [allow('Bases', PULL, bases)]),
    ],
  }
}
