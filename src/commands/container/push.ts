import { UsageError } from '../../lib/errors.ts'
import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { ENGINE_FLAGS } from './engine-flags.ts'
import { PLATFORM_FLAGS } from './image-flags.ts'
import { PUSH_FLAGS } from './push-flags.ts'
import { renderPush } from './push-report.ts'

export const containerPush = defineCommand({
  path: ['container', 'push'],
  summary: 'Bring an image to ECR, in the form that SageMaker takes; a killed push continues',
  about:
    'Takes the name of an image in a container engine, an archive (docker save, oci-archive) or a folder in OCI layout; no daemon is needed for those. Only missing layers are sent, in parts; the manifest is made a Docker one (v2 schema 2) without a rebuild; afterwards media type, digest and platform are read back. The result is the URI by digest.',
  args: { name: 'image', describe: 'Image name, archive or OCI folder', required: true },
  flags: { ...PLATFORM_FLAGS, ...PUSH_FLAGS, ...ENGINE_FLAGS },
  changes: 'aws',
  plans: true,
  iamActions: [
    'ecr:BatchCheckLayerAvailability',
    'ecr:CompleteLayerUpload',
    'ecr:CreateRepository',
    'ecr:DescribeImages',
    'ecr:DescribeRepositories',
    'ecr:GetLifecyclePolicy',
    'ecr:InitiateLayerUpload',
    'ecr:PutImage',
    'ecr:PutLifecyclePolicy',
    'ecr:TagResource',
    'ecr:UploadLayerPart',
    'sts:GetCallerIdentity',
  ],
  examples: [
    {
      run: 'mlctl container push fraud:latest --repository ml/fraud --create',
      why: 'tagged git-<commit>; the repository is made when absent',
    },
    {
      run: 'mlctl container push image.tar --repository ml/fraud --image-tag v1.2.0 --dry-run',
      why: 'an archive; see the plan, send nothing',
    },
    {
      run: 'mlctl container push oci/ --repository ml/fraud --image-tag v1 --registry 127.0.0.1:5000 --insecure',
      why: 'to a registry that is not ECR',
    },
  ],
  async run(ports, { flags, args: [image = ''], globals }) {
    const { registry, username, passwordStdin = false, insecure = false, ...rest } = flags
    if (registry === undefined) {
      if (insecure || passwordStdin || username !== undefined) {
        throw new UsageError('MLC-CTR-119', '--insecure and passwords go with --registry only.')
      }
      const { pushImage } = await import('../../lib/flows/container/push.ts')
      const { create = false, mutable = false } = flags
      const request = { ...rest, tag: flags.imageTag, image, create, mutable, tags: globals.tags }
      return pushImage(ports, request, applyOptionsOf(globals))
    }
    const { pushToRegistry } = await import('../../lib/flows/container/push-plain.ts')
    const { repository, platform, instanceType, engine, engineArgs } = flags
    const place = { host: registry, insecure, username, passwordStdin }
    const about = {
      image,
      repository,
      tag: flags.imageTag,
      platform,
      instanceType,
      engine,
      engineArgs,
    }
    return pushToRegistry(
      ports,
      { ...about, dryRun: globals.dryRun, planOut: globals.planOut },
      place,
    )
  },
  render: renderPush,
})
