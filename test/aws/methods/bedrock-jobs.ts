import { error, type MethodCase, pages } from '../stage.ts'

const CREATED = new Date('2026-11-02T03:04:05.678Z')
const ROLE = 'arn:aws:iam::123456789012:role/ft'
const JOB_ARN =
  'arn:aws:bedrock:us-east-1:123456789012:model-customization-job/amazon.nova-micro-v1:0/abcdefabcdef'
const BASE_ARN = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0:128k'

const summary = (jobName: string) => ({
  jobArn: JOB_ARN,
  jobName,
  baseModelArn: BASE_ARN,
  status: 'Completed',
  creationTime: CREATED,
  endTime: CREATED,
  customModelName: 'fraud',
})

const summaryView = (jobName: string) => ({
  jobArn: JOB_ARN,
  jobName,
  baseModelArn: BASE_ARN,
  status: 'Completed',
  creationTime: '2026-11-02T03:04:05Z',
  endTime: '2026-11-02T03:04:05Z',
  customModelName: 'fraud',
})

const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'

export const bedrockJobMethods: readonly MethodCase[] = [
  {
    method: 'customizationJobs.create',
    run: (ports) =>
      ports.customizationJobs.create({
        jobName: 'fraud-1',
        customModelName: 'fraud',
        roleArn: ROLE,
        clientRequestToken: 'mlctl-0123456789',
        baseModelIdentifier: 'amazon.nova-micro-v1:0:128k',
        customizationType: 'FINE_TUNING',
        trainingS3Uri: 's3://data/train.jsonl',
        validationS3Uri: 's3://data/validation.jsonl',
        outputS3Uri: 's3://data/out/',
        hyperParameters: { epochCount: '2' },
        customModelKmsKeyId: 'alias/ml',
        vpcConfig: { subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0a'] },
        tags: { team: 'risk' },
      }),
    replies: {
      'bedrock.CreateModelCustomizationJob': ({ input }) => {
        const sent = {
          jobName: 'fraud-1',
          customModelName: 'fraud',
          roleArn: ROLE,
          clientRequestToken: 'mlctl-0123456789',
          baseModelIdentifier: 'amazon.nova-micro-v1:0:128k',
          customizationType: 'FINE_TUNING',
          trainingDataConfig: { s3Uri: 's3://data/train.jsonl' },
          validationDataConfig: { validators: [{ s3Uri: 's3://data/validation.jsonl' }] },
          outputDataConfig: { s3Uri: 's3://data/out/' },
          hyperParameters: { epochCount: '2' },
          customModelKmsKeyId: 'alias/ml',
          vpcConfig: { subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0a'] },
          jobTags: [{ key: 'team', value: 'risk' }],
          customModelTags: [{ key: 'team', value: 'risk' }],
        }
        const same =
          Object.keys(input).length === Object.keys(sent).length &&
          Object.entries(sent).every(
            ([name, value]) => JSON.stringify(input[name]) === JSON.stringify(value),
          )
        return same
          ? { jobArn: JOB_ARN }
          : { $error: { code: 'ValidationException', message: JSON.stringify(input) } }
      },
    },
    gives: { jobArn: JOB_ARN },
    calls: ['CreateModelCustomizationJob'],
  },
  {
    method: 'customizationJobs.find',
    run: (ports) => ports.customizationJobs.find(JOB_ARN),
    replies: {
      'bedrock.GetModelCustomizationJob': {
        jobArn: JOB_ARN,
        jobName: 'fraud-1',
        outputModelName: 'fraud',
        roleArn: ROLE,
        status: 'InProgress',
        statusDetails: {
          validationDetails: {
            status: 'Completed',
            creationTime: CREATED,
            lastModifiedTime: CREATED,
          },
          dataProcessingDetails: { status: 'InProgress' },
        },
        creationTime: CREATED,
        baseModelArn: BASE_ARN,
        hyperParameters: { epochCount: '2' },
        trainingDataConfig: { s3Uri: 's3://data/train.jsonl' },
        validationDataConfig: { validators: [{ s3Uri: 's3://data/validation.jsonl' }] },
        outputDataConfig: { s3Uri: 's3://data/out/' },
        outputModelKmsKeyArn: KEY_ARN,
        vpcConfig: { subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0a'] },
        trainingMetrics: { trainingLoss: 0 },
        validationMetrics: [{ validationLoss: 0.25 }],
      },
    },
    gives: {
      jobArn: JOB_ARN,
      jobName: 'fraud-1',
      status: 'InProgress',
      baseModelArn: BASE_ARN,
      customModelName: 'fraud',
      creationTime: '2026-11-02T03:04:05Z',
      roleArn: ROLE,
      trainingS3Uri: 's3://data/train.jsonl',
      validationS3Uri: 's3://data/validation.jsonl',
      outputS3Uri: 's3://data/out/',
      hyperParameters: { epochCount: '2' },
      statusDetails: {
        validation: {
          status: 'Completed',
          creationTime: '2026-11-02T03:04:05Z',
          lastModifiedTime: '2026-11-02T03:04:05Z',
        },
        dataProcessing: { status: 'InProgress' },
        training: { status: 'NotStarted' },
      },
      outputModelKmsKeyArn: KEY_ARN,
      vpcConfig: { subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0a'] },
      trainingLoss: 0,
      validationLoss: 0.25,
    },
    calls: ['GetModelCustomizationJob'],
  },
  {
    method: 'customizationJobs.find of nothing',
    run: (ports) => ports.customizationJobs.find('ghost'),
    replies: {
      'bedrock.GetModelCustomizationJob': error('ResourceNotFoundException', 'no job', 404),
    },
    gives: undefined,
    calls: ['GetModelCustomizationJob'],
  },
  {
    method: 'customizationJobs.list over several pages',
    run: (ports) => ports.customizationJobs.list({ statusEquals: 'Completed' }),
    replies: {
      'bedrock.ListModelCustomizationJobs': pages('nextToken', [
        { modelCustomizationJobSummaries: [summary('a')], nextToken: '1' },
        { modelCustomizationJobSummaries: [summary('b')] },
      ]),
    },
    gives: [summaryView('a'), summaryView('b')],
    calls: ['ListModelCustomizationJobs', 'ListModelCustomizationJobs'],
  },
  {
    method: 'customizationJobs.list with a limit, which ends the paging',
    run: (ports) => ports.customizationJobs.list({ limit: 1 }),
    replies: {
      'bedrock.ListModelCustomizationJobs': pages('nextToken', [
        { modelCustomizationJobSummaries: [summary('a')], nextToken: '1' },
        { modelCustomizationJobSummaries: [summary('b')] },
      ]),
    },
    gives: [summaryView('a')],
    calls: ['ListModelCustomizationJobs'],
  },
  {
    method: 'customizationJobs.stop',
    run: (ports) => ports.customizationJobs.stop('fraud-1'),
    gives: undefined,
    calls: ['StopModelCustomizationJob'],
  },
]
