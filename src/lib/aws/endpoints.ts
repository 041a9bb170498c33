import type { EndpointSummary as Summary } from '@aws-sdk/client-sagemaker'
import type { EndpointSummary, Endpoints, VariantCapacity } from '../ports/endpoints.ts'
import { endpointView } from './endpoint-view.ts'
import { instead, NOT_FOUND } from './explain.ts'
import { resourceTags } from './resource-tags.ts'
import { newest } from './sagemaker-lists.ts'
import type { AwsSession } from './session.ts'
import { allPages, iso, pascalTags, present } from './values.ts'

export const endpointsOf = (aws: AwsSession): Endpoints => ({
  find: (EndpointName) =>
    instead(
      aws
        .sageMaker(what('DescribeEndpoint', EndpointName), (client, sdk) =>
          client.send(new sdk.DescribeEndpointCommand({ EndpointName })),
        )
        .then(endpointView),
      [NOT_FOUND],
      undefined,
    ),
  list: async ({ nameContains: NameContains, statusEquals: StatusEquals, limit } = {}) => {
    const found = await allPages(
      (NextToken) =>
        aws.sageMaker(
          { operation: 'ListEndpoints', subject: 'list of endpoints' },
          async (client, sdk) => {
            const page = await client.send(
              new sdk.ListEndpointsCommand(newest({ NameContains, StatusEquals }, NextToken)),
            )
            return { items: page.Endpoints ?? [], next: page.NextToken }
          },
        ),
      limit,
    )
    return found.map(summary)
  },
  create: async ({ endpointName, endpointConfigName, tags }) => {
    const answer = await aws.sageMaker(what('CreateEndpoint', endpointName), (client, sdk) =>
      client.send(
        new sdk.CreateEndpointCommand({
          EndpointName: endpointName,
          EndpointConfigName: endpointConfigName,
          Tags: pascalTags(tags),
        }),
      ),
    )
    return { endpointArn: answer.EndpointArn ?? '' }
  },
  update: async (EndpointName, update) => {
    await aws.sageMaker(what('UpdateEndpoint', EndpointName), (client, sdk) =>
      client.send(
        new sdk.UpdateEndpointCommand({
          EndpointName,
          EndpointConfigName: update.endpointConfigName,
          ...present({
            RetainAllVariantProperties: update.retainAllVariantProperties,
            ExcludeRetainedVariantProperties: update.excludeRetainedVariantProperties?.map(
              (VariantPropertyType) => ({ VariantPropertyType }),
            ),
            DeploymentConfig: update.deploymentConfig as never,
            RetainDeploymentConfig: update.retainDeploymentConfig,
          }),
        }),
      ),
    )
  },
  setWeights: (EndpointName, weights) =>
    change(
      aws,
      EndpointName,
      weights.map(({ variantName, desiredWeight }) => ({
        VariantName: variantName,
        DesiredWeight: desiredWeight,
      })),
    ),
  setCapacity: (EndpointName, variant) => change(aws, EndpointName, [capacity(variant)]),
  delete: async (EndpointName) => {
    await aws.sageMaker(what('DeleteEndpoint', EndpointName), (client, sdk) =>
      client.send(new sdk.DeleteEndpointCommand({ EndpointName })),
    )
  },
  ...resourceTags(aws),
})

const what = (operation: string, endpointName: string) => ({
  operation,
  subject: `endpoint ${endpointName}`,
})

type Change = {
  VariantName: string
  DesiredWeight?: number
  DesiredInstanceCount?: number
  ServerlessUpdateConfig?: { MaxConcurrency?: number; ProvisionedConcurrency?: number }
}

const change = async (
  aws: AwsSession,
  EndpointName: string,
  DesiredWeightsAndCapacities: Change[],
): Promise<void> => {
  await aws.sageMaker(what('UpdateEndpointWeightsAndCapacities', EndpointName), (client, sdk) =>
    client.send(
      new sdk.UpdateEndpointWeightsAndCapacitiesCommand({
        EndpointName,
        DesiredWeightsAndCapacities,
      }),
    ),
  )
}

const capacity = (variant: VariantCapacity): Change => ({
  VariantName: variant.variantName,
  ...('serverless' in variant
    ? {
        ServerlessUpdateConfig: present({
          MaxConcurrency: variant.serverless.maxConcurrency,
          ProvisionedConcurrency: variant.serverless.provisionedConcurrency,
        }),
      }
    : { DesiredInstanceCount: variant.desiredInstanceCount }),
})

const summary = (endpoint: Summary): EndpointSummary => ({
  endpointName: endpoint.EndpointName ?? '',
  endpointArn: endpoint.EndpointArn ?? '',
  status: endpoint.EndpointStatus ?? 'OutOfService',
  createdAt: iso(endpoint.CreationTime),
  lastModifiedAt: iso(endpoint.LastModifiedTime),
})
