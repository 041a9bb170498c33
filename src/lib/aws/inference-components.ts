import type {
  DescribeInferenceComponentOutput,
  InferenceComponentSummary as Summary,
} from '@aws-sdk/client-sagemaker'
import type { AwsDocument } from '../ports/endpoint-configs.ts'
import type {
  InferenceComponentSummary,
  InferenceComponents,
  InferenceComponentView,
} from '../ports/inference-components.ts'
import { instead, NOT_FOUND } from './explain.ts'
import { newest } from './sagemaker-lists.ts'
import type { AwsSession } from './session.ts'
import { allPages, iso, pascalTags, present } from './values.ts'

export const inferenceComponentsOf = (aws: AwsSession): InferenceComponents => ({
  find: (InferenceComponentName) =>
    instead(
      aws
        .sageMaker(what('DescribeInferenceComponent', InferenceComponentName), (client, sdk) =>
          client.send(new sdk.DescribeInferenceComponentCommand({ InferenceComponentName })),
        )
        .then(view),
      [NOT_FOUND],
      undefined,
    ),
  list: async ({ endpointName: EndpointNameEquals, nameContains: NameContains } = {}) => {
    const found = await allPages((NextToken) =>
      aws.sageMaker(
        { operation: 'ListInferenceComponents', subject: 'list of inference components' },
        async (client, sdk) => {
          const filter = { EndpointNameEquals, NameContains }
          const page = await client.send(
            new sdk.ListInferenceComponentsCommand(newest(filter, NextToken)),
          )
          return { items: page.InferenceComponents ?? [], next: page.NextToken }
        },
      ),
    )
    return found.map(summary)
  },
  create: async (component) => {
    const answer = await aws.sageMaker(
      what('CreateInferenceComponent', component.inferenceComponentName),
      (client, sdk) =>
        client.send(
          new sdk.CreateInferenceComponentCommand({
            InferenceComponentName: component.inferenceComponentName,
            EndpointName: component.endpointName,
            VariantName: component.variantName,
            Specification: component.specification as never,
            RuntimeConfig: { CopyCount: component.copyCount },
            Tags: pascalTags(component.tags),
          }),
        ),
    )
    return { inferenceComponentArn: answer.InferenceComponentArn ?? '' }
  },
  update: async (InferenceComponentName, update) => {
    const { specification, copyCount, deploymentConfig } = update
    await aws.sageMaker(what('UpdateInferenceComponent', InferenceComponentName), (client, sdk) =>
      client.send(
        new sdk.UpdateInferenceComponentCommand({
          InferenceComponentName,
          ...present({
            Specification: specification as never,
            RuntimeConfig: copyCount === undefined ? undefined : { CopyCount: copyCount },
            DeploymentConfig: deploymentConfig as never,
          }),
        }),
      ),
    )
  },
  delete: async (InferenceComponentName) => {
    await aws.sageMaker(what('DeleteInferenceComponent', InferenceComponentName), (client, sdk) =>
      client.send(new sdk.DeleteInferenceComponentCommand({ InferenceComponentName })),
    )
  },
})

const what = (operation: string, name: string) => ({
  operation,
  subject: `inference component ${name}`,
})

const summary = (component: Summary): InferenceComponentSummary => ({
  inferenceComponentName: component.InferenceComponentName ?? '',
  inferenceComponentArn: component.InferenceComponentArn ?? '',
  endpointName: component.EndpointName ?? '',
  status: component.InferenceComponentStatus ?? 'Creating',
  createdAt: iso(component.CreationTime),
  lastModifiedAt: iso(component.LastModifiedTime),
  ...present({ variantName: component.VariantName }),
})

const view = (component: DescribeInferenceComponentOutput): InferenceComponentView => ({
  ...summary({ ...component, VariantName: component.VariantName ?? '' }),
  ...present({
    failureReason: component.FailureReason,
    currentCopyCount: component.RuntimeConfig?.CurrentCopyCount,
    desiredCopyCount: component.RuntimeConfig?.DesiredCopyCount,
    specification: component.Specification as AwsDocument | undefined,
    lastDeploymentConfig: component.LastDeploymentConfig as AwsDocument | undefined,
  }),
})
