import { expect, it } from 'vitest'
import {
  ecrImageOf,
  placementOfSettings,
  targetsOfChanges,
  targetsOfSettings,
} from '../../../src/lib/domain/audit/targets.ts'

const names = (targets: readonly { kind: string; name: string }[]) =>
  targets.map(({ kind, name }) => `${kind} ${name}`)

it.each<[key: string, value: unknown, targets: readonly string[]]>([
  ['iam.data', ['s3://acme-ml/a.jsonl', 's3://acme-ml/b.jsonl'], ['bucket acme-ml']],
  ['iam.output', 's3://results/x/', ['bucket results']],
  ['iam.role', 'arn:aws:iam::111122223333:role/mlctl/jobs', ['role jobs']],
  ['train.role', 'jobs', ['role jobs']],
  ['rollout.endpoint', 'fraud', ['endpoint fraud']],
  ['container.repository', 'ml/fraud', ['repository ml/fraud']],
  ['finetune.kmsKey', 'alias/ml', ['key alias/ml']],
  ['finetune.baseModel', 'nova-micro', []],
  ['profile', 'jobs', []],
])('the setting %s = %j names %j', (key, value, targets) =>
  expect(names(targetsOfSettings([{ key, value }]))).toEqual(targets),
)

it('takes subnets and groups from wherever they stand', () => {
  const settings = [
    { key: 'iam.subnets', value: ['subnet-0b', 'subnet-0a,subnet-0b'] },
    { key: 'iam.securityGroups', value: 'sg-01' },
  ]
  expect(placementOfSettings(settings)).toEqual({
    subnetIds: ['subnet-0a', 'subnet-0b'],
    securityGroupIds: ['sg-01'],
  })
})

it.each<[operation: string, input: Record<string, unknown>, targets: readonly string[]]>([
  ['s3.upload-file', { bucket: 'acme-ml', key: 'a' }, ['bucket acme-ml']],
  ['iam.CreateRole', { roleName: 'jobs' }, ['role jobs']],
  ['sagemaker.set-weights', { endpointName: 'fraud' }, ['endpoint fraud']],
  ['sagemaker.CreateTrainingJob', { jobName: 'fraud-1' }, ['training job fraud-1']],
  ['sagemaker.CreateTransformJob', { jobName: 'score' }, []],
  ['ecr.push-image', { repository: 'ml/fraud', tag: 'v1' }, ['repository ml/fraud']],
  ['sagemaker.DeleteEndpoint', { endpointName: 'old' }, []],
])('the change %s of %j names %j', (operation, input, targets) =>
  expect(names(targetsOfChanges([{ operation, input }]))).toEqual(targets),
)

const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com'
it.each([
  [`${HOST}/ml/fraud:v1`, { repository: 'ml/fraud', id: { tag: 'v1' } }],
  [`${HOST}/ml/fraud`, { repository: 'ml/fraud', id: { tag: 'latest' } }],
  [`${HOST}/a:v1@sha256:${'0'.repeat(64)}`, { id: { digest: `sha256:${'0'.repeat(64)}` } }],
])('the image %s is %j', (image, parts) => expect(ecrImageOf(image)).toMatchObject(parts))

it('is no image of ECR that lies elsewhere', () =>
  expect(ecrImageOf('docker.io/library/python:3.12')).toBeUndefined())
