import { error, type MethodCase, pages } from '../stage.ts'

const CREATED = new Date('2026-11-02T03:04:05.678Z')
const AT = '2026-11-02T03:04:05Z'
const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/fraud'

const described = {
  EndpointName: 'fraud',
  EndpointArn: ARN,
  EndpointConfigName: 'fraud-1',
  EndpointStatus: 'Updating',
  CreationTime: CREATED,
  LastModifiedTime: CREATED,
  FailureReason: 'no capacity',
  ProductionVariants: [
    {
      VariantName: 'a',
      CurrentWeight: 90,
      DesiredWeight: 80,
      CurrentInstanceCount: 2,
      DesiredInstanceCount: 3,
      DeployedImages: [{ SpecifiedImage: 'img:1', ResolvedImage: 'img@sha256:1' }],
      VariantStatus: [
        { Status: 'Baking', StatusMessage: 'Baking for 60 seconds', StartTime: CREATED },
      ],
    },
    {
      VariantName: 'b',
      CurrentServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
      DesiredServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 9 },
    },
  ],
  PendingDeploymentSummary: {
    EndpointConfigName: 'fraud-2',
    StartTime: CREATED,
    ProductionVariants: [{ VariantName: 'a', InstanceType: 'ml.m5.large' }],
  },
  DataCaptureConfig: {
    EnableCapture: true,
    CaptureStatus: 'Started',
    CurrentSamplingPercentage: 50,
    DestinationS3Uri: 's3://acme/capture',
    KmsKeyId: '',
  },
}

/** Refuses what is not the expected request, so that a wrong translation fails the row. */
const only =
  (expected: unknown, answer: unknown) =>
  ({ input }: { readonly input: Readonly<Record<string, unknown>> }) =>
    JSON.stringify(input) === JSON.stringify(expected)
      ? answer
      : { $error: { code: 'ValidationException', message: JSON.stringify(input) } }

export const endpointMethods: readonly MethodCase[] = [
  {
    method: 'endpoints.find',
    run: (ports) => ports.endpoints.find('fraud'),
    replies: { 'sagemaker.DescribeEndpoint': described },
    gives: {
      endpointName: 'fraud',
      endpointArn: ARN,
      endpointConfigName: 'fraud-1',
      status: 'Updating',
      createdAt: AT,
      lastModifiedAt: AT,
      failureReason: 'no capacity',
      variants: [
        {
          variantName: 'a',
          currentWeight: 90,
          desiredWeight: 80,
          currentInstanceCount: 2,
          desiredInstanceCount: 3,
          deployedImages: ['img:1'],
          status: [{ status: 'Baking', message: 'Baking for 60 seconds', startedAt: AT }],
        },
        {
          variantName: 'b',
          deployedImages: [],
          status: [],
          serverless: { memorySizeInMb: 2048, maxConcurrency: 5, desiredMaxConcurrency: 9 },
        },
      ],
      shadowVariants: [],
      pendingDeployment: {
        endpointConfigName: 'fraud-2',
        startedAt: AT,
        variants: [
          { variantName: 'a', deployedImages: [], status: [], instanceType: 'ml.m5.large' },
        ],
        shadowVariants: [],
      },
      dataCapture: {
        enabled: true,
        status: 'Started',
        samplingPercentage: 50,
        destinationS3Uri: 's3://acme/capture',
      },
    },
    calls: ['DescribeEndpoint'],
  },
  {
    method: 'endpoints.find of nothing, which AWS calls a validation error',
    run: (ports) => ports.endpoints.find('ghost'),
    replies: {
      'sagemaker.DescribeEndpoint': error(
        'ValidationException',
        `Could not find endpoint "${ARN}".`,
      ),
    },
    gives: undefined,
    calls: ['DescribeEndpoint'],
  },
  {
    method: 'endpoints.list over several pages',
    run: (ports) => ports.endpoints.list({ nameContains: 'f', statusEquals: 'InService' }),
    replies: {
      'sagemaker.ListEndpoints': pages(
        'NextToken',
        ['a', 'b'].map((EndpointName, index) => ({
          Endpoints: [
            {
              EndpointName,
              EndpointArn: ARN,
              CreationTime: CREATED,
              LastModifiedTime: CREATED,
              EndpointStatus: 'InService',
            },
          ],
          ...(index === 0 ? { NextToken: '1' } : {}),
        })),
      ),
    },
    gives: ['a', 'b'].map((endpointName) => ({
      endpointName,
      endpointArn: ARN,
      status: 'InService',
      createdAt: AT,
      lastModifiedAt: AT,
    })),
    calls: ['ListEndpoints', 'ListEndpoints'],
  },
  {
    method: 'endpoints.create',
    run: (ports) =>
      ports.endpoints.create({
        endpointName: 'fraud',
        endpointConfigName: 'fraud-1',
        tags: { team: 'risk' },
      }),
    replies: {
      'sagemaker.CreateEndpoint': only(
        {
          EndpointName: 'fraud',
          EndpointConfigName: 'fraud-1',
          Tags: [{ Key: 'team', Value: 'risk' }],
        },
        { EndpointArn: ARN },
      ),
    },
    gives: { endpointArn: ARN },
    calls: ['CreateEndpoint'],
  },
  {
    method: 'endpoints.update',
    run: (ports) =>
      ports.endpoints.update('fraud', {
        endpointConfigName: 'fraud-2',
        retainAllVariantProperties: true,
        excludeRetainedVariantProperties: ['DesiredWeight'],
        deploymentConfig: {
          AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors' }] },
        },
      }),
    replies: {
      'sagemaker.UpdateEndpoint': only(
        {
          EndpointName: 'fraud',
          EndpointConfigName: 'fraud-2',
          RetainAllVariantProperties: true,
          ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' }],
          DeploymentConfig: { AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors' }] } },
        },
        { EndpointArn: ARN },
      ),
    },
    gives: undefined,
    calls: ['UpdateEndpoint'],
  },
  {
    method: 'endpoints.setWeights, of weights alone',
    run: (ports) =>
      ports.endpoints.setWeights('fraud', [
        { variantName: 'a', desiredWeight: 0 },
        { variantName: 'b', desiredWeight: 12.5 },
      ]),
    replies: {
      'sagemaker.UpdateEndpointWeightsAndCapacities': only(
        {
          EndpointName: 'fraud',
          DesiredWeightsAndCapacities: [
            { VariantName: 'a', DesiredWeight: 0 },
            { VariantName: 'b', DesiredWeight: 12.5 },
          ],
        },
        { EndpointArn: ARN },
      ),
    },
    gives: undefined,
    calls: ['UpdateEndpointWeightsAndCapacities'],
  },
  {
    method: 'endpoints.setCapacity of instances',
    run: (ports) =>
      ports.endpoints.setCapacity('fraud', { variantName: 'a', desiredInstanceCount: 3 }),
    replies: {
      'sagemaker.UpdateEndpointWeightsAndCapacities': only(
        {
          EndpointName: 'fraud',
          DesiredWeightsAndCapacities: [{ VariantName: 'a', DesiredInstanceCount: 3 }],
        },
        { EndpointArn: ARN },
      ),
    },
    gives: undefined,
    calls: ['UpdateEndpointWeightsAndCapacities'],
  },
  {
    method: 'endpoints.setCapacity of a serverless variant',
    run: (ports) =>
      ports.endpoints.setCapacity('fraud', { variantName: 'a', serverless: { maxConcurrency: 9 } }),
    replies: {
      'sagemaker.UpdateEndpointWeightsAndCapacities': only(
        {
          EndpointName: 'fraud',
          DesiredWeightsAndCapacities: [
            { VariantName: 'a', ServerlessUpdateConfig: { MaxConcurrency: 9 } },
          ],
        },
        { EndpointArn: ARN },
      ),
    },
    gives: undefined,
    calls: ['UpdateEndpointWeightsAndCapacities'],
  },
  {
    method: 'endpoints.delete',
    run: (ports) => ports.endpoints.delete('fraud'),
    gives: undefined,
    calls: ['DeleteEndpoint'],
  },
  {
    method: 'endpoints.tags',
    run: (ports) => ports.endpoints.tags(ARN),
    replies: {
      'sagemaker.ListTags': pages('NextToken', [
        { Tags: [{ Key: 'a', Value: '1' }], NextToken: '1' },
        { Tags: [{ Key: 'b', Value: '' }] },
      ]),
    },
    gives: { a: '1', b: '' },
    calls: ['ListTags', 'ListTags'],
  },
  {
    method: 'endpoints.tag and untag',
    run: async (ports) => {
      await ports.endpoints.tag(ARN, { 'mlctl:rollout': 'r1' })
      await ports.endpoints.untag(ARN, ['mlctl:rollout'])
    },
    replies: {
      'sagemaker.AddTags': only(
        { ResourceArn: ARN, Tags: [{ Key: 'mlctl:rollout', Value: 'r1' }] },
        {},
      ),
      'sagemaker.DeleteTags': only({ ResourceArn: ARN, TagKeys: ['mlctl:rollout'] }, {}),
    },
    gives: undefined,
    calls: ['AddTags', 'DeleteTags'],
  },
]
