import { error, type MethodCase, pages } from '../stage.ts'

const CREATED = new Date('2026-11-02T03:04:05.678Z')
const AT = '2026-11-02T03:04:05Z'
const arn = (kind: string, name: string) =>
  `arn:aws:sagemaker:us-east-1:123456789012:${kind}/${name}`

const CONFIG = {
  ProductionVariants: [
    {
      VariantName: 'a',
      ModelName: 'm1',
      InitialInstanceCount: 1,
      InstanceType: 'ml.m5.large',
      InitialVariantWeight: 0,
      RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
    },
  ],
  EnableNetworkIsolation: true,
  MetricsConfig: { EnableEnhancedMetrics: false },
}

const MODEL = {
  PrimaryContainer: { Image: 'img:1', Environment: { A: 'b' } },
  ExecutionRoleArn: 'arn:aws:iam::123456789012:role/serving-role',
}

export const configMethods: readonly MethodCase[] = [
  {
    method: 'endpointConfigs.find, the document as AWS wrote it',
    run: (ports) => ports.endpointConfigs.find('fraud-1'),
    replies: {
      'sagemaker.DescribeEndpointConfig': {
        EndpointConfigName: 'fraud-1',
        EndpointConfigArn: arn('endpoint-config', 'fraud-1'),
        CreationTime: CREATED,
        ...CONFIG,
      },
    },
    gives: {
      endpointConfigName: 'fraud-1',
      endpointConfigArn: arn('endpoint-config', 'fraud-1'),
      createdAt: AT,
      body: CONFIG,
    },
    calls: ['DescribeEndpointConfig'],
  },
  {
    method: 'endpointConfigs.find of nothing',
    run: (ports) => ports.endpointConfigs.find('ghost'),
    replies: {
      'sagemaker.DescribeEndpointConfig': error(
        'ValidationException',
        'Could not find endpoint configuration "ghost".',
      ),
    },
    gives: undefined,
    calls: ['DescribeEndpointConfig'],
  },
  {
    method: 'endpointConfigs.list',
    run: (ports) => ports.endpointConfigs.list({ nameContains: 'f', limit: 1 }),
    replies: {
      'sagemaker.ListEndpointConfigs': {
        EndpointConfigs: ['a', 'b'].map((EndpointConfigName) => ({
          EndpointConfigName,
          EndpointConfigArn: arn('endpoint-config', EndpointConfigName),
          CreationTime: CREATED,
        })),
        NextToken: 'more',
      },
    },
    gives: [
      { endpointConfigName: 'a', endpointConfigArn: arn('endpoint-config', 'a'), createdAt: AT },
    ],
    calls: ['ListEndpointConfigs'],
  },
  {
    method: 'endpointConfigs.create',
    run: (ports) =>
      ports.endpointConfigs.create({
        endpointConfigName: 'fraud-2',
        body: CONFIG,
        tags: { team: 'risk' },
      }),
    replies: {
      'sagemaker.CreateEndpointConfig': ({ input }) =>
        JSON.stringify(input) ===
        JSON.stringify({
          EndpointConfigName: 'fraud-2',
          ...CONFIG,
          Tags: [{ Key: 'team', Value: 'risk' }],
        })
          ? { EndpointConfigArn: arn('endpoint-config', 'fraud-2') }
          : { $error: { code: 'ValidationException', message: JSON.stringify(input) } },
    },
    gives: { endpointConfigArn: arn('endpoint-config', 'fraud-2') },
    calls: ['CreateEndpointConfig'],
  },
  {
    method: 'endpointConfigs.delete',
    run: (ports) => ports.endpointConfigs.delete('fraud-1'),
    gives: undefined,
    calls: ['DeleteEndpointConfig'],
  },
  {
    method: 'hostedModels.find',
    run: (ports) => ports.hostedModels.find('m1'),
    replies: {
      'sagemaker.DescribeModel': {
        ModelName: 'm1',
        ModelArn: arn('model', 'm1'),
        CreationTime: CREATED,
        ...MODEL,
      },
    },
    gives: { modelName: 'm1', modelArn: arn('model', 'm1'), createdAt: AT, body: MODEL },
    calls: ['DescribeModel'],
  },
  {
    method: 'hostedModels.list',
    run: (ports) => ports.hostedModels.list(),
    replies: {
      'sagemaker.ListModels': pages('NextToken', [
        {
          Models: [{ ModelName: 'm1', ModelArn: arn('model', 'm1'), CreationTime: CREATED }],
          NextToken: '1',
        },
        { Models: [] },
      ]),
    },
    gives: [{ modelName: 'm1', modelArn: arn('model', 'm1'), createdAt: AT }],
    calls: ['ListModels', 'ListModels'],
  },
  {
    method: 'hostedModels.create',
    run: (ports) => ports.hostedModels.create({ modelName: 'm1', body: MODEL, tags: {} }),
    replies: {
      'sagemaker.CreateModel': ({ input }) =>
        JSON.stringify(input) === JSON.stringify({ ModelName: 'm1', ...MODEL, Tags: [] })
          ? { ModelArn: arn('model', 'm1') }
          : { $error: { code: 'ValidationException', message: JSON.stringify(input) } },
    },
    gives: { modelArn: arn('model', 'm1') },
    calls: ['CreateModel'],
  },
  {
    method: 'hostedModels.delete',
    run: (ports) => ports.hostedModels.delete('m1'),
    gives: undefined,
    calls: ['DeleteModel'],
  },
  {
    method: 'inferenceComponents.find',
    run: (ports) => ports.inferenceComponents.find('ic'),
    replies: {
      'sagemaker.DescribeInferenceComponent': {
        InferenceComponentName: 'ic',
        InferenceComponentArn: arn('inference-component', 'ic'),
        EndpointName: 'fraud',
        EndpointArn: arn('endpoint', 'fraud'),
        VariantName: 'a',
        CreationTime: CREATED,
        LastModifiedTime: CREATED,
        InferenceComponentStatus: 'InService',
        RuntimeConfig: { CurrentCopyCount: 1, DesiredCopyCount: 2 },
        Specification: { ModelName: 'm1' },
      },
    },
    gives: {
      inferenceComponentName: 'ic',
      inferenceComponentArn: arn('inference-component', 'ic'),
      endpointName: 'fraud',
      variantName: 'a',
      status: 'InService',
      createdAt: AT,
      lastModifiedAt: AT,
      currentCopyCount: 1,
      desiredCopyCount: 2,
      specification: { ModelName: 'm1' },
    },
    calls: ['DescribeInferenceComponent'],
  },
  {
    method: 'inferenceComponents.list',
    run: (ports) => ports.inferenceComponents.list({ endpointName: 'fraud' }),
    replies: { 'sagemaker.ListInferenceComponents': { InferenceComponents: [] } },
    gives: [],
    calls: ['ListInferenceComponents'],
  },
  {
    method: 'inferenceComponents.create, update and delete',
    run: async (ports) => {
      const made = await ports.inferenceComponents.create({
        inferenceComponentName: 'ic',
        endpointName: 'fraud',
        variantName: 'a',
        specification: {
          ModelName: 'm1',
          ComputeResourceRequirements: { MinMemoryRequiredInMb: 1024 },
        },
        copyCount: 1,
        tags: {},
      })
      await ports.inferenceComponents.update('ic', { copyCount: 2 })
      await ports.inferenceComponents.delete('ic')
      return made
    },
    replies: {
      'sagemaker.CreateInferenceComponent': {
        InferenceComponentArn: arn('inference-component', 'ic'),
      },
      'sagemaker.UpdateInferenceComponent': {
        InferenceComponentArn: arn('inference-component', 'ic'),
      },
    },
    gives: { inferenceComponentArn: arn('inference-component', 'ic') },
    calls: ['CreateInferenceComponent', 'UpdateInferenceComponent', 'DeleteInferenceComponent'],
  },
]
