import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { given, TARGET_FLAGS } from './data-flags.ts'

export const datasetUpload = defineCommand({
  path: ['dataset', 'upload'],
  summary: 'Bring a data file to S3; a killed upload continues where it stopped',
  about:
    'The object carries the SHA-256 of the file, so that the same file is not sent twice. With --model (or finetune.baseModel) the data is checked first and broken data is not sent.',
  args: { name: 'file', describe: 'The file to send', required: true, completes: 'file' },
  flags: {
    ...TARGET_FLAGS,
    to: {
      spec: '--to <uri>',
      describe: 's3://bucket/key; a key ending in / gets the file’s name',
      required: true,
      config: 'dataset.uploadTo',
    },
    kmsKey: {
      spec: '--kms-key <arn>',
      describe: 'KMS key for the object',
      config: 'dataset.kmsKey',
    },
  },
  changes: 'aws',
  plans: true,
  iamActions: [
    's3:AbortMultipartUpload',
    's3:GetObject',
    's3:ListBucket',
    's3:ListMultipartUploadParts',
    's3:PutObject',
    'sts:GetCallerIdentity',
  ],
  examples: [
    {
      run: 'mlctl dataset upload train.jsonl --to s3://acme-ml/fraud/',
      why: 'keeps the file name',
    },
    {
      run: 'mlctl dataset upload train.jsonl --to s3://acme-ml/fraud/train.jsonl --model nova-micro --dry-run',
      why: 'check the data and see the plan, sending nothing',
    },
  ],
  async run(ports, { flags, args: [path = ''], globals }) {
    const { optionalTarget } = await import('../../lib/flows/dataset/model.ts')
    const { uploadDataset } = await import('../../lib/flows/dataset/upload.ts')
    const { model, format, to, kmsKey } = flags
    const target = await optionalTarget(ports, { model, format })
    const request = { path, to, ...given({ kmsKeyArn: kmsKey, target }) }
    return uploadDataset(ports, request, applyOptionsOf(globals))
  },
  render: ({ status, uri, planFile }) => {
    if (status === 'planned') {
      return `${uri}\nNothing was sent (${planFile ? `plan saved to ${planFile}` : 'dry run'}).`
    }
    return status === 'nothing-to-do' ? `${uri}\nThe same content is there already.` : uri
  },
})
