import type { AnyRoleSpec } from '../spec.ts'
import type { Grant } from './grants.ts'
import { arnIn, pullGrant, REGISTRY_LOGIN } from './job-grants.ts'
import { BUILD_PROJECT } from './purposes.ts'

/**
 * What a build does besides reading its packed folder: it logs under its project's name, pushes to the named
 * repositories and pulls the named bases. Sources:
 * https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html and
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html.
 */
export const buildGrants = (spec: AnyRoleSpec): readonly Grant[] => {
  const pushed = spec.pushedRepositoryArns ?? []
  const bases = spec.repositoryArns ?? []
  return [
    ...buildLogs(spec),
    REGISTRY_LOGIN,
    ...(pushed.length === 0 ? [] : [pushGrant(pushed)]),
    ...(bases.length === 0 ? [] : [pullGrant(bases)]),
  ]
}

const buildLogs = (spec: AnyRoleSpec): readonly Grant[] => {
  const name = `log-group:/aws/codebuild/${spec.buildProject ?? BUILD_PROJECT}`
  const group = arnIn(spec, 'logs', name)
  const streams = `${group}:*`
  return [
    {
      id: 'log-group',
      sid: 'MakeLogGroup',
      what: 'make the log group',
      actions: ['logs:CreateLogGroup'],
      // AWS's own policy for CodeBuild names both forms.
      resources: [group, streams],
      probes: [{ resource: group }],
    },
    {
      id: 'logs',
      sid: 'WriteLogs',
      what: 'write logs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [streams],
      probes: [{ resource: `${group}:log-stream:mlctl-check` }],
    },
  ]
}

/** Layers that are there are read back too: `--cache-from` names the image of the build before. */
const pushGrant = (repositories: readonly string[]): Grant => ({
  id: 'push-image',
  sid: 'PushImages',
  what: 'push images',
  actions: [
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:CompleteLayerUpload',
    'ecr:GetDownloadUrlForLayer',
    'ecr:InitiateLayerUpload',
    'ecr:PutImage',
    'ecr:UploadLayerPart',
  ],
  resources: repositories,
  probes: repositories.map((resource) => ({ resource })),
})
