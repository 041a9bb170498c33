import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { IMAGE_ARGUMENT, PLATFORM_FLAGS } from './image-flags.ts'

export const containerRepair = defineCommand({
  path: ['container', 'repair'],
  summary: 'Make an OCI image or index in ECR one that SageMaker takes, without a rebuild',
  about:
    'Writes a Docker manifest (v2 schema 2) over the layers that are there: nothing is built or sent again. Of an index the image of the platform is taken; provenance and other attestations are left behind. The image as it was stays.',
  args: IMAGE_ARGUMENT,
  flags: {
    ...PLATFORM_FLAGS,
    imageTag: {
      spec: '--image-tag <tag>',
      describe: 'Tag of the repaired image (default <tag>-docker)',
    },
  },
  changes: 'aws',
  plans: true,
  iamActions: [
    'ecr:BatchGetImage',
    'ecr:DescribeImages',
    'ecr:GetDownloadUrlForLayer',
    'ecr:PutImage',
    'sts:GetCallerIdentity',
  ],
  examples: [
    {
      run: 'mlctl container repair 111122223333.dkr.ecr.us-east-1.amazonaws.com/ml/fraud:v1',
      why: 'after CreateModel said: Unsupported manifest media type',
    },
  ],
  async run(ports, { flags, args: [uri = ''], globals }) {
    const { repairImage } = await import('../../lib/flows/container/repair.ts')
    return repairImage(ports, { uri, ...flags, tag: flags.imageTag }, applyOptionsOf(globals))
  },
  render: (result) => {
    const { status, uri, tagUri, was } = result
    if (status === 'planned') return plannedText(result)
    return tagUri === undefined
      ? `${uri}\n  It is a Docker image already.`
      : `${uri}\n  ${tagUri}; it was ${was.mediaType}`
  },
})
