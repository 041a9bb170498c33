import { error, type MethodCase, pages } from '../stage.ts'

const CREATED = new Date('2026-11-02T03:04:05.678Z')
const MODEL_ARN =
  'arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.nova-micro-v1:0/abcdefabcdef'
const BASE_ARN = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0:128k'

const foundation = {
  modelArn: BASE_ARN,
  modelId: 'amazon.nova-micro-v1:0:128k',
  modelName: 'Nova Micro',
  providerName: 'Amazon',
  customizationsSupported: ['FINE_TUNING'],
  inferenceTypesSupported: ['PROVISIONED'],
  modelLifecycle: { status: 'LEGACY', legacyTime: CREATED },
}

const foundationView = {
  modelId: 'amazon.nova-micro-v1:0:128k',
  modelName: 'Nova Micro',
  providerName: 'Amazon',
  customizationsSupported: ['FINE_TUNING'],
  inferenceTypesSupported: ['PROVISIONED'],
  modelLifecycle: { status: 'LEGACY', legacyTime: '2026-11-02T03:04:05Z' },
}

const summary = (name: string) => ({
  modelArn: MODEL_ARN,
  modelName: name,
  baseModelArn: BASE_ARN,
  baseModelName: 'amazon.nova-micro',
  creationTime: CREATED,
  modelStatus: 'Active',
})

const summaryView = (modelName: string) => ({
  modelArn: MODEL_ARN,
  modelName,
  baseModelArn: BASE_ARN,
  modelStatus: 'Active',
  creationTime: '2026-11-02T03:04:05Z',
})

export const bedrockModelMethods: readonly MethodCase[] = [
  {
    method: 'foundationModels.find',
    run: (ports) => ports.foundationModels.find('amazon.nova-micro-v1:0:128k'),
    replies: { 'bedrock.GetFoundationModel': { modelDetails: foundation } },
    gives: foundationView,
    calls: ['GetFoundationModel'],
  },
  {
    method: 'foundationModels.find of an identifier that Bedrock calls invalid',
    run: (ports) => ports.foundationModels.find('amazon.nova-giga-v1:0'),
    replies: {
      'bedrock.GetFoundationModel': error(
        'ValidationException',
        'The provided model identifier is invalid.',
      ),
    },
    gives: undefined,
    calls: ['GetFoundationModel'],
  },
  {
    method: 'foundationModels.list',
    run: (ports) => ports.foundationModels.list(),
    replies: { 'bedrock.ListFoundationModels': { modelSummaries: [foundation] } },
    gives: [foundationView],
    calls: ['ListFoundationModels'],
  },
  {
    method: 'foundationModels.availability',
    run: (ports) => ports.foundationModels.availability('amazon.nova-micro-v1:0'),
    replies: {
      'bedrock.GetFoundationModelAvailability': {
        modelId: 'amazon.nova-micro-v1:0',
        agreementAvailability: { status: 'AVAILABLE' },
        authorizationStatus: 'NOT_AUTHORIZED',
        entitlementAvailability: 'AVAILABLE',
        regionAvailability: 'AVAILABLE',
      },
    },
    gives: { authorized: false, hasAgreement: true, isEntitled: true, isInRegion: true },
    calls: ['GetFoundationModelAvailability'],
  },
  {
    method: 'customModels.find',
    run: (ports) => ports.customModels.find('fraud'),
    replies: {
      'bedrock.GetCustomModel': {
        modelArn: MODEL_ARN,
        modelName: 'fraud',
        jobArn:
          'arn:aws:bedrock:us-east-1:123456789012:model-customization-job/amazon.nova-micro-v1:0/abcdefabcdef',
        baseModelArn: BASE_ARN,
        customizationType: 'FINE_TUNING',
        hyperParameters: { epochCount: '2' },
        trainingDataConfig: { s3Uri: 's3://data/train.jsonl' },
        outputDataConfig: { s3Uri: 's3://data/out/' },
        trainingMetrics: { trainingLoss: 0.5 },
        validationMetrics: [{ validationLoss: 0.75 }],
        creationTime: CREATED,
      },
    },
    gives: {
      ...summaryView('fraud'),
      jobArn:
        'arn:aws:bedrock:us-east-1:123456789012:model-customization-job/amazon.nova-micro-v1:0/abcdefabcdef',
      customizationType: 'FINE_TUNING',
      hyperParameters: { epochCount: '2' },
      trainingS3Uri: 's3://data/train.jsonl',
      outputS3Uri: 's3://data/out/',
      trainingLoss: 0.5,
      validationLoss: 0.75,
    },
    calls: ['GetCustomModel'],
  },
  {
    method: 'customModels.find of nothing',
    run: (ports) => ports.customModels.find('ghost'),
    replies: { 'bedrock.GetCustomModel': error('ResourceNotFoundException', 'no such', 404) },
    gives: undefined,
    calls: ['GetCustomModel'],
  },
  {
    method: 'customModels.list over several pages',
    run: (ports) => ports.customModels.list({ nameContains: 'fraud' }),
    replies: {
      'bedrock.ListCustomModels': pages('nextToken', [
        { modelSummaries: [summary('fraud-1')], nextToken: '1' },
        // A page may be empty and not the last.
        { modelSummaries: [], nextToken: '2' },
        { modelSummaries: [summary('fraud-2')] },
      ]),
    },
    gives: [summaryView('fraud-1'), summaryView('fraud-2')],
    calls: ['ListCustomModels', 'ListCustomModels', 'ListCustomModels'],
  },
  {
    method: 'customModels.delete',
    run: (ports) => ports.customModels.delete('fraud'),
    gives: undefined,
    calls: ['DeleteCustomModel'],
  },
]
