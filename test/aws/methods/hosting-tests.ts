import type { MethodCase } from '../stage.ts'

const CREATED = new Date('2026-11-02T03:04:05.678Z')
const AT = '2026-11-02T03:04:05Z'
const arn = (kind: string, name: string) =>
  `arn:aws:sagemaker:us-east-1:123456789012:${kind}/${name}`
const ROLE = 'arn:aws:iam::123456789012:role/serving-role'

const variant = (VariantName: string, ModelName: string) => ({
  ModelName,
  VariantName,
  InfrastructureConfig: {
    InfrastructureType: 'RealTimeInference',
    RealTimeInferenceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
  },
})
const own = (variantName: string, modelName: string) => ({
  variantName,
  modelName,
  instanceType: 'ml.m5.large',
  instanceCount: 1,
})

export const testMethods: readonly MethodCase[] = [
  {
    method: 'inferenceExperiments.create',
    run: (ports) =>
      ports.inferenceExperiments.create({
        name: 'shadow',
        roleArn: ROLE,
        endpointName: 'fraud',
        variants: [own('a', 'm1'), own('b', 'm2')],
        sourceVariantName: 'a',
        shadowVariantName: 'b',
        samplingPercentage: 50,
        schedule: { endTime: AT },
        capture: { s3Uri: 's3://acme/shadow/', jsonContentTypes: ['application/json'] },
        tags: {},
      }),
    replies: {
      'sagemaker.CreateInferenceExperiment': ({ input }) =>
        JSON.stringify(input.ModelVariants) ===
          JSON.stringify([variant('a', 'm1'), variant('b', 'm2')]) &&
        JSON.stringify(input.ShadowModeConfig) ===
          '{"SourceModelVariantName":"a","ShadowModelVariants":[{"ShadowModelVariantName":"b","SamplingPercentage":50}]}'
          ? { InferenceExperimentArn: arn('inference-experiment', 'shadow') }
          : { $error: { code: 'ValidationException', message: JSON.stringify(input) } },
    },
    gives: { inferenceExperimentArn: arn('inference-experiment', 'shadow') },
    calls: ['CreateInferenceExperiment'],
  },
  {
    method: 'inferenceExperiments.find',
    run: (ports) => ports.inferenceExperiments.find('shadow'),
    replies: {
      'sagemaker.DescribeInferenceExperiment': {
        Arn: arn('inference-experiment', 'shadow'),
        Name: 'shadow',
        Type: 'ShadowMode',
        Status: 'Running',
        CreationTime: CREATED,
        Schedule: { EndTime: CREATED },
        EndpointMetadata: { EndpointName: 'fraud', EndpointStatus: 'InService' },
        ModelVariants: [{ ...variant('a', 'm1'), Status: 'InService' }],
        ShadowModeConfig: {
          SourceModelVariantName: 'a',
          ShadowModelVariants: [{ ShadowModelVariantName: 'b', SamplingPercentage: 50 }],
        },
      },
    },
    gives: {
      arn: arn('inference-experiment', 'shadow'),
      name: 'shadow',
      status: 'Running',
      createdAt: AT,
      schedule: { endTime: AT },
      endpointName: 'fraud',
      endpointStatus: 'InService',
      variants: [{ ...own('a', 'm1'), status: 'InService' }],
      sourceVariantName: 'a',
      shadowVariantName: 'b',
      samplingPercentage: 50,
    },
    calls: ['DescribeInferenceExperiment'],
  },
  {
    method: 'inferenceExperiments.list',
    run: (ports) => ports.inferenceExperiments.list({ statusEquals: 'Running' }),
    replies: {
      'sagemaker.ListInferenceExperiments': {
        InferenceExperiments: [
          {
            Name: 'shadow',
            Type: 'ShadowMode',
            Status: 'Running',
            CreationTime: CREATED,
            LastModifiedTime: CREATED,
          },
        ],
      },
    },
    gives: [{ name: 'shadow', status: 'Running', createdAt: AT }],
    calls: ['ListInferenceExperiments'],
  },
  {
    method: 'inferenceExperiments.update, start, stop and delete',
    run: async (ports) => {
      await ports.inferenceExperiments.start('shadow')
      await ports.inferenceExperiments.update('shadow', {
        description: 'all of it',
        shadow: { sourceVariantName: 'a', shadowVariantName: 'b', samplingPercentage: 100 },
      })
      await ports.inferenceExperiments.stop('shadow', {
        actions: { a: 'Remove', b: 'Promote' },
        desiredVariants: [own('b', 'm2')],
        desiredState: 'Completed',
        reason: 'better',
      })
      await ports.inferenceExperiments.delete('shadow')
    },
    replies: Object.fromEntries(
      ['Start', 'Update', 'Stop', 'Delete'].map((verb) => [
        `sagemaker.${verb}InferenceExperiment`,
        { InferenceExperimentArn: arn('inference-experiment', 'shadow') },
      ]),
    ),
    gives: undefined,
    calls: [
      'StartInferenceExperiment',
      'UpdateInferenceExperiment',
      'StopInferenceExperiment',
      'DeleteInferenceExperiment',
    ],
  },
  {
    method: 'recommendations.create, list and stop',
    run: async (ports) => {
      const made = await ports.recommendations.create({
        jobName: 'size-it',
        jobType: 'Default',
        roleArn: ROLE,
        inputConfig: { ModelName: 'm1' },
        tags: {},
      })
      await ports.recommendations.stop('size-it')
      return [made, await ports.recommendations.list({ modelName: 'm1' })]
    },
    replies: {
      'sagemaker.CreateInferenceRecommendationsJob': {
        JobArn: arn('inference-recommendations-job', 'size-it'),
      },
      'sagemaker.ListInferenceRecommendationsJobs': { InferenceRecommendationsJobs: [] },
    },
    gives: [{ jobArn: arn('inference-recommendations-job', 'size-it') }, []],
    calls: [
      'CreateInferenceRecommendationsJob',
      'ListInferenceRecommendationsJobs',
      'StopInferenceRecommendationsJob',
    ],
  },
  {
    method: 'recommendations.find: what is not a number is absent',
    run: (ports) => ports.recommendations.find('size-it'),
    replies: {
      'sagemaker.DescribeInferenceRecommendationsJob': {
        JobName: 'size-it',
        JobType: 'Default',
        JobArn: arn('inference-recommendations-job', 'size-it'),
        RoleArn: ROLE,
        Status: 'COMPLETED',
        CreationTime: CREATED,
        LastModifiedTime: CREATED,
        InputConfig: { ModelName: 'm1' },
        InferenceRecommendations: [
          {
            Metrics: {
              CostPerHour: 0.115,
              CostPerInference: 0.00001,
              MaxInvocations: 1200,
              ModelLatency: 40,
              CpuUtilization: Number.NaN,
            },
            EndpointConfiguration: {
              EndpointName: 'sm-epc-1',
              VariantName: 'sm-epc-1',
              InstanceType: 'ml.m5.large',
              InitialInstanceCount: 1,
            },
            ModelConfiguration: {
              EnvironmentParameters: [{ Key: 'WORKERS', ValueType: 'String', Value: '2' }],
            },
          },
        ],
      },
    },
    gives: {
      jobName: 'size-it',
      jobArn: arn('inference-recommendations-job', 'size-it'),
      jobType: 'Default',
      status: 'COMPLETED',
      modelName: 'm1',
      createdAt: AT,
      recommendations: [
        {
          endpointName: 'sm-epc-1',
          variantName: 'sm-epc-1',
          instanceType: 'ml.m5.large',
          initialInstanceCount: 1,
          costPerHour: 0.115,
          costPerInference: 0.00001,
          maxInvocations: 1200,
          modelLatencyMs: 40,
          environment: { WORKERS: '2' },
        },
      ],
    },
    calls: ['DescribeInferenceRecommendationsJob'],
  },
]
