import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import {
  CreateModelCommand,
  CreateProcessingJobCommand,
  CreateTrainingJobCommand,
  CreateTransformJobCommand,
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
} from '@aws-sdk/client-sagemaker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { server } from '../../support/contract-programs.ts'
import {
  buildBase,
  buildImage,
  startEngine,
  type TestEngine,
  whyNoEngine,
} from '../../support/engine-world.ts'
import { tarOf } from '../../support/images.ts'
import { inProcess, newEngine, temporaryFolder } from '../clients.ts'

const reason = whyNoEngine()

/** Trains nothing, but really reads its data and parameters and writes what SageMaker takes away. */
const TRAIN = `#!/bin/sh
echo "rows=$(cat /opt/ml/input/data/train/*.csv | wc -l)"
echo "epoch 1 val_loss=0.75"
echo "epoch 2 val_loss=0.25"
grep -q '"fail":"yes"' /opt/ml/input/config/hyperparameters.json && {
  printf 'no convergence' > /opt/ml/output/failure
  exit 3
}
cp /opt/ml/input/config/hyperparameters.json /opt/ml/model/parameters.json
`

/** Two epochs to their end, and the first line of a third. */
const STREAM = `#!/bin/sh
cd /opt/ml/input/data
grep -q '"TrainingInputMode":"Pipe"' ../config/inputdataconfig.json || exit 9
one=$(echo $(cat train_0)); two=$(echo $(cat train_1))
echo "$one / $two / $(head -n 1 train_2)" > /opt/ml/model/seen
`

const PREPARE = `#!/bin/sh
sort -r /opt/ml/processing/input/raw/* > /opt/ml/processing/output/clean/sorted.csv
printf 'sorted' > /opt/ml/output/message
`

const ROLE = 'arn:aws:iam::000000000000:role/job'
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'sagemaker.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
})
const all = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:*', 'ecr:*'], Resource: '*' }],
})

describe.skipIf(reason !== undefined)('a job whose image the engine has', () => {
  let engine: TestEngine
  let command: string

  beforeAll(async () => {
    engine = await startEngine()
    buildBase(engine, 'localhost/base:1')
    await buildImage(engine, 'localhost/base:1', {
      name: 'localhost/train:1',
      programs: [
        { name: 'train', text: TRAIN },
        { name: 'prepare', text: PREPARE },
        { name: 'stream', text: STREAM },
      ],
    })
    await buildImage(engine, 'localhost/base:1', {
      name: 'localhost/serve:1',
      programs: [
        {
          name: 'serve',
          text: server({ invoke: 'answer "200 OK" "$body $(cat /opt/ml/model/word)"' }),
        },
      ],
    })
    await buildImage(engine, 'localhost/base:1', {
      name: 'localhost/broken:1',
      programs: [{ name: 'serve', text: '#!/bin/sh\necho no such model\nexit 1\n' }],
    })
    command = join(temporaryFolder(), 'engine')
    writeFileSync(command, `#!/bin/sh\nexec podman ${engine.podmanArgs.join(' ')} "$@"\n`)
    chmodSync(command, 0o755)
  }, 60_000)
  afterAll(() => engine?.stop())

  const world = async () => {
    const sandbox = newEngine({ clock: 'instant', containerEngine: command })
    const clients = inProcess(sandbox)
    await clients.iam.send(
      new CreateRoleCommand({ RoleName: 'job', AssumeRolePolicyDocument: trust }),
    )
    await clients.iam.send(
      new PutRolePolicyCommand({ RoleName: 'job', PolicyName: 'p', PolicyDocument: all }),
    )
    await clients.s3.send(new CreateBucketCommand({ Bucket: 'acme' }))
    await clients.s3.send(
      new PutObjectCommand({ Bucket: 'acme', Key: 'data/a.csv', Body: '1\n2\n3\n' }),
    )
    const text = async (Key: string) => {
      const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: 'acme', Key }))
      return Buffer.from((await Body?.transformToByteArray()) ?? [])
    }
    return { ...clients, text }
  }

  const train = (
    clients: Awaited<ReturnType<typeof world>>,
    fail: string,
    channel: { readonly InputMode?: 'Pipe' } = {},
    entrypoint?: string[],
  ) =>
    clients.sagemaker.send(
      new CreateTrainingJobCommand({
        TrainingJobName: 'fraud',
        RoleArn: ROLE,
        AlgorithmSpecification: {
          TrainingImage: '000000000000.dkr.ecr.us-east-1.amazonaws.com/train:1',
          TrainingInputMode: 'File',
          ...(entrypoint === undefined ? {} : { ContainerEntrypoint: entrypoint }),
          MetricDefinitions: [{ Name: 'loss', Regex: 'val_loss=([0-9.]+)' }],
        },
        HyperParameters: { lr: '0.1', fail },
        InputDataConfig: [
          {
            ...channel,
            ChannelName: 'train',
            DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://acme/data/' } },
          },
        ],
        OutputDataConfig: { S3OutputPath: 's3://acme/out' },
        ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 5 },
        StoppingCondition: { MaxRuntimeInSeconds: 600 },
        EnableNetworkIsolation: true,
      }),
    )
  const look = (clients: Awaited<ReturnType<typeof world>>) =>
    clients.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: 'fraud' }))

  it('really trains: data in, lines as logs, metrics from them, the model out', async () => {
    const clients = await world()
    await train(clients, 'no')
    const job = await look(clients)
    expect(job.TrainingJobStatus).toBe('Completed')
    expect(job.FinalMetricDataList?.[0]).toMatchObject({ MetricName: 'loss', Value: 0.25 })
    const { events } = await clients.logs.send(
      new FilterLogEventsCommand({ logGroupName: '/aws/sagemaker/TrainingJobs' }),
    )
    expect(events?.map(({ message }) => message?.trim())).toEqual([
      'rows=3',
      'epoch 1 val_loss=0.75',
      'epoch 2 val_loss=0.25',
    ])
    const archive = gunzipSync(await clients.text('out/fraud/output/model.tar.gz')).toString()
    expect(archive).toContain('parameters.json')
    expect(archive).toContain('"lr":"0.1"')
  }, 60_000)

  it('hands the data of a channel in Pipe mode over by named pipes, epoch after epoch', async () => {
    const clients = await world()
    await clients.s3.send(new PutObjectCommand({ Bucket: 'acme', Key: 'data/b.csv', Body: '4\n' }))
    await train(clients, 'no', { InputMode: 'Pipe' }, ['stream'])
    const job = await look(clients)
    expect(job.FailureReason).toBeUndefined()
    expect(job.TrainingJobStatus).toBe('Completed')
    const archive = gunzipSync(await clients.text('out/fraud/output/model.tar.gz')).toString()
    expect(archive).toContain('1 2 3 4 / 1 2 3 4 / 1')
  }, 60_000)

  it('fails with what the container left as its reason', async () => {
    const clients = await world()
    await train(clients, 'yes')
    const job = await look(clients)
    expect(job.TrainingJobStatus).toBe('Failed')
    expect(job.FailureReason).toMatch(/no convergence.*exit code: 3/)
  }, 60_000)

  it('processes: inputs in, outputs and message out', async () => {
    const clients = await world()
    await clients.sagemaker.send(
      new CreateProcessingJobCommand({
        ProcessingJobName: 'prepare',
        RoleArn: ROLE,
        AppSpecification: {
          ImageUri: '000000000000.dkr.ecr.us-east-1.amazonaws.com/train:1',
          ContainerEntrypoint: ['/usr/bin/prepare'],
        },
        ProcessingInputs: [
          {
            InputName: 'raw',
            S3Input: {
              S3Uri: 's3://acme/data/',
              LocalPath: '/opt/ml/processing/input/raw',
              S3DataType: 'S3Prefix',
              S3InputMode: 'File',
            },
          },
        ],
        ProcessingOutputConfig: {
          Outputs: [
            {
              OutputName: 'clean',
              S3Output: {
                S3Uri: 's3://acme/clean',
                LocalPath: '/opt/ml/processing/output/clean',
                S3UploadMode: 'EndOfJob',
              },
            },
          ],
        },
        ProcessingResources: {
          ClusterConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 5 },
        },
      }),
    )
    const job = await clients.sagemaker.send(
      new DescribeProcessingJobCommand({ ProcessingJobName: 'prepare' }),
    )
    expect(job).toMatchObject({ ProcessingJobStatus: 'Completed', ExitMessage: 'sorted' })
    expect((await clients.text('clean/sorted.csv')).toString()).toBe('3\n2\n1\n')
  }, 60_000)

  /** A model that adds the word of its data to each line, and is asked in a batch. */
  const transform = async (clients: Awaited<ReturnType<typeof world>>, image: string) => {
    const archive = await tarOf({ word: 'high' })
    await clients.s3.send(
      new PutObjectCommand({ Bucket: 'acme', Key: 'model.tar.gz', Body: gzipSync(archive) }),
    )
    await clients.sagemaker.send(
      new CreateModelCommand({
        ModelName: 'scorer',
        ExecutionRoleArn: ROLE,
        PrimaryContainer: {
          Image: `000000000000.dkr.ecr.us-east-1.amazonaws.com/${image}`,
          ModelDataUrl: 's3://acme/model.tar.gz',
        },
      }),
    )
    await clients.sagemaker.send(
      new CreateTransformJobCommand({
        TransformJobName: 'score',
        ModelName: 'scorer',
        TransformInput: {
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://acme/data/' } },
          SplitType: 'Line',
        },
        TransformOutput: { S3OutputPath: 's3://acme/scored' },
        TransformResources: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1 },
      }),
    )
    return clients.sagemaker.send(new DescribeTransformJobCommand({ TransformJobName: 'score' }))
  }

  it('transforms: the model is started with its data and asked for each line', async () => {
    const clients = await world()
    const job = await transform(clients, 'serve:1')
    expect(job.TransformJobStatus).toBe('Completed')
    expect((await clients.text('scored/a.csv.out')).toString()).toBe('1 high\n2 high\n3 high\n')
    expect(engine.podman('ps', '--all', '--quiet').trim()).toBe('')
  }, 60_000)

  it('fails a transform whose model never answers its ping, with its log', async () => {
    const clients = await world()
    const job = await transform(clients, 'broken:1')
    expect(job).toMatchObject({
      TransformJobStatus: 'Failed',
      FailureReason: expect.stringContaining('/ping'),
    })
    const { events } = await clients.logs.send(
      new FilterLogEventsCommand({ logGroupName: '/aws/sagemaker/TransformJobs' }),
    )
    expect(events?.map(({ message }) => message?.trim())).toContain('no such model')
  }, 60_000)
})
