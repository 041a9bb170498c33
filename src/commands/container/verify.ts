import { defineCommand } from '../define.ts'
import { IMAGE_ARGUMENT, PLATFORM_FLAGS } from './image-flags.ts'

export const containerVerify = defineCommand({
  path: ['container', 'verify'],
  summary: 'Check whether SageMaker can run an image that is in ECR',
  about:
    'Looks at the media type of the manifest (hosting refuses OCI), the platform in the config, the layers and the address. Exit code 8 when it is unfit.',
  args: IMAGE_ARGUMENT,
  flags: {
    ...PLATFORM_FLAGS,
    serverless: {
      spec: '--serverless',
      describe: 'Also check the size, for a serverless endpoint',
      kind: 'boolean',
    },
  },
  changes: 'nothing',
  iamActions: [
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:GetDownloadUrlForLayer',
    'sts:GetCallerIdentity',
  ],
  examples: [
    {
      run: 'mlctl container verify 111122223333.dkr.ecr.us-east-1.amazonaws.com/ml/fraud:v1 --instance-type ml.m5.xlarge',
      why: 'before a model is made of it',
    },
  ],
  items: 'checks',
  async run(ports, { flags, args: [uri = ''] }) {
    const { verifyImage } = await import('../../lib/flows/container/verify.ts')
    const { platform, instanceType, serverless = false } = flags
    return verifyImage(ports, { uri, platform, instanceType, serverless })
  },
  render: ({ uri, verdict, checks }, { style }) =>
    [
      `${uri}: ${verdict === 'fit' ? style.good('fit') : style.bad('unfit')}`,
      ...checks.map(({ check, rule, passed, says, fix }) => {
        const mark = passed ? style.good('ok  ') : style.bad('FAIL')
        return `  ${mark}  ${rule} ${check}: ${says}${fix === undefined ? '' : `\n        ${fix}`}`
      }),
    ].join('\n'),
  exitCode: ({ verdict }) => (verdict === 'fit' ? 0 : 8),
})
