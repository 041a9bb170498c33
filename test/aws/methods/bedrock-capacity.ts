import { error, type MethodCase, pages } from '../stage.ts'

const CREATED = new Date('2026-11-02T03:04:05.678Z')
const AT = '2026-11-02T03:04:05Z'
const MODEL_ARN =
  'arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.nova-micro-v1:0/abcdefabcdef'
const BASE_ARN = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0:128k'
const DEPLOYMENT_ARN = 'arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/abcdefabcdef'
const PROVISIONED_ARN = 'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefabcdef'

const provisioned = {
  provisionedModelName: 'fraud',
  provisionedModelArn: PROVISIONED_ARN,
  modelArn: MODEL_ARN,
  desiredModelArn: MODEL_ARN,
  foundationModelArn: BASE_ARN,
  modelUnits: 1,
  desiredModelUnits: 2,
  status: 'InService',
  commitmentDuration: 'OneMonth',
  commitmentExpirationTime: CREATED,
  creationTime: CREATED,
  lastModifiedTime: CREATED,
}
const provisionedView = {
  ...provisioned,
  commitmentExpirationTime: AT,
  creationTime: AT,
  lastModifiedTime: AT,
}

export const bedrockCapacityMethods: readonly MethodCase[] = [
  {
    method: 'deployments.create',
    run: (ports) =>
      ports.deployments.create({
        modelDeploymentName: 'fraud',
        modelArn: MODEL_ARN,
        description: 'second try',
        clientRequestToken: 'mlctl-1',
        tags: { team: 'risk' },
      }),
    replies: {
      'bedrock.CreateCustomModelDeployment': ({ input }) =>
        JSON.stringify(input.tags) === '[{"key":"team","value":"risk"}]' &&
        input.clientRequestToken === 'mlctl-1' &&
        input.description === 'second try'
          ? { customModelDeploymentArn: DEPLOYMENT_ARN }
          : { $error: { code: 'ValidationException', message: JSON.stringify(input) } },
    },
    gives: { deploymentArn: DEPLOYMENT_ARN },
    calls: ['CreateCustomModelDeployment'],
  },
  {
    method: 'deployments.find',
    run: (ports) => ports.deployments.find('fraud'),
    replies: {
      'bedrock.GetCustomModelDeployment': {
        customModelDeploymentArn: DEPLOYMENT_ARN,
        modelDeploymentName: 'fraud',
        modelArn: MODEL_ARN,
        createdAt: CREATED,
        status: 'Active',
        updateDetails: { modelArn: MODEL_ARN, updateStatus: 'Updating' },
      },
    },
    gives: {
      deploymentArn: DEPLOYMENT_ARN,
      modelDeploymentName: 'fraud',
      modelArn: MODEL_ARN,
      createdAt: AT,
      status: 'Active',
      updateDetails: { modelArn: MODEL_ARN, updateStatus: 'Updating' },
    },
    calls: ['GetCustomModelDeployment'],
  },
  {
    method: 'deployments.find of nothing',
    run: (ports) => ports.deployments.find('ghost'),
    replies: { 'bedrock.GetCustomModelDeployment': error('ResourceNotFoundException', '', 404) },
    gives: undefined,
    calls: ['GetCustomModelDeployment'],
  },
  {
    method: 'deployments.list over several pages',
    run: (ports) => ports.deployments.list({ modelArnEquals: MODEL_ARN }),
    replies: {
      'bedrock.ListCustomModelDeployments': pages(
        'nextToken',
        ['a', 'b'].map((customModelDeploymentName, index) => ({
          modelDeploymentSummaries: [
            {
              customModelDeploymentArn: DEPLOYMENT_ARN,
              customModelDeploymentName,
              modelArn: MODEL_ARN,
              createdAt: CREATED,
              status: 'Creating',
            },
          ],
          ...(index === 0 ? { nextToken: '1' } : {}),
        })),
      ),
    },
    gives: ['a', 'b'].map((modelDeploymentName) => ({
      deploymentArn: DEPLOYMENT_ARN,
      modelDeploymentName,
      modelArn: MODEL_ARN,
      createdAt: AT,
      status: 'Creating',
    })),
    calls: ['ListCustomModelDeployments', 'ListCustomModelDeployments'],
  },
  {
    method: 'deployments.update',
    run: (ports) => ports.deployments.update('fraud', MODEL_ARN),
    gives: undefined,
    calls: ['UpdateCustomModelDeployment'],
  },
  {
    method: 'deployments.delete',
    run: (ports) => ports.deployments.delete('fraud'),
    gives: undefined,
    calls: ['DeleteCustomModelDeployment'],
  },
  {
    method: 'provisionedModels.create without a commitment, which is not sent',
    run: (ports) =>
      ports.provisionedModels.create({
        provisionedModelName: 'fraud',
        modelId: MODEL_ARN,
        modelUnits: 1,
        clientRequestToken: 'mlctl-1',
        tags: {},
      }),
    replies: {
      'bedrock.CreateProvisionedModelThroughput': ({ input }) =>
        'commitmentDuration' in input
          ? { $error: { code: 'ValidationException', message: 'a commitment was sent' } }
          : { provisionedModelArn: PROVISIONED_ARN },
    },
    gives: { provisionedModelArn: PROVISIONED_ARN },
    calls: ['CreateProvisionedModelThroughput'],
  },
  {
    method: 'provisionedModels.find',
    run: (ports) => ports.provisionedModels.find('fraud'),
    replies: { 'bedrock.GetProvisionedModelThroughput': { ...provisioned, failureMessage: 'no' } },
    gives: { ...provisionedView, failureMessage: 'no' },
    calls: ['GetProvisionedModelThroughput'],
  },
  {
    method: 'provisionedModels.find of nothing',
    run: (ports) => ports.provisionedModels.find('ghost'),
    replies: {
      'bedrock.GetProvisionedModelThroughput': error('ResourceNotFoundException', '', 404),
    },
    gives: undefined,
    calls: ['GetProvisionedModelThroughput'],
  },
  {
    method: 'provisionedModels.list over several pages',
    run: (ports) => ports.provisionedModels.list({ nameContains: 'fraud' }),
    replies: {
      'bedrock.ListProvisionedModelThroughputs': pages('nextToken', [
        { provisionedModelSummaries: [provisioned], nextToken: '1' },
        { provisionedModelSummaries: [provisioned] },
      ]),
    },
    gives: [provisionedView, provisionedView],
    calls: ['ListProvisionedModelThroughputs', 'ListProvisionedModelThroughputs'],
  },
  {
    method: 'provisionedModels.update of the name alone',
    run: (ports) => ports.provisionedModels.update('fraud', { desiredName: 'fraud-2' }),
    replies: {
      'bedrock.UpdateProvisionedModelThroughput': ({ input }) =>
        input.desiredProvisionedModelName === 'fraud-2' && !('desiredModelId' in input)
          ? {}
          : { $error: { code: 'ValidationException', message: JSON.stringify(input) } },
    },
    gives: undefined,
    calls: ['UpdateProvisionedModelThroughput'],
  },
  {
    method: 'provisionedModels.delete',
    run: (ports) => ports.provisionedModels.delete('fraud'),
    gives: undefined,
    calls: ['DeleteProvisionedModelThroughput'],
  },
]
